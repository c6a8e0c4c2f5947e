"""What is counted for a case: incidents at its places over its windows, and the reports that feed it.

Counted is within the agency's whole data, whoever looks: a case is about what happens, and its page shows each reader what their
sight allows. Incidents name nobody. Months of areas come from counts made beforehand; cells are few incidents, held by an index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import ExtractIsoWeekDay, TruncMonth

from policing.areas.models import Agency
from problems.analysis import series
from problems.analysis.series import Window
from problems.models import Case, CasePlace, CaseReport, Incident, MonthCount

MOST_MONTHS, MOST_KINDS, MOST_CELLS = 120, 12, 12
MONTHS_WITHOUT_FRAME = 24


@dataclass(frozen=True)
class Spots:
    """Some cells of the map, and some areas with all inside them."""

    cells: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is no place at all."""
        return not self.cells and not self.paths

    @property
    def paths_q(self) -> Q:
        """The rows that lie in one of the areas."""
        found = Q(pk__in=[])
        for path in self.paths:
            found |= Q(area_path__startswith=path)
        return found

    @property
    def q(self) -> Q:
        """The rows that lie in one of the places: one in several counts once."""
        return self.paths_q | Q(cell__in=self.cells) if self.cells else self.paths_q


@dataclass(frozen=True)
class Region:
    """Places that are counted together, without what lies in ``without``, and of these categories alone (none is every one)."""

    spots: Spots
    without: tuple[Spots, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is no place at all."""
        return self.spots.is_empty

    def incidents(self, window: Window) -> QuerySet[Any]:
        """Give the incidents of a window."""
        return self._of(Incident.objects.all(), "day", window).filter(self.spots.q & ~self._without)

    def by_month(self, window: Window) -> dict[date, int]:
        """Give the number of each month that has any. One or two queries; from counts made beforehand for whole months of areas."""
        if self.spots.cells or not window.is_whole_months:
            return _months(self.incidents(window))
        inside = self._of(MonthCount.objects.all(), "month", window).filter(self.spots.paths_q)
        found: dict[date, int] = dict(inside.values("month").annotate(many=Sum("number")).values_list("month", "many"))
        if any(not one.is_empty for one in self.without):
            both = self._of(Incident.objects.all(), "day", window).filter(self.spots.paths_q & self._without)
            for month, many in _months(both).items():
                found[month] = max(0, found.get(month, 0) - many)
        return found

    def count(self, window: Window) -> int:
        """Give how many there are in a window."""
        return sum(self.by_month(window).values()) if window.is_whole_months else self.incidents(window).count()

    @property
    def _without(self) -> Q:
        found = Q(pk__in=[])
        for one in self.without:
            found |= one.q
        return found

    def _of(self, rows: QuerySet[Any], day: str, window: Window) -> QuerySet[Any]:
        asked = Q(**{f"{day}__gte": window.first, f"{day}__lte": window.last})
        return rows.filter(asked & Q(category__in=self.categories) if self.categories else asked)


def _months(rows: QuerySet[Any]) -> dict[date, int]:
    found = rows.annotate(month=TruncMonth("day")).values("month").annotate(many=Count("pk")).order_by()
    return dict(found.values_list("month", "many"))


@dataclass(frozen=True)
class Ground:
    """The three regions of a case. What lies in several counts for the first: here, then round about, then to compare with."""

    here: Region
    around: Region
    comparison: Region


def ground_of(case: Case) -> Ground:
    """Give the regions of a case from its places. One query."""
    rows = list(CasePlace.objects.filter(case=case, removed_at=None).select_related("area").defer("area__boundary"))
    here, around, comparison = (_spots(row for row in rows if row.use == use) for use in ("problem", "around", "comparison"))
    kinds = tuple(case.categories)
    return Ground(Region(here, (), kinds), Region(around, (here,), kinds), Region(comparison, (here, around), kinds))


def _spots(rows: Iterable[CasePlace]) -> Spots:
    held = list(rows)
    return Spots(
        tuple(sorted({row.cell for row in held if row.cell})),
        tuple(sorted({row.area.path for row in held if row.area is not None})),
    )


def records() -> Window | None:
    """Give from which month to which there are records at all, as whole months, or None without any. One query over the counts."""
    ends = MonthCount.objects.aggregate(first=Min("month"), last=Max("month"))
    if ends["first"] is None:
        return None
    return Window(ends["first"], series.add_months(ends["last"], 1) - timedelta(days=1))


def shown_months(case: Case, today: date) -> Window:
    """Give the whole months that a chart of the case shows: from the time before to the time after.

    Where those are not set: two years up to the opening, or up to where the records end, if they end before that. Two queries.
    """
    held = records()
    last = min(case.after_to or (held.last if held else today), today)
    first = case.baseline_from or series.add_months(series.month_of(min(case.opened_at.date(), last)), -MONTHS_WITHOUT_FRAME)
    months = series.months_of(min(first, last), last, MOST_MONTHS)
    return Window(months[0], series.add_months(months[-1], 1) - timedelta(days=1))


def by_week_hour(rows: QuerySet[Any]) -> list[list[int]]:
    """Give seven days of twenty-four hours, Monday first; what has no hour is left out. One query."""
    timed = rows.exclude(hour=None).annotate(weekday=ExtractIsoWeekDay("day") - 1)
    found = timed.values("weekday", "hour").annotate(many=Count("pk")).order_by().values_list("weekday", "hour", "many")
    return series.grid({(weekday, hour): many for weekday, hour, many in found})


def by_kind(rows: QuerySet[Any]) -> list[tuple[str, int]]:
    """Give the categories with the most. One query."""
    found = rows.values("category").annotate(many=Count("pk")).order_by("-many", "category")
    return list(found.values_list("category", "many")[:MOST_KINDS])


def by_cell(rows: QuerySet[Any]) -> tuple[list[tuple[str, int]], Sequence[int]]:
    """Give the cells with the most, and the number of every cell, the largest first. One query."""
    found = rows.exclude(cell="").values("cell").annotate(many=Count("pk")).order_by("-many", "cell")
    cells = list(found.values_list("cell", "many"))
    return cells[:MOST_CELLS], [many for _cell, many in cells]


def known_by_month_only(rows: QuerySet[Any]) -> int:
    """Give how many are known by their month alone, and so cannot be cut by a day. One query."""
    return rows.filter(precision=Incident.Precision.MONTH).count()


def reports_by_month(case: Case) -> dict[date, int]:
    """Give how many linked reports came in each month, whatever they are about. One query."""
    rows = CaseReport.objects.filter(case=case, left_at=None)
    found = rows.annotate(month=TruncMonth("report__received_at", tzinfo=Agency.current().tz)).values("month")
    counted = found.annotate(many=Count("pk")).order_by().values_list("month", "many")
    return {month.date(): many for month, many in counted}
