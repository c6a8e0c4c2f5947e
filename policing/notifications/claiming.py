"""Delivery rows as a queue: claimed with a lease, settled one by one, given back, or tried again when there is hope.

A lease is the moment ``due_at`` of a row that is being sent: once it has passed, whoever had the row is taken for dead and
somebody else may send it, with the same Message-ID. ``attempts`` tells a late settler that the row is no longer theirs.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from policing import env
from policing.events.backoff import pause
from policing.events.models import ClockTimestamp
from policing.notifications.models import Delivery

State = Delivery.State
BATCH = 50
LEASE = timedelta(seconds=env.number("DELIVERY_LEASE_SECONDS", 300, least=2))
FIRST_PAUSE_SECONDS = 30.0
GIVE_UP_AFTER = timedelta(days=5)


def claim(channel: str, limit: int = BATCH) -> list[Delivery]:
    """Take up to ``limit`` due messages of a channel, the most urgent first, on a lease. Rows that others hold are skipped."""
    with transaction.atomic():
        due = Delivery.objects.filter(channel=channel, state__in=[State.QUEUED, State.RETRY, State.SENDING])
        due = due.filter(due_at__lte=ClockTimestamp()).order_by("urgency", "due_at", "pk")
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        rows = Delivery.objects.filter(pk__in=ids)
        rows.update(state=State.SENDING, attempts=F("attempts") + 1, due_at=ClockTimestamp() + LEASE)
        return list(rows.select_related("user", "contact_point__identity").order_by("urgency", "pk")) if ids else []


def mark_sent(delivery: Delivery) -> None:
    """Note the server's yes, in a commit of its own. True whoever holds the lease by now: a yes is a yes."""
    Delivery.objects.filter(pk=delivery.pk).exclude(state=State.SENT).update(state=State.SENT, sent_at=ClockTimestamp(), error="")


def mark_suppressed(delivery: Delivery, why: str) -> None:
    """Note that the message is no longer wanted or allowed, and is not sent."""
    _mine(delivery).update(state=State.SUPPRESSED, error=why)


def mark_failed(delivery: Delivery, why: str) -> bool:
    """Note that the message will never be taken. Gives False where somebody else holds the row by now."""
    return bool(_mine(delivery).update(state=State.FAILED, error=why[:200]))


def try_later(delivery: Delivery, why: str) -> None:
    """Let the message wait for its next try; give it up five days after it was made."""
    wait = pause(delivery.attempts, first=FIRST_PAUSE_SECONDS)
    young = _mine(delivery).filter(made_at__gt=ClockTimestamp() - GIVE_UP_AFTER)
    if not young.update(state=State.RETRY, due_at=ClockTimestamp() + wait, error=why[:200]):
        mark_failed(delivery, f"given up: {why}")


def give_back(delivery: Delivery) -> None:
    """Put back a message that was claimed and never tried."""
    _mine(delivery).update(state=State.QUEUED, attempts=F("attempts") - 1, due_at=ClockTimestamp())


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)
