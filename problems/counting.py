"""What incidents add up to: by month, by hour of the week, by category, by cell; from counts made beforehand, within scope.

One cell is counted from its incidents themselves, which an index holds together and which are few; and so are the months that lie
beside whole years, where hours and cells are asked for, since those are counted by year.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.db.models import Count, F, Max, Min, Model, Q, QuerySet, Sum
from django.db.models.functions import ExtractIsoWeekDay, TruncMonth

from policing import access
from policing.areas.models import Agency
from problems import months
from problems.models import CellCount, HourCount, Incident, IncidentImport, IncidentSource, MonthCount

MOST_CELLS = 60
MOST_CATEGORIES = 12
KEPT_SECONDS = 300
T = TypeVar("T")


@dataclass(frozen=True)
class Wanted:
    """What is asked for: an area and all inside it, categories, a source, months, and perhaps one cell. Empty is everything.

    ``since`` and ``until`` are the first days of the first and the last month.
    """

    area_path: str = ""
    categories: tuple[str, ...] = ()
    source: str = ""
    since: date | None = None
    until: date | None = None
    cell: str = ""

    def narrow(self, rows: QuerySet[Any], *, day: str) -> QuerySet[Any]:
        """Keep the rows asked for; ``day`` is the column of a row's day or of the first one of its month."""
        asked = Q()
        if self.since is not None:
            asked &= Q(**{f"{day}__gte": self.since})
        if self.until is not None:
            asked &= Q(**{f"{day}__lt": months.after(self.until)})
        return self.narrow_kinds(rows).filter(asked)

    def narrow_kinds(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the area, the categories and the source asked for, of any time."""
        asked = Q(area_path__startswith=self.area_path) if self.area_path else Q()
        if self.categories:
            asked &= Q(category__in=self.categories)
        if self.source:
            asked &= Q(source__code=self.source)
        return rows.filter(asked)


def incidents(user: Any, wanted: Wanted) -> QuerySet[Any]:
    """Give the incidents in scope that are asked for."""
    rows = wanted.narrow(access.visible(Incident, user), day="day")
    return rows.filter(cell=wanted.cell) if wanted.cell else rows


def by_month(user: Any, wanted: Wanted) -> list[tuple[date, int]]:
    """Give each month between the first and the last with its number, noughts included. One query."""
    if wanted.cell:
        rows = incidents(user, wanted).annotate(month=TruncMonth("day")).values("month").annotate(many=Count("pk"))
    else:
        rows = wanted.narrow(access.visible(MonthCount, user), day="month").values("month").annotate(many=Sum("number"))
    found = dict(rows.order_by("month").values_list("month", "many"))
    return [(month, found.get(month, 0)) for month in months.between(min(found), max(found))] if found else []


def by_week_hour(user: Any, wanted: Wanted) -> tuple[tuple[int, ...], ...]:
    """Give seven days of twenty-four hours, Monday first; what has no hour is left out. One query, or two for parts of years."""

    def timed(rows: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.exclude(hour=None).annotate(weekday=ExtractIsoWeekDay("day") - 1)
        return found

    found = _added(user, wanted, HourCount, ("weekday", "hour"), timed)
    return tuple(tuple(found.get((weekday, hour), 0) for hour in range(24)) for weekday in range(7))


def by_category(user: Any, wanted: Wanted) -> list[tuple[str, int]]:
    """Give the categories with their numbers, the largest first. One query."""
    if wanted.cell:
        rows = incidents(user, wanted).values("category").annotate(many=Count("pk"))
    else:
        rows = wanted.narrow(access.visible(MonthCount, user), day="month").values("category").annotate(many=Sum("number"))
    return list(rows.order_by("-many", "category").values_list("category", "many")[:MOST_CATEGORIES])


def by_cell(user: Any, wanted: Wanted) -> list[tuple[str, int]]:
    """Give the cells with the most, the largest first, at most sixty. One query, or two for parts of years."""
    found = _added(user, replace(wanted, cell=""), CellCount, ("cell",), lambda rows: rows.exclude(cell=""))
    return [(cell, many) for (cell,), many in sorted(found.items(), key=lambda one: (-one[1], one[0]))[:MOST_CELLS]]


def _added(
    user: Any, wanted: Wanted, counts: type[Model], by: tuple[str, ...], counted: Callable[[QuerySet[Any]], QuerySet[Any]]
) -> Counter[tuple[Any, ...]]:
    """Give how many there are by those columns: whole years as they are counted beforehand, the months beside them row by row."""
    found: Counter[tuple[Any, ...]] = Counter()

    def add(rows: QuerySet[Any], many: Sum | Count) -> None:
        for *key, number in rows.order_by().values(*by).annotate(many=many).values_list(*by, "many"):
            found[tuple(key)] += number

    if wanted.cell:
        add(counted(incidents(user, wanted)), Count("pk"))
        return found
    split = months.split(wanted.since, wanted.until)
    if not split.is_short:
        ends = {"year__gte": split.first, "year__lte": split.last}
        years = wanted.narrow_kinds(access.visible(counts, user))
        add(years.filter(**{name: year for name, year in ends.items() if year is not None}), Sum("number"))
    if split.spans:
        beside = reduce(or_, (Q(day__gte=first, day__lt=before) for first, before in split.spans))
        add(counted(wanted.narrow_kinds(access.visible(Incident, user)).filter(beside)), Count("pk"))
    return found


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
    """What a person can narrow by: categories and the first and last month, within scope."""

    categories: Sequence[str]
    first: date | None
    last: date | None


def choices(user: Any) -> Choices:
    """Give what there is to choose from. Two queries over the counts."""
    rows = access.visible(MonthCount, user)
    ends = rows.aggregate(first=Min("month"), last=Max("month"))
    named = list(rows.order_by("category").values_list("category", flat=True).distinct()[:100])
    return Choices(named, ends["first"], ends["last"])


def sources() -> QuerySet[IncidentSource]:
    """Give the sources in use, which every reader of incidents may know of."""
    return IncidentSource.objects.filter(is_active=True).order_by(F("name"))
