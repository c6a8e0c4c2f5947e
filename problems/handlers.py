"""What cases do when something happens below them."""

from __future__ import annotations

from policing.events.models import Event
from problems.services.cases import closing, figures, linking, reminding

OF_REPORTS = frozenset({"reports", "sensitive", "withdrawn"})  # classes of retention that end reports


def not_fixed(event: Event) -> None:
    """Open the closed case again of whose closing this resident was told, since they say that it is not fixed."""
    closing.contest(event.subject_id, now=event.recorded_at)


def part_is_near(event: Event) -> None:
    """Say on its case that an action or a task is due soon."""
    reminding.say_due(event.subject_type, event.subject_id, is_late=False, now=event.recorded_at)


def part_is_late(event: Event) -> None:
    """Say on its case that an action or a task is late."""
    reminding.say_due(event.subject_type, event.subject_id, is_late=True, now=event.recorded_at)


def disposed_of(event: Event) -> None:
    """Count anew how many reports feed a case, since the time of some reports is over."""
    if event.payload.get("retention_class") in OF_REPORTS:
        linking.recount()


def records_changed(event: Event) -> None:
    """Let the figures of cases be counted anew, since an import brought incidents in or took them out."""
    figures.want_all()
