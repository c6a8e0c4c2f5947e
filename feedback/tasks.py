"""Background work on reports."""

from __future__ import annotations

from celery import shared_task

from feedback.services import drafts, mailing_back


@shared_task(name="feedback.dispose_drafts", acks_late=True, time_limit=120)
def dispose_drafts() -> None:
    """Delete the drafts that are over."""
    drafts.dispose()


@shared_task(name="feedback.send_track_links", acks_late=True, time_limit=120)
def send_track_links() -> None:
    """Answer those who asked for a link by mail."""
    mailing_back.answer_due()


@shared_task(name="feedback.dispose_track_links", acks_late=True, time_limit=120)
def dispose_track_links() -> None:
    """Delete the links that are over."""
    mailing_back.dispose()
