"""Background work on incidents and cases."""

from __future__ import annotations

from celery import shared_task

from problems.services import import_runs
from problems.services.cases import closing, figures, team


@shared_task(name="problems.run_imports", acks_late=True, time_limit=3_600)
def run_imports() -> None:
    """Load what waits; an import that a worker left behind goes on. Files that nobody wants any more go."""
    import_runs.run_waiting()
    import_runs.forget()


@shared_task(name="problems.tell_residents", acks_late=True, time_limit=1_800)
def tell_residents() -> None:
    """Tell residents what came of a case, those whom a worker left behind too."""
    closing.tell_waiting()


@shared_task(name="problems.end_members", time_limit=300)
def end_members() -> None:
    """End the places in cases whose day is over."""
    team.end_what_is_over()


@shared_task(name="problems.count_figures", acks_late=True, time_limit=1_800)
def count_figures() -> None:
    """Count the figures of cases that are out of date."""
    figures.count_wanted()
