"""Background work on events. The rows in the database are the queue: a task that is lost costs time, never an event."""

from __future__ import annotations

from celery import shared_task
from django.db import InterfaceError, OperationalError

from policing.events import relay, sealer

TRANSIENT = (OperationalError, InterfaceError)


@shared_task(
    name="events.relay", acks_late=True, reject_on_worker_lost=True, ignore_result=True, autoretry_for=TRANSIENT, retry_backoff=2,
    retry_jitter=True, max_retries=3, soft_time_limit=240, time_limit=270,
)  # fmt: skip
def relay_waiting() -> None:
    """Take waiting events to their handlers, then seal what is committed."""
    relay.relay()
    sealer.seal()


@shared_task(
    name="events.seal", acks_late=True, reject_on_worker_lost=True, ignore_result=True, autoretry_for=TRANSIENT, retry_backoff=2,
    retry_jitter=True, max_retries=3, soft_time_limit=240, time_limit=270,
)  # fmt: skip
def seal_committed() -> None:
    """Seal what is committed."""
    sealer.seal()
