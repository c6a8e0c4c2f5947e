"""Writing on the sheet of a case, and setting what is counted when. Two people at one field lose nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput, StaleVersion, Unseen, WrongState
from problems import facts, gates, sheet, targets
from problems.models import Case, KeptText, SheetEntry
from problems.services.cases import acting
from problems.services.cases.acting import Step

SEARCHED = {"title": "title", "summary": "summary"}
MOST_CATEGORIES = 40


@dataclass(frozen=True)
class Written:
    """What somebody writes under a field: words, a choice where it has one, a lever; ``seen`` is the number they saw (0 is none)."""

    words: str = ""
    choice: str = ""
    lever: str = ""
    seen: int | None = None


@command(name="problems.case.write", page="problems:case-write", api="problems-api:case-write")
def write(case_id: int, *, field: str, entry: Written, actor: User, now: datetime | None = None) -> SheetEntry:
    """Answer a question of the sheet. What stood there stays readable; writing the same again changes nothing.

    Locks the case. Emits ``problems.case.written``. Raises Unseen, Denied, WrongState, BadInput for an unknown field, a choice
    that is not offered, or missing or too many words, and StaleVersion where somebody wrote there since ``entry.seen``: the words
    are then kept by ``keep``, and both texts are shown. The outcome is refused (WrongState) before it is said whether the plan was
    carried out.
    """
    asked = sheet.BY_CODE.get(field)
    if asked is None:
        raise BadInput({"field": [_("The sheet has no such question.")]})
    words, step = _checked(asked, entry), Step(case_id, "write", actor, now=now)
    with transaction.atomic():
        case = acting.lock(step)
        before: SheetEntry | None = SheetEntry.objects.filter(case=case, field=field).order_by("-number").first()
        if before is not None and (before.words, before.choice, before.lever) == (words, entry.choice, entry.lever.strip()):
            return before
        if entry.seen is not None and entry.seen != (before.number if before else 0):
            raise StaleVersion
        if field == "outcome" and gates.refuses_outcome(facts.of(case)):
            raise WrongState(_("Say first whether the plan was carried out."))
        row = SheetEntry.objects.create(
            case=case, field=field, number=before.number + 1 if before else 1, choice=entry.choice, words=words,
            lever=entry.lever.strip(), by=actor, at=step.moment,
        )  # fmt: skip
        column = SEARCHED.get(field)
        if column:
            setattr(case, column, words)
        acting.save(case, step, [column] if column else [])
        acting.sent_after_all(case, actor, field)
        acting.tell("problems.case.written", case, step, {"field": field, "number": row.number})
        return row


def _checked(asked: sheet.Field, entry: Written) -> str:
    """Give the words as they are kept. Raises BadInput for what the field does not take."""
    if asked.choices and entry.choice not in {code for code, _label in asked.choices}:
        raise BadInput({"choice": [_("Choose one.")]})
    if not asked.choices and entry.choice:
        raise BadInput({"choice": [_("There is nothing to choose here.")]})
    if len(entry.lever) > 300:
        raise BadInput({"lever": [_("That is too long. Please use fewer words.")]})
    if not asked.needs_words and not entry.words.strip():
        return ""
    words = " ".join(entry.words.split()) if asked.kind == "line" else entry.words
    return acting.words_of(words, most=asked.most)


@command(name="problems.text.keep", page="problems:case-write", api="problems-api:case-kept")
def keep(
    case_id: int, *, target: str, words: str, fields: dict[str, str], seen: int, actor: User, now: datetime | None = None
) -> KeptText:
    """Keep what was typed while a colleague was quicker, once for a person and a target, until they send it or throw it away.

    Another text for the same target is put behind the one that is kept, so that neither is lost; and so it is where the case was
    closed or merged meanwhile. Locks the case. Emits ``problems.text.kept``. Raises Unseen, Denied, and BadInput without words or
    for a target that cannot be.
    """
    said, step = acting.words_of(words, most=20_000), Step(case_id, "progress", actor, now=now)
    if not targets.is_target(target):
        raise BadInput({"target": [_("Say which question or part it is for.")]})
    with transaction.atomic():
        case = acting.lock(step, in_any_state=True)
        held: KeptText | None = KeptText.objects.filter(case=case, user=actor, target=target).first()
        if held is not None and said in held.words:
            return held
        row = held or KeptText(case=case, user=actor, target=target, seen=seen)
        row.words = f"{held.words}\n\n\u2014\n\n{said}" if held else said
        row.fields, row.at = fields, step.moment
        row.save()
        acting.tell("problems.text.kept", case, step, {"target": row.target})
        return row


@command(name="problems.text.drop", page="problems:case-kept-drop", api="problems-api:case-kept-drop")
def drop(kept_id: int, *, actor: User, now: datetime | None = None) -> None:
    """Throw away a kept text of one's own. Emits ``problems.text.dropped``. Raises Unseen for what is not there or not theirs."""
    with transaction.atomic():
        row: KeptText | None = (
            KeptText.objects.select_for_update(of=("self",)).select_related("case").filter(pk=kept_id, user=actor).first()
        )
        if row is None:
            raise Unseen
        acting.tell("problems.text.dropped", row.case, Step(row.case_id, "progress", actor, now=now), {"target": row.target})
        row.delete()


@dataclass(frozen=True)
class Frame:
    """What is counted, and when: kinds of incidents (none is every kind), the time before, and the time after."""

    categories: Sequence[str] = ()
    baseline_from: date | None = None
    baseline_to: date | None = None
    after_from: date | None = None
    after_to: date | None = None


@command(name="problems.case.frame", page="problems:case-frame", api="problems-api:case-frame")
def frame(case_id: int, *, frame: Frame, actor: User, version: int | None = None, now: datetime | None = None) -> Case:
    """Set what is counted and when; the figures are counted anew in the background. Locks the case.

    Emits ``problems.case.framed``. Raises Unseen, Denied, WrongState, StaleVersion, and BadInput for a window that ends before it
    begins, has one end only, or overlaps the other.
    """
    _refuse_odd(frame)
    step = Step(case_id, "write", actor, version, now)
    with transaction.atomic():
        case = acting.lock(step)
        case.categories = list(frame.categories)[:MOST_CATEGORIES]
        case.baseline_from, case.baseline_to = frame.baseline_from, frame.baseline_to
        case.after_from, case.after_to = frame.after_from, frame.after_to
        acting.save(case, step, ["categories", "baseline_from", "baseline_to", "after_from", "after_to"])
        acting.count_anew(case, step.moment)
        acting.sent_after_all(case, actor, targets.FRAME)
        acting.tell("problems.case.framed", case, step)
        return case


def _refuse_odd(frame: Frame) -> None:
    for first, last, field in (
        (frame.baseline_from, frame.baseline_to, "baseline_to"),
        (frame.after_from, frame.after_to, "after_to"),
    ):
        if (first is None) != (last is None):
            raise BadInput({field: [_("Give both days, or none.")]})
        if first is not None and last is not None and last < first:
            raise BadInput({field: [_("The end lies before the start.")]})
    if frame.baseline_to is not None and frame.after_from is not None and frame.after_from <= frame.baseline_to:
        raise BadInput({"after_from": [_("The time after has to begin later than the time before ends.")]})
