"""``manage.py docs``: make the documents that come from the tables, or check that they are up to date."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from policing.site import tables


class Command(BaseCommand):
    """Write docs/permissions.md, workflows.md, events.md and commands.md."""

    help = "Make the documents that come from the tables in the code."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add ``--check``."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail where a document is not up to date")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Write or compare. Raises CommandError for a blank cell, and with ``--check`` for a document that differs."""
        try:
            documents = tables.all_documents(settings.BASE_DIR)
        except tables.Blank as error:
            raise CommandError(f"The table of commands has blank cells:\n{error}") from error
        stale = [path for path, text in documents.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
        if check and stale:
            names = ", ".join(path.name for path in stale)
            raise CommandError(f"Not up to date: {names}. Run `manage.py docs` and look at the difference.")
        for path in stale:
            path.write_text(documents[path], encoding="utf-8")
        self.stdout.write(f"{len(documents)} documents, {len(stale)} {'stale' if check else 'written'}")
