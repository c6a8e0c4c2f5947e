"""``manage.py messages``: gather, check, compile and pseudo-translate the texts of the site, without any gettext program."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from policing.ui import catalogues


class Command(BaseCommand):
    """Exactly one of ``--extract``, ``--compile``, ``--check``, ``--pseudo LANGUAGE FOLDER``."""

    help = "Gather (--extract), check (--check), compile (--compile) or pseudo-translate (--pseudo) the texts of the site"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name what can be done."""
        parser.add_argument("--extract", action="store_true", help="write locale/django.pot and bring every catalogue up to it")
        parser.add_argument("--check", action="store_true", help="fail where a catalogue does not hold the texts of the sources")
        parser.add_argument("--compile", action="store_true", help="write the .mo files that are missing or old")
        parser.add_argument("--pseudo", nargs=2, metavar=("LANGUAGE", "FOLDER"), help="write a pseudo-translated catalogue")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the one thing that was asked. Raises CommandError for none or several, and where a check fails."""
        asked = [name for name in ("extract", "check", "compile", "pseudo") if options[name]]
        if len(asked) != 1:
            raise CommandError("Ask for exactly one of --extract, --check, --compile, --pseudo")
        base, folder = Path(settings.BASE_DIR), Path(settings.LOCALE_PATHS[0])
        languages = [code for code, __ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        said = {
            "extract": lambda: f"{catalogues.write_template(base, folder, languages)} messages in {folder}",
            "check": lambda: self._check(base, folder, languages),
            "compile": lambda: f"{catalogues.compile_all(folder, settings.LANGUAGE_CODE)} catalogues compiled",
            "pseudo": lambda: f"{catalogues.write_pseudo(base, options['pseudo'][0], Path(options['pseudo'][1]))} messages",
        }[asked[0]]()
        if options["verbosity"]:
            self.stdout.write(said)

    def _check(self, base: Path, folder: Path, languages: list[str]) -> str:
        behind = catalogues.stale(base, folder, languages)
        if behind:
            names = ", ".join(str(path.relative_to(base)) for path in behind)
            raise CommandError(f"Not up to date: {names}. Run manage.py messages --extract")
        return "Every catalogue is up to date"
