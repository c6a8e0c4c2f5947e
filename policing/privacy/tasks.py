"""Background work of the identity room."""

from __future__ import annotations

from celery import shared_task

from policing import uploads


@shared_task(name="privacy.sweep_uploads", acks_late=True, time_limit=280)
def sweep_uploads() -> None:
    """Remove day-old files that no row names."""
    uploads.sweep()
