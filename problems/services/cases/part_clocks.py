"""The promises of actions and tasks: each is due on its day while it is open, and follows where somebody gives it more time."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from policing import timekeeping
from policing.areas.models import Agency
from policing.clocks import services as clocks
from policing.clocks.models import Clock
from problems.models import Action, Case, Task
from problems.parts import PartKind
from problems.services.cases.acting import Step

CLOCKS = {"action": "case-action", "task": "case-task"}


def follow(case: Case, what: PartKind, row: Any, step: Step) -> None:
    """Let the promise of an action or task be due on its day, while it is open; what is done was kept, what is dropped is owed no more."""
    rule = CLOCKS[what.code]
    is_open = what.table is not None and what.table.state(row.state).is_open and row.removed_at is None
    if row.state == "done" and row.removed_at is None:
        clocks.meet(row, rule, at=step.moment)
        return
    if is_open and row.due_on is not None and _runs_to(row, rule):
        return
    clocks.cancel(row, rule, at=step.moment)
    if not is_open or row.due_on is None:
        return
    due_at = datetime.combine(row.due_on, time(23, 59), tzinfo=Agency.current().tz)
    begun = min(step.moment, due_at - clocks.HOUR)
    clocks.start(
        CLOCKS[what.code], subject=row, subject_ref=case.reference, area_path=case.area_path, team_id=case.team_id,
        at=begun, due_at=due_at,
    )  # fmt: skip


def _runs_to(row: Any, rule: str) -> bool:
    """Tell whether the clock of an action or task is due on its day already, so that nobody is told of it twice."""
    clock = Clock.objects.open().of(row).filter(rule__code=rule).first()
    return clock is not None and clock.due_at.astimezone(Agency.current().tz).date() == row.due_on


def follow_clock(model: type[Action | Task], part_id: int, due_at: datetime | None) -> None:
    """Let an action or a task follow its clock where somebody gave it more time. Runs in that command's transaction."""
    if due_at is not None:
        day = due_at.astimezone(Agency.current().tz).date()
        model.objects.filter(pk=part_id).update(due_on=day, changed_at=timekeeping.now())


def follow_case_clock(case_id: int, due_at: datetime | None) -> None:
    """Let a case's next promise follow a clock that was paused, resumed or extended. Runs in that command's transaction."""
    Case.objects.filter(pk=case_id).update(due_at=due_at)
