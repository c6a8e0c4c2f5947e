"""Parts of a case: add, change, take out with a reason, and say how far an action or a task is. One set of commands for all kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from policing import access, pictures
from policing.accounts.models import User
from policing.areas.models import Agency
from policing.commands import command
from policing.errors import BadInput, Denied, StaleVersion, Unseen
from policing.privacy.models import Upload
from policing.uploads import CleanImage
from problems.models import Case, Part
from problems.parts import KINDS, PartKind
from problems.services.cases import acting, filling, part_clocks
from problems.services.cases.acting import Step
from problems.targets import PartTarget, part_of

STAYS = frozenset({"note", "file"})  # taken out and added anew, never changed


@dataclass(frozen=True)
class Picture:
    """A picture, or the pages of a document, that were drawn anew, and the rows of their files."""

    uploads: Sequence[Upload]
    pages: Sequence[CleanImage]

    @property
    def data(self) -> bytes:
        """Give what was drawn, one after another."""
        return b"".join(page.data for page in self.pages)


def _kind(code: str) -> PartKind:
    kind = KINDS.get(code)
    if kind is None:
        raise Unseen
    return kind


@command(name="problems.part.add", page="problems:part-new", api="problems-api:part-list")
def add(  # noqa: PLR0913 - all named
    case_id: int,
    *,
    kind: str,
    values: Mapping[str, Any],
    actor: User,
    token: str = "",
    picture: Picture | None = None,
    instead: str = "",
    now: datetime | None = None,
) -> Part:
    """Add a part to a case; the same ``token`` sent twice adds one. Locks the case, starts the clock of what has a due date.

    ``instead`` is the target of a part that was taken out, for which the actor's words were kept: they are sent with this one.

    Emits ``problems.part.added``, and ``problems.part.given`` where somebody is to do it. Raises Unseen for an unknown kind,
    Denied, WrongState, and BadInput for values that do not fit, that belong to another case, or that come with a ``token`` that
    was sent with others.
    """
    what = _kind(kind)
    step = Step(case_id, what.action, actor, now=now, token=token)
    with transaction.atomic():
        case = acting.lock(step)
        seal, sent = acting.sealed(step, kind), acting.fingerprint(values, picture.data if picture else b"")
        known: Part | None = what.model.objects.filter(token=seal).first() if seal else None
        if known is not None:
            acting.refuse_other(known, sent)
            return known
        row = what.model(case=case, made_by=actor, made_at=step.moment, token=seal, sent=sent if seal else "")
        if picture is not None:
            row.upload, row.more = picture.uploads[0], [one.pk for one in picture.uploads[1:]]  # type: ignore[attr-defined]
        filling.fill(row, what, values)
        _store(row)
        _after(case, what, row, step)
        _sent_instead(case, what, actor, instead)
        acting.tell("problems.part.added", case, step, {"kind": kind, "part": row.pk})
        _give(case, what, row, step)
        return row


def _sent_instead(case: Case, what: PartKind, actor: User, target: str) -> None:
    """Drop the words that were kept for a part of that kind which was taken out, and for nothing else. No query without a target."""
    gone = part_of(target)
    if gone is None or gone.kind != what.code or gone.is_progress:
        return
    if what.model.objects.filter(case=case, pk=gone.part_id, removed_at__isnull=False).exists():
        acting.sent_after_all(case, actor, gone.code)


def add_file(
    case_id: int, *, label: str, pages: Sequence[CleanImage], actor: User, token: str = "", now: datetime | None = None
) -> Part:
    """Add a picture, or the pages of a document, drawn anew: as ``add``, which keeps the files, or discards them where it is undone."""
    written: list[Upload] = []
    try:
        with transaction.atomic():
            written = pictures.store_all(pages, Case(pk=case_id))
            row = add(
                case_id,
                kind="file",
                values={"label": label},
                actor=actor,
                token=token,
                picture=Picture(written, pages),
                now=now,
            )
            is_new = row.upload_id == written[0].pk  # type: ignore[attr-defined]
            if not is_new:
                Upload.objects.filter(pk__in=[one.pk for one in written]).delete()
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

    Raises Unseen, Denied, WrongState, BadInput, and StaleVersion where somebody changed it since ``version`` or took it out. A
    note is not changed: it says what was said.
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
        acting.sent_after_all(case, actor, PartTarget(kind, part_id).code)
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
        part_clocks.follow(case, what, row, step)
        acting.sent_after_all(case, actor, PartTarget(kind, part_id, is_progress=True).code)
        acting.tell("problems.part.moved", case, step, {"kind": kind, "part": row.pk, "after": row.state})
        return row  # type: ignore[no-any-return]


def _give(case: Case, what: PartKind, row: Any, step: Step, before: int | None = None) -> None:
    """Say that somebody else than before is to do it, so that they hear of it."""
    if what.table is not None and row.owner_id is not None and row.owner_id != before:
        acting.tell("problems.part.given", case, step, {"kind": what.code, "part": row.pk})


def _part(case: Case, what: PartKind, part_id: int, *, gone_too: bool = False) -> Part:
    row: Part | None = what.model.objects.select_for_update(of=("self",)).filter(case=case, pk=part_id).first()
    if row is None:
        raise Unseen
    if row.removed_at is not None and not gone_too:
        raise StaleVersion
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
        part_clocks.follow(case, what, row, step)
