"""Warnings before a promise is due and escalation after. A row is the queue: claimed under lock, marked, told once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Value

from policing import timekeeping
from policing.clocks import book
from policing.clocks.models import Clock
from policing.clocks.querysets import ClockQuerySet
from policing.clocks.services import payload_of, subject_of
from policing.events.services import Actor, emit

BATCH = 100
MOST_BATCHES = 50
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Swept:
    """How many clocks came near, and how many were escalated."""

    near: int
    overdue: int


def sweep(now: datetime | None = None) -> Swept:
    """Tell of every running clock that came near, and of every one that stayed late: ``clocks.clock.near`` and ``.overdue``.

    Each is told exactly once for a due date, however many sweeps run at a time: rows are claimed by lock (those that are
    locked are left for the next sweep) and marked in the transaction that emits. A hundred clocks to a transaction.
    """
    moment = now or timekeeping.now()
    return Swept(near=_all("clocks.clock.near", moment), overdue=_all("clocks.clock.overdue", moment))


def _all(event: str, moment: datetime) -> int:
    told = 0
    for _batch in range(MOST_BATCHES):
        claimed = _batch_of(event, moment)
        told += claimed
        if claimed < BATCH:
            break
    return told


@transaction.atomic
def _batch_of(event: str, moment: datetime) -> int:
    is_near = event == "clocks.clock.near"
    rows = _near(moment) if is_near else _late(moment)
    clocks = list(rows.select_for_update(of=("self",), skip_locked=True).select_related("rule").order_by("due_at", "id")[:BATCH])
    Clock.objects.filter(pk__in=[clock.pk for clock in clocks]).update(**{"warned_at" if is_near else "escalated_at": moment})
    for clock in clocks:
        _tell(event, clock, moment)
    return len(clocks)


def _hours(column: str) -> Any:
    return ExpressionWrapper(F(f"rule__{column}") * Value(HOUR), output_field=DurationField())


def _near(moment: datetime) -> ClockQuerySet:
    longest = max((rule.warn_hours for rule in book.rules()), default=0) * HOUR
    soon = Clock.objects.running().filter(due_at__lte=moment + longest, warned_at=None)
    found: ClockQuerySet = soon.filter(due_at__lte=Value(moment) + _hours("warn_hours"))
    return found


def _late(moment: datetime) -> ClockQuerySet:
    late = Clock.objects.running().filter(due_at__lte=moment, escalated_at=None)
    found: ClockQuerySet = late.filter(due_at__lte=Value(moment) - _hours("escalate_hours"))
    return found


def _tell(event: str, clock: Clock, moment: datetime) -> None:
    emit(
        event,
        subject=subject_of(clock),
        subject_ref=clock.subject_ref,
        actor=Actor.system(),
        area_path=clock.area_path,
        team_id=clock.team_id,
        payload=payload_of(clock),
        at=moment,
    )
