"""What cases do when something happens below them."""

from __future__ import annotations

from policing.events.models import Event
from problems.services.cases import closing, figures


def not_fixed(event: Event) -> None:
    """Open the closed case again of whose closing this resident was told, since they say that it is not fixed."""
    closing.contest(event.subject_id, now=event.recorded_at)


def records_changed(event: Event) -> None:
    """Let the figures of cases be counted anew, since an import brought incidents in or took them out."""
    figures.want_all()
