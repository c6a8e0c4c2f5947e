"""What beat runs: see the schedule in ``policing/celery.py``."""

from __future__ import annotations

from celery import shared_task

from policing.clocks.sweep import sweep


@shared_task(name="clocks.sweep")
def sweep_clocks() -> None:
    """Warn before and escalate after. Safe to run twice and side by side."""
    sweep()
