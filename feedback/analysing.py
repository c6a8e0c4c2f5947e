"""What an analyst works with: everything about reports but who. Numbers by month, hour, kind and area, and a list to take away."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncMonth

from feedback.models import Report
from feedback.services.exporting import ANALYSE, MOST_ROWS
from policing import access, timekeeping
from policing.areas.models import Agency

AT_ONCE = 500
CONTENT_TYPE = "text/csv; charset=utf-8"
MOST_MONTHS, MOST_BARS = 36, 20
COLUMNS = (
    "reference", "received", "category", "area", "place", "cell", "channel", "language", "state", "outcome", "due", "closed",
    "contests", "reopenings", "danger", "photos", "words",
)  # fmt: skip
NEEDED = (
    "pk", "reference", "received_at", "category__code", "area__code", "place_words", "cell", "channel", "language", "state",
    "outcome", "due_at", "closed_at", "contests", "reopenings", "has_danger_words", "photos", "words", "readable",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Numbers:
    """The numbers of what was chosen."""

    many: int
    months: list[tuple[date, int]]
    heat: tuple[tuple[int, ...], ...]
    categories: list[tuple[str, str, int]]
    areas: list[tuple[str, str, int]]


def analysed(user: Any) -> QuerySet[Report]:
    """Give the reports of the areas and teams that the person may analyse."""
    return Report.objects.filter(access.load(user).scope_q(ANALYSE))


def numbers(rows: QuerySet[Report]) -> Numbers:
    """Count what was chosen by month, by day and hour, by kind and by area. Four queries."""
    zone = Agency.current().tz
    plain = rows.order_by()
    months = plain.annotate(month=TruncMonth("received_at", tzinfo=zone)).values_list("month").annotate(many=Count("pk"))
    hours = plain.annotate(day=ExtractIsoWeekDay("received_at", tzinfo=zone), hour=ExtractHour("received_at", tzinfo=zone))
    counted = {(day, hour): many for day, hour, many in hours.values_list("day", "hour").annotate(many=Count("pk"))}
    by_month = [(first.date(), many) for first, many in months.order_by("-month")[:MOST_MONTHS]][::-1]
    return Numbers(
        many=sum(counted.values()),
        months=by_month,
        heat=tuple(tuple(counted.get((day, hour), 0) for hour in range(24)) for day in range(1, 8)),
        categories=_most(plain, "category__code", "category__short_name"),
        areas=_most(plain, "area__code", "area__name"),
    )


def _most(rows: QuerySet[Report], code: str, name: str) -> list[tuple[str, str, int]]:
    found = rows.values_list(code, name).annotate(many=Count("pk")).order_by("-many", name)[:MOST_BARS]
    return [(code or "", name or "", many) for code, name, many in found]


def safe(value: Any) -> str:
    """Give a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def disposition() -> str:
    """Give the name under which a browser keeps the table."""
    return f'attachment; filename="reports-{timekeeping.now():%Y-%m-%d}.csv"'


class _Line:
    """What the writer of a table writes to: it hands each line on."""

    def write(self, line: str) -> str:
        """Give the line back."""
        return line


def lines(rows: QuerySet[Report]) -> Iterator[str]:
    """Give the chosen reports as the lines of a table, newest first, at most fifty thousand, a few hundred in memory.

    The words are those of the newest redacted copy where there is one. Nothing tells who reported, or how they chose to speak.
    """
    writer = csv.writer(_Line())
    yield "\ufeff"  # so that spreadsheets read other letters than English ones
    yield writer.writerow(COLUMNS)
    for row in rows.order_by("-pk").values(*NEEDED)[:MOST_ROWS].iterator(chunk_size=AT_ONCE):
        yield writer.writerow([safe(cell) for cell in _cells(row)])


def _cells(row: dict[str, Any]) -> list[Any]:
    def at(name: str) -> str:
        return row[name].isoformat(timespec="minutes") if row[name] else ""

    return [
        row["reference"], at("received_at"), row["category__code"], row["area__code"], row["place_words"], row["cell"],
        row["channel"], row["language"], row["state"], row["outcome"], at("due_at"), at("closed_at"), row["contests"],
        row["reopenings"], int(row["has_danger_words"]), row["photos"], row["readable"] or row["words"],
    ]  # fmt: skip
