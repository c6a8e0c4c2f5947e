"""``manage.py import_places FILE``: load streets and places into the gazetteer from a CSV file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from policing.areas.gazetteer import Entry, load_places, read_places
from policing.areas.geojson import UnusableFile


class Command(BaseCommand):
    """Loads the gazetteer; running it again adds only what is new."""

    help = "Load streets and places from a CSV file with the columns name, kind (street or place), lat, lon."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, metavar="FILE", help="a CSV file in UTF-8 with the columns name, kind, lat, lon")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON that holds the counts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import. Raises CommandError with one clear line where the file cannot be used."""
        entries: list[Entry] = []
        refused = 0
        try:
            for line, found in read_places(options["file"]):
                if isinstance(found, Entry):
                    entries.append(found)
                else:
                    refused += 1
                    self.stdout.write(f"Refused: line {line}: {found}")
        except UnusableFile as error:
            raise CommandError(str(error)) from error
        loaded = load_places(actor=None, entries=entries)
        tally = {"read": len(entries) + refused, "loaded": loaded, "unchanged": len(entries) - loaded, "refused": refused}
        self.stdout.write(", ".join(f"{count} {name}" for name, count in tally.items()))
        if options["json"]:
            self.stdout.write(json.dumps(tally))
