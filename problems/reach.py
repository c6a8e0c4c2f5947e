"""Who was reached by what a case's closing told: counted from what is known anyway, never by name, and with no tracking pixel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from feedback.models import Report
from feedback.resulted import EVENTS
from policing.events.models import Event
from policing.notifications.models import Delivery, Notification
from problems.models import Case, StageMove, Told


@dataclass(frozen=True)
class Reach:
    """How many were told at the newest closing, and what is known of how many it reached. One person may count in several."""

    closed_at: datetime
    told: int
    waiting: int
    gone: int
    opened: int
    mailed: int
    read: int
    reached: int

    @property
    def unknown(self) -> int:
        """Those who were told, of whom nothing is known yet."""
        return self.told - self.reached


def of(case: Case) -> Reach | None:
    """Give who was reached at the newest closing, or None where the case was never closed. Five queries, or one."""
    move = StageMove.objects.filter(case=case, kind=StageMove.Kind.CLOSE, state=StageMove.State.APPROVED).last()
    if move is None or move.answered_at is None:
        return None
    rows = list(Told.objects.filter(move=move).values_list("state", "report_id", "message_id", "reached_on"))
    told = {report: message for state, report, message, _day in rows if state == Told.State.TOLD}
    opened = {report for state, report, _message, day in rows if state == Told.State.TOLD and day is not None}
    events = _events(move, told)
    mailed = {events[pk] for pk in _mailed(events)}
    read = {events[pk] for pk in _read(events)}
    states = [state for state, *_rest in rows]
    return Reach(
        closed_at=move.answered_at,
        told=len(told),
        waiting=states.count(Told.State.WAITING),
        gone=states.count(Told.State.GONE),
        opened=len(opened),
        mailed=len(mailed),
        read=len(read),
        reached=len(opened | mailed | read),
    )


def _events(move: StageMove, told: Mapping[int, int | None]) -> dict[int, int]:
    """Give the events by which the reports of a closing were told, each with its report."""
    reports = Told.objects.filter(move=move, state=Told.State.TOLD).values("report_id")
    found = Event.objects.filter(subject_type=Report._meta.label_lower, subject_id__in=reports, name__in=EVENTS)
    rows: Any = found.order_by().values_list("pk", "subject_id", "payload")
    return {pk: report for pk, report, payload in rows if payload.get("message") == told.get(report)}


def _mailed(events: dict[int, int]) -> set[int]:
    """Give the events of which the mail server took a mail: to an account, or to the address that somebody left."""
    if not events:
        return set()
    to_somebody = Q(user__isnull=False) | Q(contact_point__isnull=False)  # said so that each half finds its index
    rows = Delivery.objects.filter(to_somebody, event_id__in=list(events), channel="email", state=Delivery.State.SENT)
    return set(rows.values_list("event_id", flat=True))


def _read(events: dict[int, int]) -> set[int]:
    """Give the events of which the notice was marked as read here."""
    if not events:
        return set()
    rows = Notification.objects.filter(event_id__in=list(events), read_at__isnull=False)
    return set(rows.values_list("event_id", flat=True))
