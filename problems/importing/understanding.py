"""What one row says: its kind, day, hour and coordinates, or the reason why it cannot be used."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from problems.importing.mapping import Columns, Layout

LONGEST_CATEGORY, LONGEST_ID, LONGEST_AREA = 80, 77, 120
OLDEST = date(1950, 1, 1)
NOTHING = frozenset({"", "null", "none", "nan", "na", "n/a", "#n/a", "-", "\\n"})


class BadRow(Exception):
    """A row that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Understood:
    """One row in plain values. ``x`` and ``y`` are as the file writes them, before any projection; None where
    the file states no place, or withholds it (``is_withheld``), which many sources write as nought and nought.
    """

    ident: str
    digest: str
    category: str
    day: date
    hour: int | None
    precision: str
    x: float | None
    y: float | None
    is_withheld: bool
    stated_area: str


class Reader:
    """Understands the rows of one file under a layout."""

    def __init__(self, layout: Layout, columns: tuple[str, ...], today: date) -> None:
        self.layout, self.columns, self.width, self.today = layout, Columns(layout, columns), len(columns), today

    def understand(self, row: list[str]) -> Understood:
        """Give what a row says. Raises BadRow with the reason."""
        if len(row) != self.width:
            raise BadRow(
                _("it has %(found)d columns where the first line names %(named)d") % {"found": len(row), "named": self.width}
            )
        whole = "\x1f".join(row)
        if "\0" in whole:
            raise BadRow(_("it holds a sign that no text has"))
        category = " ".join(self.columns.value("category", row).split())
        if not category or len(category) > LONGEST_CATEGORY:
            raise BadRow(_("it has no kind of incident") if not category else _("its kind of incident is too long"))
        day, hour, precision = self._moment(row)
        if not OLDEST <= day <= self.today:
            raise BadRow(_("its date, %(day)s, lies ahead or too far back") % {"day": day})
        x, y, is_withheld = self._point(row)
        digest = hashlib.blake2b(whole.encode(), digest_size=8).hexdigest()
        stated = self.columns.value("id", row)
        if len(stated) > LONGEST_ID:
            raise BadRow(_("its id is too long"))
        ident = f"id:{stated}" if stated else digest
        area = self.columns.value("area", row)[:LONGEST_AREA]
        return Understood(ident, digest, category, day, hour, precision, x, y, is_withheld, area)

    def _moment(self, row: list[str]) -> tuple[date, int | None, str]:
        written = self.columns.value("occurred", row)
        parsed = _parsed(written, self.layout.date_format, self.layout.tz)
        if parsed is None:
            raise BadRow(_("its date, “%(date)s”, cannot be read; say how dates are written") % {"date": written[:40]})
        day, hour, precision = parsed
        stated = _stated(self.columns.value("hour", row))
        if stated:
            hour, precision = _hour(stated), "hour"
        precision = self.layout.precision or precision
        return (day.replace(day=1) if precision == "month" else day), (hour if precision == "hour" else None), precision

    def _point(self, row: list[str]) -> tuple[float | None, float | None, bool]:
        """Give the coordinates and whether the source withholds the place, by nought and nought. None where it states none."""
        written = [_stated(self.columns.value(name, row)) for name in ("lon", "lat")]
        if not any(written):
            return None, None, False
        try:
            x, y = (float(one.replace(",", ".") if self.layout.decimal == "," else one) for one in written)
        except ValueError as error:
            words = _("its coordinates, “%(x)s” and “%(y)s”, are not numbers")
            raise BadRow(words % {"x": written[0][:20], "y": written[1][:20]}) from error
        return (None, None, True) if x == 0 and y == 0 else (x, y, False)


def _stated(written: str) -> str:
    """Give a value, or nothing where it is one of the words that programs write for nothing."""
    return "" if written.casefold() in NOTHING else written


def _hour(written: str) -> int:
    try:
        hour = int(float(written))
    except (ValueError, OverflowError) as error:
        raise BadRow(_("its hour, “%(hour)s”, is not a number") % {"hour": written[:20]}) from error
    if not 0 <= hour <= 23:
        raise BadRow(_("its hour, %(hour)s, does not lie between 0 and 23") % {"hour": hour})
    return hour


@lru_cache(maxsize=20_000)
def _parsed(written: str, date_format: str, zone: ZoneInfo) -> tuple[date, int | None, str] | None:
    """Give day, hour and precision of a date as written, in the source's own time, or None. Dates repeat, so they are kept."""
    try:
        moment = datetime.strptime(written, date_format) if date_format else _by_shape(written)  # noqa: DTZ007 - local to the source
        if moment.tzinfo is not None:
            moment = moment.astimezone(zone)
    except (ValueError, OverflowError):
        return None
    if date_format:
        precise = "hour" if "%H" in date_format or "%I" in date_format else "day" if "%d" in date_format else "month"
    else:
        precise = "month" if len(written) == 7 else "hour" if ":" in written else "day"
    return moment.date(), moment.hour if precise == "hour" else None, precise


def _by_shape(written: str) -> datetime:
    """Read year-month-day, with hyphens or slashes, one digit or two, with or without a time and an offset."""
    plain = written.replace("/", "-").strip()
    head, _space, rest = plain.replace("T", " ", 1).partition(" ")
    parts = head.split("-")
    if len(parts) == 2:
        parts.append("1")
    if len(parts) != 3 or len(parts[0]) != 4:
        raise ValueError(written)
    head = f"{parts[0]}-{int(parts[1]):02}-{int(parts[2]):02}"
    return datetime.fromisoformat(f"{head} {rest.strip()}" if rest.strip() else head)
