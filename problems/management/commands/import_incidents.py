"""``manage.py import_incidents``: incidents from a file of the agency's records."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policing.errors import BadInput
from problems.importing.running import BATCH, COUNTED
from problems.models import IncidentImport
from problems.services import import_runs, imports

EVERY = 20_000
OPTIONS = {
    "crs": "the coordinate system of the file, as EPSG:n (longitude and latitude, unless stated)",
    "delimiter": "what stands between columns (found by itself, unless stated)",
    "decimal": "the decimal mark of coordinates, . or ,",
    "zone": "the time zone of the records, such as America/Toronto (that of the agency, unless stated)",
    "date-format": "how dates are written, as for strptime, such as %%d/%%m/%%Y %%H:%%M",
    "precision": "how much of the dates is true: hour, day or month",
}


class Command(BaseCommand):
    """Loads good rows, writes bad ones with line and reason to a file beside, and can be run again without doubling."""

    help = "Load incidents from a CSV or TSV file, plain, in gzip or in a zip. Run again, it doubles nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, its source and its columns."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="the name of the source; its mapping is kept for the next file")
        parser.add_argument(
            "--map", action="append", default=[], metavar="FIELD=COLUMN", dest="maps",
            help="category, occurred, hour, lat, lon (or x, y), id, area; several columns as A+B, a fixed value as category==Burglary",
        )  # fmt: skip
        for name, words in OPTIONS.items():
            parser.add_argument(f"--{name}", default="", help=words)
        parser.add_argument("--report", type=Path, help="where bad rows go (FILE.bad.csv beside the file, unless stated)")
        parser.add_argument("--json", action="store_true", help="the last line is the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the file. Raises CommandError where it cannot be used at all."""
        file: Path = options["file"]
        given = {name.replace("-", "_"): options[name.replace("-", "_")] for name in OPTIONS}
        try:
            row = imports.start(source=options["source"], maps=options["maps"], options=given, actor=None)
        except BadInput as error:
            raise CommandError(" ".join(str(line) for lines in error.fields.values() for line in lines)) from error
        row = import_runs.run_here(row.pk, path=file, progress=self._progress)
        if row.failure:
            raise CommandError(row.failure)
        self._report(row, options["report"] or file.with_name(f"{file.name}.bad.csv"))
        if row.state != "finished":
            raise CommandError(
                f"Stopped after {row.done:,} rows, since somebody paused or undid it. Read once more, nothing doubles."
            )
        if options["json"]:
            self.stdout.write(json.dumps(row.counts))

    def _progress(self, row: IncidentImport) -> None:
        if row.done % EVERY < BATCH:
            self.stdout.write(f"{row.done:,} of {row.rows:,} rows …")
            self.stdout.flush()

    def _report(self, row: IncidentImport, path: Path) -> None:
        """Say what came of it; bad rows go to the file, one a line."""
        words = ", ".join(f"{row.counts[name]:,} {name}" for name in COUNTED)
        self.stdout.write(self.style.SUCCESS(words))
        bad = list(row.bad_rows.values_list("line", "reason"))
        if not bad:
            return
        with path.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(["line", "reason"])
            lines.writerows(bad)
        self.stdout.write(f"Bad rows, with line and reason: {path}")
