"""Background work on reports."""

from __future__ import annotations

from celery import shared_task

from feedback.services import drafts


@shared_task(name="feedback.dispose_drafts", acks_late=True, time_limit=120)
def dispose_drafts() -> None:
    """Delete the drafts that are over."""
    drafts.dispose()
