"""Which column of a file holds what, and how its values are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from policing.ui.lists import listed
from problems.importing.files import UnusableRecords

COLUMNS = ("category", "occurred", "hour", "lat", "lon", "x", "y", "id", "area")
JOINED, FIXED = "+", "="
EXAMPLE = datetime(2024, 11, 23, 22, 45, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Layout:
    """How the files of a source are read.

    A column may be several joined by ``+`` (``YEAR+MONTH+DAY``), or a fixed value written ``=Burglary``. ``zone`` is where the
    agency is: a moment with an offset is turned into its local time. ``precision`` overrules what the dates themselves show.
    """

    category: str
    occurred: str
    hour: str = ""
    lat: str = ""
    lon: str = ""
    id: str = ""
    area: str = ""
    crs: str = ""
    delimiter: str = ""
    decimal: str = "."
    zone: str = "UTC"
    date_format: str = ""
    precision: str = ""

    def as_dict(self) -> dict[str, str]:
        """Give it for keeping."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def tz(self) -> ZoneInfo:
        """Give the zone of the source."""
        return ZoneInfo(self.zone)


def layout(maps: Iterable[str], kept: Mapping[str, Any] | None = None, **options: str) -> Layout:
    """Make a layout of ``field=COLUMN`` pairs and options, over one that was kept for the source.

    ``x`` and ``y`` are other names for ``lon`` and ``lat``. Raises UnusableRecords for an unknown field, zone or precision,
    and where category, date or place is not mapped.
    """
    given: dict[str, str] = {name: value for name, value in options.items() if value}
    for pair in maps:
        name, equals, column = pair.partition("=")
        if not equals or name not in COLUMNS or not column:
            known = listed(COLUMNS)
            raise UnusableRecords(_("“%(pair)s” is not field=COLUMN with one of: %(known)s.") % {"pair": pair, "known": known})
        given[{"x": "lon", "y": "lat"}.get(name, name)] = column
    held = {field.name for field in fields(Layout)}
    known_before = {name: str(value) for name, value in (kept or {}).items() if name in held}
    found = replace(Layout(category="", occurred=""), **{**known_before, **given})
    _refuse_odd(found)
    return found


def _refuse_odd(found: Layout) -> None:
    for name, words in (("category", _("the kind of incident")), ("occurred", _("the date"))):
        if not getattr(found, name):
            raise UnusableRecords(_("No column is named for %(what)s (%(name)s).") % {"what": words, "name": name})
    if bool(found.lat) != bool(found.lon):
        raise UnusableRecords(_("A place needs two columns: lat and lon, or x and y."))
    try:
        ZoneInfo(found.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnusableRecords(_("There is no time zone “%(zone)s”.") % {"zone": found.zone}) from error
    _refuse_odd_dates(found.date_format)
    if found.precision not in {"", "hour", "day", "month"}:
        raise UnusableRecords(_("The precision is hour, day or month."))
    if found.decimal not in {".", ","}:
        raise UnusableRecords(_("The decimal mark is “.” or “,”."))


def _refuse_odd_dates(date_format: str) -> None:
    """Refuse a way of writing dates with which not even a date that it wrote itself can be read."""
    try:
        datetime.strptime(EXAMPLE.strftime(date_format), date_format)  # noqa: DTZ007 - the zone of the source comes later
    except (ValueError, re.error) as error:
        raise UnusableRecords(
            _("“%(format)s” is not a way to write dates, such as %%d/%%m/%%Y.") % {"format": date_format}
        ) from error


class Columns:
    """Finds the values of a layout's fields in the rows of one file."""

    def __init__(self, found: Layout, columns: tuple[str, ...]) -> None:
        places = {name: at for at, name in enumerate(columns)}
        self.fixed: dict[str, str] = {}
        self.places: dict[str, tuple[int, ...]] = {}
        for name in ("category", "occurred", "hour", "lat", "lon", "id", "area"):
            column = getattr(found, name)
            if column.startswith(FIXED):
                self.fixed[name] = column[len(FIXED) :]
            elif column:
                self.places[name] = self._placed(column, places, columns)

    @staticmethod
    def _placed(column: str, places: dict[str, int], columns: tuple[str, ...]) -> tuple[int, ...]:
        parts = [column] if column in places else column.split(JOINED)
        if missing := [part for part in parts if part not in places]:
            known = listed(columns)
            raise UnusableRecords(
                _("The file has no column “%(name)s”. It has: %(known)s.") % {"name": missing[0], "known": known}
            )
        return tuple(places[part] for part in parts)

    def value(self, name: str, row: list[str]) -> str:
        """Give a field's value in a row, parts joined by hyphens, or nothing where it is not mapped."""
        if name in self.fixed:
            return self.fixed[name]
        at = self.places.get(name)
        return "-".join(row[one].strip() for one in at) if at else ""
