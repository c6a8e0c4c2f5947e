"""What the pages and the API show of the schedule, of what is due, and of what was disposed of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from policing.privacy import holds, retention
from policing.privacy.models import DisposalRun, LegalHold
from policing.privacy.retention import Term

MOST = 1000


@dataclass(frozen=True)
class Standing:
    """One class as it stands: its term, how many rows are due (at most a thousand are counted) and held, the last night's work."""

    term: Term
    due: int | None
    held: int | None
    last: DisposalRun | None

    @property
    def is_more(self) -> bool:
        """Tell whether more are due than were counted."""
        return self.due == MOST


def standings(now: datetime) -> list[Standing]:
    """Give every class as it stands now. Two queries for each class that ends, and two more."""
    last = {row.code: row for row in DisposalRun.objects.order_by("code", "-day").distinct("code")}
    return [_standing(term, last.get(term.kind.name), now) for term in retention.terms()]


def _standing(term: Term, last: DisposalRun | None, now: datetime) -> Standing:
    if term.days is None:
        return Standing(term, None, None, last)
    due = retention.due(term, now).order_by()[:MOST].count()
    held = retention.held(term, now).order_by()[:MOST].count() if term.kind.held_by else 0
    return Standing(term, due, held, last)


def label_of(hold: LegalHold) -> str:
    """Give what people call the kind of record that is held."""
    kind = next((one for one in holds.holdables.all() if one.name == hold.subject_type), None)
    return str(kind.label) if kind else hold.subject_type
