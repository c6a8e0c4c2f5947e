"""Background work on incidents."""

from __future__ import annotations

from celery import shared_task

from problems.services import imports


@shared_task(name="problems.run_imports", acks_late=True, time_limit=3_600)
def run_imports() -> None:
    """Load what waits; an import that a worker left behind goes on."""
    imports.run_waiting()
