"""Saying on a case that an action or a task of it is due soon, or late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from policing.events.services import Actor, emit
from policing.workflow import Workflow
from problems.models import Action, Task
from problems.workflow import ACTION, CASE, TASK

DUE: Mapping[str, tuple[str, type[Action | Task], Workflow]] = {
    Action._meta.label_lower: ("action", Action, ACTION),
    Task._meta.label_lower: ("task", Task, TASK),
}


def say_due(subject_type: str, part_id: int, *, is_late: bool, now: datetime) -> None:
    """Let the case of an action or task say that it is due, while both are open. A step of what follows its clock.

    Emits ``problems.part.near`` or ``problems.part.late``, of which its owner is told. Does nothing for other things' clocks.
    """
    if subject_type not in DUE:
        return
    kind, model, table = DUE[subject_type]
    row = model.objects.select_related("case").filter(pk=part_id, removed_at=None).first()
    if row is None or not table.state(row.state).is_open or not CASE.state(row.case.state).is_open:
        return
    case = row.case
    emit(
        "problems.part.late" if is_late else "problems.part.near", subject=case, subject_ref=case.reference, actor=Actor.system(),
        area_path=case.area_path, team_id=case.team_id, payload={"kind": kind, "part": row.pk}, at=now,
    )  # fmt: skip
