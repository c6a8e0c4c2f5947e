"""``manage.py import_areas FILE --name-field NAME``: load areas with their boundaries from a GeoJSON file."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from policing.areas.geojson import UnusableFile
from policing.areas.importing import Plan, import_areas

SAY_EVERY_SECONDS = 1.0


class Command(BaseCommand):
    """Loads areas from GeoJSON; running it again changes only what changed."""

    help = "Load areas with their boundaries from a GeoJSON file. It can be run again without doubling."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, metavar="FILE", help="a GeoJSON feature collection of polygons")
        parser.add_argument("--name-field", required=True, metavar="NAME", help="the field that holds an area's name")
        parser.add_argument(
            "--code-field", default="", metavar="CODE", help="the field that holds an area's code (else made from the name)"
        )
        parser.add_argument("--level", default="neighbourhood", help="what these areas are: neighbourhood, ward, district")
        parser.add_argument("--parent", default=None, metavar="CODE", help="the code of the area that holds them all")
        parser.add_argument(
            "--crs", default=None, metavar="EPSG:n", help="the file's coordinate system; overrules what the file states"
        )
        parser.add_argument("--json", action="store_true", help="end with one line of JSON that holds the counts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import. Raises CommandError with one clear line where the file cannot be used, or all of it was refused."""
        plan = Plan(
            path=options["file"],
            name_field=options["name_field"],
            code_field=options["code_field"],
            level=options["level"],
            parent=options["parent"],
            crs=options["crs"],
        )
        try:
            tally = import_areas(plan, actor=None, say=self.stdout.write, progress=self._progress()).as_dict()
        except UnusableFile as error:
            raise CommandError(" ".join(str(error).split())) from error
        self.stdout.write(", ".join(f"{count} {name}" for name, count in tally.items()))
        if options["json"]:
            self.stdout.write(json.dumps(tally))
        self.stdout.flush()
        if tally["read"] and tally["refused"] == tally["read"]:
            raise CommandError("Nothing was loaded: every feature was refused.")

    def _progress(self) -> Any:
        last = time.monotonic()

        def say(done: int, all_of_them: int) -> None:
            nonlocal last
            if done == all_of_them or time.monotonic() - last >= SAY_EVERY_SECONDS:
                last = time.monotonic()
                self.stdout.write(f"{done} of {all_of_them} areas")
                self.stdout.flush()

        return say
