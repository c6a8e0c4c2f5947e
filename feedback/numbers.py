"""What the public may count: reports by outcome over a year, small numbers hidden by the one suppression function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, Sum

from feedback.models import Report
from feedback.workflow import OPEN
from policing import timekeeping
from policing.areas.models import Agency
from policing.privacy.models import Tombstone
from policing.privacy.suppression import Figure, Shown, suppress_tree

YEAR = timedelta(days=365)
KEPT_SECONDS = 60
Row = tuple[int | None, ...]  # received, contested, and each outcome


@dataclass(frozen=True)
class Counted:
    """One public figure: what it counts, the number, or None where it is hidden."""

    label: str
    number: int | None


@dataclass(frozen=True)
class Numbers:
    """The public figures of an area over the last year."""

    received: int | None
    outcomes: list[Counted]
    contested: int | None
    threshold: int


def _number(cell: Figure) -> int | None:
    return cell.value if isinstance(cell, Shown) else None


def for_area(area_path: str) -> Numbers:
    """Give the figures of an area and all inside it, at most a minute old. Runs two queries over all areas, or none.

    The figures of all areas pass suppression together, the reports still open among them: neither the other figures of a page
    nor the pages of other areas give back what is hidden.
    """
    threshold = Agency.current().small_number
    received, contested, *outcomes = _published(threshold).get(area_path, (0,) * (2 + len(Report.Outcome)))
    counted = [Counted(str(label), number) for label, number in zip(Report.Outcome.labels, outcomes, strict=True)]
    return Numbers(received=received, outcomes=counted, contested=contested, threshold=threshold)


def _published(threshold: int) -> dict[str, Row]:
    """Give the figures of all areas by path, None for what is hidden. In a large city it takes a second, so it is kept a while."""
    name = f"public-numbers:{threshold}"
    kept: dict[str, Row] | None = cache.get(name)
    if kept is None:
        kept = _safe(_counted(), threshold)
        cache.set(name, kept, KEPT_SECONDS)
    return kept


def _counted() -> list[tuple[Any, ...]]:
    """Give for each area path the reports of a year: the contests, those open, and those of each outcome. Two queries.

    A merged report counts by itself, with the outcome of its lead.

    What is left of reports whose time is over counts as they did, so that no figure changes when they go. Both are counted from
    the same day on.
    """
    first = (timekeeping.now() - YEAR).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    stones = Tombstone.objects.filter(subject_type=Report._meta.label_lower, received_on__gte=first.date())
    total: dict[str, list[int]] = {}
    merged = (Q(lead__state__in=OPEN), lambda code: Q(lead__outcome=code))
    for rows, ask in ((Report.objects.filter(received_at__gte=first), _asked(*merged)), (stones, _asked())):
        for path, *counts in rows.order_by("area_path").values("area_path").annotate(**ask).values_list("area_path", *ask):
            total[path] = [had + more for had, more in zip(total.get(path, [0] * len(counts)), counts, strict=True)]
    return [(path, *counts) for path, counts in sorted(total.items())]


NOTHING = Q(pk__in=[])


def _asked(open_by_lead: Q = NOTHING, by_lead: Callable[[str], Q] = lambda code: NOTHING) -> dict[str, Any]:
    outcomes = {f"o_{code}": Count("pk", filter=Q(outcome=code) | by_lead(code)) for code in Report.Outcome.values}
    return {"contested": Sum("contests"), "waiting": Count("pk", filter=Q(state__in=OPEN) | open_by_lead), **outcomes}


def _safe(table: list[tuple[Any, ...]], threshold: int) -> dict[str, Row]:
    if not table:
        return {}
    reports = suppress_tree({path: counts for path, _contests, *counts in table}, threshold)
    contests = suppress_tree({path: (many,) for path, many, *_counts in table}, threshold)
    return {
        path: (_number(row.total), _number(contests[path].total), *(_number(cell) for cell in row.cells[1:]))
        for path, row in reports.items()
    }
