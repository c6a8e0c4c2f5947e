"""What the public may count: reports by outcome over a year, small numbers hidden by the one suppression function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, Sum

from feedback.models import Report
from feedback.workflow import OPEN
from policing import timekeeping
from policing.areas.models import Agency
from policing.privacy.suppression import Figure, Shown, public_count, suppress_row

YEAR = timedelta(days=365)


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
    """Give the figures of an area and all inside it. Runs one query.

    The outcomes and those still open make up the total, so all of them pass suppression together: nothing that is shown
    gives back what is hidden.
    """
    since = timekeeping.now() - YEAR
    rows = Report.objects.filter(area_path__startswith=area_path, received_at__gte=since)
    ask = {f"o_{code}": Count("pk", filter=Q(outcome=code)) for code in Report.Outcome.values}
    found = rows.aggregate(open=Count("pk", filter=Q(state__in=OPEN)), contests=Sum("contests", default=0), **ask)
    threshold = Agency.current().small_number
    counts = [found["open"], *(found[f"o_{code}"] for code in Report.Outcome.values)]
    safe = suppress_row(counts, threshold)
    outcomes = [Counted(str(label), _number(cell)) for label, cell in zip(Report.Outcome.labels, safe.cells[1:], strict=True)]
    contested = public_count(found["contests"], threshold)
    return Numbers(received=_number(safe.total), outcomes=outcomes, contested=_number(contested), threshold=threshold)
