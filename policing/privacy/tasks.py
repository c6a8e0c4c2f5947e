"""Background work of the identity room."""

from __future__ import annotations

from celery import shared_task

from policing import uploads
from policing.privacy.services import disposal


@shared_task(name="privacy.sweep_uploads", acks_late=True, time_limit=280)
def sweep_uploads() -> None:
    """Remove day-old files that no row names."""
    uploads.sweep()


@shared_task(name="privacy.dispose", acks_late=True, time_limit=290)
def dispose() -> None:
    """Dispose of what is over, for four minutes at most; the next call goes on where this one stopped."""
    disposal.run()
