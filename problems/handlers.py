"""What cases do when something happens below them."""

from __future__ import annotations

from policing.events.models import Event
from problems.services.cases import closing


def not_fixed(event: Event) -> None:
    """Open the closed case again of whose closing this resident was told, since they say that it is not fixed."""
    closing.contest(event.subject_id, now=event.recorded_at)
