"""How the outbox and the chain are doing, for the readiness page, the metrics and the admin."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Min

from policing.events.models import ClockTimestamp, Dispatch


@dataclass(frozen=True)
class Health:
    """Ages in seconds, 0 where nothing waits; ``stuck`` counts the rows that a person has to look at."""

    oldest_waiting: float
    oldest_unsealed: float
    stuck: int


def health() -> Health:
    """Give the three figures together. Runs three queries over what waits, none over the whole record."""
    return Health(oldest_waiting_seconds(), oldest_unsealed_seconds(), stuck_count())


def oldest_waiting_seconds() -> float:
    """Give the age of the oldest event that still waits for the relay."""
    return _age(Dispatch.objects.filter(state=Dispatch.State.WAITING))


def oldest_unsealed_seconds() -> float:
    """Give the age of the oldest event that no seal covers yet."""
    return _age(Dispatch.objects.filter(sealed=False))


def stuck_count() -> int:
    """Give how many events a handler failed on too often."""
    return Dispatch.objects.filter(state=Dispatch.State.STUCK).count()


def _age(rows: models.QuerySet[Dispatch]) -> float:
    """Give the age of the oldest event among the rows by the database's own clock, 0 where there is none. One query."""
    age = models.ExpressionWrapper(ClockTimestamp() - Min("event__recorded_at"), output_field=models.DurationField())
    found = rows.aggregate(age=age)["age"]
    return max(0.0, found.total_seconds()) if found else 0.0
