"""Parts of a case: add, change, take out with a reason, and say how far an action or a task is. One set of commands for all kinds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from policing import access, pictures, timekeeping
from policing.accounts.models import User
from policing.areas.models import Agency
from policing.clocks import services as clocks
from policing.clocks.models import Clock
from policing.commands import command
from policing.errors import BadInput, Denied, StaleVersion, Unseen
from policing.privacy.models import Upload
from policing.uploads import CleanImage
from problems.models import Action, Case, KeptText, Part, Task
from problems.parts import KINDS, PartKind
from problems.services.cases import acting, filling
from problems.services.cases.acting import Step

CLOCKS = {"action": "case-action", "task": "case-task"}
STAYS = frozenset({"note", "file"})  # taken out and added anew, never changed


def _kind(code: str) -> PartKind:
    kind = KINDS.get(code)
    if kind is None:
        raise Unseen
    return kind


@command(name="problems.part.add", page="problems:part-new", api="problems-api:part-list")
def add(
    case_id: int,
    *,
    kind: str,
    values: Mapping[str, Any],
    actor: User,
    token: str = "",
    upload: Upload | None = None,
    now: datetime | None = None,
) -> Part:
    """Add a part to a case; the same ``token`` sent twice adds one. Locks the case, starts the clock of what has a due date.

    Emits ``problems.part.added``, and ``problems.part.given`` where somebody is to do it. Raises Unseen for an unknown kind,
    Denied, WrongState, and BadInput for values that do not fit or that belong to another case.
    """
    what = _kind(kind)
    step = Step(case_id, what.action, actor, now=now, token=token)
    with transaction.atomic():
        case = acting.lock(step)
        seal = acting.sealed(step, kind)
        known: Part | None = what.model.objects.filter(token=seal).first() if seal else None
        if known is not None:
            return known
        row = what.model(case=case, made_by=actor, made_at=step.moment, token=seal)
        if upload is not None:
            row.upload = upload  # type: ignore[attr-defined]
        filling.fill(row, what, values)
        _store(row)
        _after(case, what, row, step)
        acting.tell("problems.part.added", case, step, {"kind": kind, "part": row.pk})
        _give(case, what, row, step)
        return row


def add_picture(
    case_id: int, *, label: str, photo: CleanImage, actor: User, token: str = "", now: datetime | None = None
) -> Part:
    """Add a picture that was drawn anew: the same act as ``add``, which keeps the file, or discards it where the act is undone."""
    written: list[Upload] = []
    try:
        with transaction.atomic():
            written = pictures.store_all([photo], Case(pk=case_id))
            row = add(case_id, kind="file", values={"label": label}, actor=actor, token=token, upload=written[0], now=now)
            is_new = row.upload_id == written[0].pk  # type: ignore[attr-defined]
            if not is_new:
                Upload.objects.filter(pk=written[0].pk).delete()
    except BaseException:
        pictures.discard(written)
        raise
    if not is_new:
        pictures.discard(written)
    return row


@command(name="problems.part.change", page="problems:part-change", api="problems-api:part-detail")
def change(
    case_id: int,
    part_id: int,
    *,
    kind: str,
    values: Mapping[str, Any],
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> Part:
    """Change a part. Locks the case and the part. Emits ``problems.part.changed``, and ``problems.part.given`` for a new owner.

    Raises Unseen, Denied, WrongState, BadInput, and StaleVersion where somebody changed it since ``version``. A note is not
    changed: it says what was said.
    """
    what = _kind(kind)
    step = Step(case_id, what.action, actor, now=now)
    if kind in STAYS:
        raise BadInput({"kind": [_("That stays as it is. Take it out and add another one.")]})
    with transaction.atomic():
        case = acting.lock(step)
        row = _part(case, what, part_id)
        if version is not None and version != row.version:
            raise StaleVersion
        owned_by = getattr(row, "owner_id", None)
        filling.fill(row, what, values)
        row.version += 1
        row.changed_at = step.moment
        _store(row)
        _after(case, what, row, step)
        KeptText.objects.filter(case=case, user=actor, target=f"{kind}:{part_id}").delete()
        acting.tell("problems.part.changed", case, step, {"kind": kind, "part": row.pk})
        _give(case, what, row, step, owned_by)
        return row


@command(name="problems.part.remove", page="problems:part-remove", api="problems-api:part-remove")
def remove(case_id: int, part_id: int, *, kind: str, reason: str, actor: User, now: datetime | None = None) -> Part:
    """Take a part out with a reason; the row stays, and its clock ends. Twice is harmless.

    Locks the case and the part. Emits ``problems.part.removed``. Raises Unseen, Denied, WrongState and BadInput.
    """
    what, said = _kind(kind), acting.reason_of(reason)
    step = Step(case_id, what.action, actor, now=now)
    with transaction.atomic():
        case = acting.lock(step)
        row = _part(case, what, part_id, gone_too=True)
        if row.removed_at is not None:
            return row
        row.removed_at, row.removed_reason = step.moment, said
        row.save(update_fields=["removed_at", "removed_reason"])
        _after(case, what, row, step)
        acting.tell("problems.part.removed", case, step, {"kind": kind, "part": row.pk})
        return row


@command(name="problems.part.move", page="problems:part-move", api="problems-api:part-move")
def move(  # noqa: PLR0913 - all named
    case_id: int,
    part_id: int,
    *,
    kind: str,
    action: str,
    words: str = "",
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> Part:
    """Say how far an action or a task is: begun, done, dropped with a reason, taken up again; words add to its progress.

    Whoever works on the case may say it of each, and anybody in it of their own. Locks the case and the part. Emits
    ``problems.part.moved``. Raises Unseen, Denied, WrongState, StaleVersion, and BadInput where words are missing.
    """
    what, step = _kind(kind), Step(case_id, "progress", actor, now=now)
    if what.table is None:
        raise Unseen
    with transaction.atomic():
        case = acting.lock(step)
        row: Any = _part(case, what, part_id)
        if row.owner_id != actor.pk and not access.can(actor, "put", case):
            raise Denied(_("Only who does it, or who works on the case, can say that."))
        if version is not None and version != row.version:
            raise StaleVersion
        if action not in {one.action for one in what.table.transitions}:
            raise BadInput({"action": [_("That cannot be said of this kind of part.")]})
        step_row = what.table.check(row, action)
        needed = "words" in step_row.requires
        said = acting.words_of(words, most=2000, empty=_("Write a short reason.")) if needed or words.strip() else ""
        row.state = step_row.after(row.state)
        row.ended_at = None if what.table.state(row.state).is_open else step.moment
        if said:
            day = step.moment.astimezone(Agency.current().tz).date()
            row.progress = f"{row.progress}\n{day:%Y-%m-%d}: {said}".strip()
        row.version += 1
        row.save(update_fields=["state", "ended_at", "progress", "version"])
        _clock(case, what, row, step)
        acting.tell("problems.part.moved", case, step, {"kind": kind, "part": row.pk, "after": row.state})
        return row  # type: ignore[no-any-return]


def _give(case: Case, what: PartKind, row: Any, step: Step, before: int | None = None) -> None:
    """Say that somebody else than before is to do it, so that they hear of it."""
    if what.table is not None and row.owner_id is not None and row.owner_id != before:
        acting.tell("problems.part.given", case, step, {"kind": what.code, "part": row.pk})


def _part(case: Case, what: PartKind, part_id: int, *, gone_too: bool = False) -> Part:
    rows = what.model.objects.select_for_update(of=("self",)).filter(case=case, pk=part_id)
    row: Part | None = (rows if gone_too else rows.filter(removed_at=None)).first()
    if row is None:
        raise Unseen
    return row


def _store(row: Part) -> None:
    try:
        with transaction.atomic():
            row.save()
    except (IntegrityError, DataError) as error:
        raise BadInput({"words": [_("These answers do not go together, or one of them is too long.")]}) from error


def _after(case: Case, what: PartKind, row: Part, step: Step) -> None:
    acting.save(case, step)
    if what.counted:
        acting.count_anew(case, step.moment)
    if what.table is not None:
        _clock(case, what, row, step)


def _clock(case: Case, what: PartKind, row: Any, step: Step) -> None:
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
