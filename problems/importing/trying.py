"""A first look into a file: its columns and first rows, which column likely holds what, and whether its first rows can be used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from problems.importing.files import opened
from problems.importing.mapping import Layout
from problems.importing.understanding import BadRow, Reader

SHOWN_ROWS, TRIED_ROWS = 3, 200
LONGEST_SHOWN = 40
NAMES: dict[str, tuple[str, ...]] = {
    "category": ("category", "kind", "type", "crimetype", "mci", "offence", "offense", "primarytype", "offencetype", "incidenttype"),
    "occurred": (
        "occurred", "occurreddate", "occurrencedate", "occurredon", "occurredat", "date", "day", "when", "incidentdate",
        "datetime", "reporteddate", "month",
    ),
    "hour": ("hour", "occurrencehour", "hourofday"),
    "lat": ("lat", "latitude", "y", "ycoord", "northing", "lat84"),
    "lon": ("lon", "long", "lng", "longitude", "x", "xcoord", "easting", "long84"),
    "id": ("id", "incidentid", "crimeid", "reference", "number", "eventuniqueid", "incidentnumber"),
    "area": ("area", "neighbourhood", "neighborhood", "ward", "district", "hood", "lsoaname"),
}  # fmt: skip
PARTS = ("year", "month", "day")


@dataclass(frozen=True)
class Peek:
    """The columns of a file, and its first rows, each value cut short."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Tried:
    """How many of the first rows were read and could be used, and the first that could not: its line, and why.

    ``off_earth`` tells that not one of the places is one in longitude and latitude, as the layout says they are.
    """

    read: int
    usable: int
    off_earth: bool
    line: int = 0
    reason: str = ""


def peek(path: Path, delimiter: str = "") -> Peek:
    """Look at the first rows of a file. Raises UnusableRecords where it is no table."""
    with opened(path, delimiter=delimiter) as records:
        rows = [values for _line, values in islice(records.rows, SHOWN_ROWS)]
        return Peek(records.columns, tuple(tuple(value[:LONGEST_SHOWN] for value in values) for values in rows))


def attempt(path: Path, layout: Layout, today: date) -> Tried:
    """Understand the first rows of a file under a layout, without placing them. Raises UnusableRecords where it cannot be used."""
    read = usable = line = placed = off = 0
    reason = ""
    with opened(path, delimiter=layout.delimiter) as records:
        reader = Reader(layout, records.columns, today)
        for at, values in islice(records.rows, TRIED_ROWS):
            read += 1
            try:
                row = reader.understand(values)
                usable += 1
                if row.x is not None and row.y is not None:
                    placed += 1
                    off += abs(row.x) > 180 or abs(row.y) > 90
            except BadRow as problem:
                line, reason = (line, reason) if line else (at, str(problem))
    return Tried(read, usable, not layout.crs and 0 < placed == off, line, reason)


def joined(columns: tuple[str, ...]) -> str:
    """Give the columns of year, month and day as one, ``YEAR+MONTH+DAY``, where a file has all three of that name, or nothing."""
    named = {_plain(column): column for column in columns}
    return "+".join(named[part] for part in PARTS) if all(part in named for part in PARTS) else ""


def guess(columns: tuple[str, ...]) -> dict[str, str]:
    """Give for each field the column that likely holds it, by its name; a place only where both its columns are found."""
    named = {_plain(column): column for column in reversed(columns)}
    found = {name: next((named[one] for one in known if one in named), "") for name, known in NAMES.items()}
    if whole := joined(columns):
        found["occurred"] = whole
    if not (found["lat"] and found["lon"]):
        found["lat"] = found["lon"] = ""
    return {name: column for name, column in found.items() if column}


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
