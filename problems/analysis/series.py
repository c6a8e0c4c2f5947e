"""Months, windows and how things pile up: sums over plain dates and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Window:
    """From one day to another, both counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def is_whole_months(self) -> bool:
        """Tell whether it begins on a month's first day and ends on a month's last."""
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1

    def overlaps(self, other: Window) -> bool:
        """Tell whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last


def month_of(day: date) -> date:
    """Give the first day of its month."""
    return day.replace(day=1)


def add_months(month: date, many: int) -> date:
    """Give the month so many later, or earlier."""
    at = month.year * 12 + month.month - 1 + many
    return date(at // 12, at % 12 + 1, 1)


def months_of(first: date, last: date, most: int = 0) -> list[date]:
    """Give each month from one day's to the other's; with ``most``, the last so many of them."""
    many = (last.year - first.year) * 12 + last.month - first.month + 1
    start = max(0, many - most) if most else 0
    return [add_months(month_of(first), step) for step in range(start, many)]


def whole_months(window: Window) -> list[date]:
    """Give the months that lie within a window from their first day to their last: a part of a month would look like a fall."""
    after = window.last + timedelta(days=1)
    return [month for month in months_of(window.first, window.last) if month >= window.first and add_months(month, 1) <= after]


def filled(found: Mapping[date, int], months: Iterable[date]) -> list[int]:
    """Give the number of each month, noughts included."""
    return [found.get(month, 0) for month in months]


def grid(found: Mapping[tuple[int, int], int]) -> list[list[int]]:
    """Give seven days of twenty-four hours from (weekday, hour), Monday first."""
    return [[found.get((day, hour), 0) for hour in range(24)] for day in range(7)]


def most_of(counts: Sequence[int], share: float = 0.5) -> int:
    """Give how few of the places hold that share of everything; nought where there is nothing."""
    wanted, held = share * sum(counts), 0
    for at, count in enumerate(sorted(counts, reverse=True), start=1):
        held += count
        if held >= wanted > 0:
            return at
    return 0
