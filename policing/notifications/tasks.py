"""Background work on notices: sending what waits."""

from __future__ import annotations

from celery import shared_task
from django.db import InterfaceError, OperationalError

from policing.notifications import sending

TRANSIENT = (OperationalError, InterfaceError)


@shared_task(
    name="notifications.send_due", acks_late=True, reject_on_worker_lost=True, ignore_result=True, autoretry_for=TRANSIENT,
    retry_backoff=2, retry_jitter=True, max_retries=3, soft_time_limit=240, time_limit=270,
)  # fmt: skip
def send_due() -> None:
    """Send what is due over every channel."""
    sending.send_due()
