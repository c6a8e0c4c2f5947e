"""Months as people choose them and as counts are kept: a span split into whole years, which are counted beforehand, and the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SAID = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1950, 2200


@dataclass(frozen=True)
class Split:
    """Whole years from ``first`` to ``last`` (None is no end; none at all where ``is_short``), and spans of days beside them.

    A span begins with its first day and ends before its second.
    """

    first: int | None
    last: int | None
    spans: Sequence[tuple[date, date]] = ()

    @property
    def is_short(self) -> bool:
        """Tell whether there is no whole year in it."""
        return self.first is not None and self.last is not None and self.first > self.last


def read(said: str, *, is_end: bool = False) -> date | None:
    """Give the first day of a month from “2024-03”, or of the first or last month of a year from “2024”. None for what is neither."""
    found = SAID.fullmatch(said)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    return date(int(found[1]), int(found[2] or (12 if is_end else 1)), 1)


def after(month: date) -> date:
    """Give the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def between(first: date, last: date) -> list[date]:
    """Give the first day of each month from the first to the last."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + step) // 12, (first.month - 1 + step) % 12 + 1, 1) for step in range(count)]


def split(since: date | None, until: date | None) -> Split:
    """Split the months from ``since`` to ``until``, both counted and each the first day of its month, or None for no end."""
    first = since.year + (since.month > 1) if since else None
    last = until.year - (until.month < 12) if until else None
    if since and until and first is not None and last is not None and first > last:
        return Split(first, last, ((since, after(until)),) if since <= until else ())
    spans = []
    if since and since.month > 1:
        spans.append((since, date(since.year + 1, 1, 1)))
    if until and until.month < 12:
        spans.append((date(until.year, 1, 1), after(until)))
    return Split(first, last, tuple(spans))
