"""What incidents add up to: by month, by hour of the week, by category, by cell; from counts made beforehand, within scope.

One cell is counted from its incidents themselves, which an index holds together and which are few.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import ExtractIsoWeekDay, TruncMonth

from policing import access
from policing.areas.models import Agency
from problems.models import CellCount, HourCount, Incident, IncidentImport, IncidentSource, MonthCount

MOST_CELLS = 60
MOST_CATEGORIES = 12
KEPT_SECONDS = 300
T = TypeVar("T")


@dataclass(frozen=True)
class Wanted:
    """What is asked for: an area and all inside it, categories, sources, years, and perhaps one cell. Empty is everything."""

    area_path: str = ""
    categories: tuple[str, ...] = ()
    source: str = ""
    since: int | None = None
    until: int | None = None
    cell: str = ""

    def narrow(self, rows: QuerySet[Any], *, year: str) -> QuerySet[Any]:
        """Keep the rows asked for; ``year`` is the lookup that gives a row's year."""
        asked = Q(area_path__startswith=self.area_path) if self.area_path else Q()
        if self.categories:
            asked &= Q(category__in=self.categories)
        if self.source:
            asked &= Q(source__code=self.source)
        if self.since is not None:
            asked &= Q(**{f"{year}__gte": self.since})
        if self.until is not None:
            asked &= Q(**{f"{year}__lte": self.until})
        return rows.filter(asked)


def incidents(user: Any, wanted: Wanted) -> QuerySet[Any]:
    """Give the incidents in scope that are asked for."""
    rows = wanted.narrow(access.visible(Incident, user), year="day__year")
    return rows.filter(cell=wanted.cell) if wanted.cell else rows


def by_month(user: Any, wanted: Wanted) -> list[tuple[date, int]]:
    """Give each month between the first and the last with its number, noughts included. One query."""
    if wanted.cell:
        rows = incidents(user, wanted).annotate(month=TruncMonth("day")).values("month").annotate(many=Count("pk"))
    else:
        rows = wanted.narrow(access.visible(MonthCount, user), year="month__year").values("month").annotate(many=Sum("number"))
    found = dict(rows.order_by("month").values_list("month", "many"))
    return [(month, found.get(month, 0)) for month in _months(min(found), max(found))] if found else []


def _months(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + step) // 12, (first.month - 1 + step) % 12 + 1, 1) for step in range(count)]


def by_week_hour(user: Any, wanted: Wanted) -> tuple[tuple[int, ...], ...]:
    """Give seven days of twenty-four hours, Monday first; what has no hour is left out. One query."""
    if wanted.cell:
        timed = incidents(user, wanted).exclude(hour=None).annotate(weekday=ExtractIsoWeekDay("day") - 1)
        rows = timed.values("weekday", "hour").annotate(many=Count("pk"))
    else:
        rows = wanted.narrow(access.visible(HourCount, user), year="year").values("weekday", "hour").annotate(many=Sum("number"))
    found = {(weekday, hour): many for weekday, hour, many in rows.order_by().values_list("weekday", "hour", "many")}
    return tuple(tuple(found.get((weekday, hour), 0) for hour in range(24)) for weekday in range(7))


def by_category(user: Any, wanted: Wanted) -> list[tuple[str, int]]:
    """Give the categories with their numbers, the largest first. One query."""
    if wanted.cell:
        rows = incidents(user, wanted).values("category").annotate(many=Count("pk"))
    else:
        rows = wanted.narrow(access.visible(MonthCount, user), year="month__year").values("category").annotate(many=Sum("number"))
    return list(rows.order_by("-many", "category").values_list("category", "many")[:MOST_CATEGORIES])


def by_cell(user: Any, wanted: Wanted) -> list[tuple[str, int]]:
    """Give the cells with the most, the largest first, at most sixty. One query."""
    rows = wanted.narrow(access.visible(CellCount, user), year="year").values("cell").annotate(many=Sum("number"))
    return list(rows.order_by("-many", "cell").values_list("cell", "many")[:MOST_CELLS])


class Shelf:
    """What is made of the counts for anybody of the very same scope, kept a while.

    An import that loads, ends or is undone, or an area that moves, makes what is kept worthless at once. It costs one query, which
    is asked when the shelf is made: one serves a whole page.
    """

    def __init__(self, user: Any) -> None:
        ends = IncidentImport.objects.aggregate(last=Max("pk"), ended=Max("ended_at"), done=Sum("done"))
        scope = access.policy_for(MonthCount).visible_q(access.load(user))
        self._stand = repr((scope, ends, Agency.current().areas_revision))

    def keep(self, name: str, make: Callable[[], T]) -> T:
        """Give what is kept under that name, or make it and keep it."""
        address = f"incidents:{hashlib.sha256((self._stand + name).encode()).hexdigest()}"
        found = cache.get(address)
        if found is None:
            found = make()
            cache.set(address, found, KEPT_SECONDS)
        return cast(T, found)


@dataclass(frozen=True)
class Choices:
    """What a person can narrow by: categories and the first and last year, within scope."""

    categories: Sequence[str]
    first: int | None
    last: int | None


def choices(user: Any) -> Choices:
    """Give what there is to choose from. Two queries over the counts."""
    rows = access.visible(MonthCount, user)
    ends = rows.aggregate(first=Min("month"), last=Max("month"))
    named = list(rows.order_by("category").values_list("category", flat=True).distinct()[:100])
    return Choices(named, ends["first"].year if ends["first"] else None, ends["last"].year if ends["last"] else None)


def sources() -> QuerySet[IncidentSource]:
    """Give the sources in use, which every reader of incidents may know of."""
    return IncidentSource.objects.filter(is_active=True).order_by(F("name"))
