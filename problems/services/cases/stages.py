"""The rail: propose the next stage, approve it or say not yet, take the proposal back, go back with a reason, take up again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from policing.accounts.models import User
from policing.clocks import services as clocks
from policing.commands import command
from policing.errors import BadInput, WrongState
from problems import facts, gates, second_look, targets
from problems.models import Case, StageMove
from problems.services.cases import acting, closing, news
from problems.services.cases.acting import Step
from problems.workflow import CASE, STAGES

APPROVE, CONTEST = "case-approve", "case-contest"
ENDS_EARLY = frozenset({Case.Decision.NO_PROBLEM, Case.Decision.PASSED_ON})


@dataclass(frozen=True)
class Proposal:
    """To what stage (or ``closed``), and why now. Gates that are not met need a ``skip_reason``; closing a decision and a result.

    Everybody reads the result: ``sure`` says that somebody looked at what in it might tell of a person.
    """

    after: str
    words: str = ""
    skip_reason: str = ""
    decision: str = ""
    result: str = ""
    sure: bool = False


@command(name="problems.stage.propose", page="problems:case-propose", api="problems-api:case-propose")
def propose(
    case_id: int, *, proposal: Proposal, actor: User, version: int | None = None, now: datetime | None = None
) -> StageMove:
    """Propose that a case goes on to a later stage, or is closed; a supervisor's clock runs.

    Gates that are not met are written on the proposal with the reason to skip them. A case that was no problem, or that somebody
    else deals with, may close without them. The very same proposed twice by one person is one. Locks the case. Emits
    ``problems.stage.proposed``. Raises Unseen, Denied, WrongState, StaleVersion and BadInput.
    """
    step = Step(case_id, "propose", actor, version, now)
    with transaction.atomic():
        if (same := _waits_already(step, proposal)) is not None:
            return same
        case = acting.lock(step)
        missing = _checked(case, proposal)
        closes = proposal.after == "closed"
        move = StageMove.objects.create(
            case=case, kind="close" if closes else "forward", state="proposed", before=case.state, after=proposal.after,
            words=proposal.words.strip(), unmet=missing, skip_reason=proposal.skip_reason.strip() if missing else "",
            decision=proposal.decision if closes else "", result=proposal.result.strip() if closes else "", by=actor, at=step.moment,
        )  # fmt: skip
        acting.sent_after_all(case, actor, targets.PROPOSAL)
        case.proposed, case.proposed_by = proposal.after, actor
        case.due_at = _start(case, APPROVE, step)
        acting.save(case, step, ["proposed", "proposed_by", "due_at"])
        acting.tell("problems.stage.proposed", case, step, {"move": move.pk, "after": move.after, "unmet": len(missing)})
        return move


def _waits_already(step: Step, proposal: Proposal) -> StageMove | None:
    """Give the proposal of this very person that waits, where it says the same: the button was pressed twice."""
    acting.hold(step)
    move: StageMove | None = StageMove.objects.filter(case=step.case_id, state="proposed", by=step.actor).first()
    if move is None:
        return None
    held = (move.after, move.words, move.decision, move.result)
    closing_too = (proposal.decision, proposal.result.strip()) if proposal.after == "closed" else ("", "")
    is_same = held == (proposal.after, proposal.words.strip(), *closing_too)
    return move if is_same and move.skip_reason in {"", proposal.skip_reason.strip()} else None


def _checked(case: Case, proposal: Proposal) -> list[str]:
    """Give the codes of the gates that are not met. Raises BadInput where the proposal lacks something."""
    later = [*STAGES[STAGES.index(case.state) + 1 :], "closed"]
    if proposal.after not in later:
        raise BadInput({"after": [_("Choose a later stage.")]})
    early = proposal.after == "closed" and proposal.decision in ENDS_EARLY
    if proposal.after == "closed":
        if proposal.decision not in Case.Decision.values:
            raise BadInput({"decision": [_("Choose what became of it.")]})
        asked = _("Write what everybody is told: what was done, what changed, and how sure you are.")
        said = acting.words_of(proposal.result, field="result", most=1500, empty=asked)
        second_look.require(case, said, sure=proposal.sure)
    if early:
        acting.words_of(proposal.words, empty=_("Say why."))
        return []
    missing = [gate.code for gate in gates.unmet(facts.of(case), case.state, proposal.after)]
    if missing:
        why = _("These are not met yet: %(gates)s. Meet them, or say why they are skipped.")
        acting.words_of(
            proposal.skip_reason, field="skip_reason", most=2000, empty=why % {"gates": "; ".join(facts.labels(missing))}
        )
    return missing


@command(name="problems.stage.take_back", page="problems:case-take-back", api="problems-api:case-take-back")
def take_back(case_id: int, *, actor: User, move: int | None = None, now: datetime | None = None) -> Case:
    """Take the proposal back, or the one that is named by ``move``; that one twice is harmless.

    Locks the case. Emits ``problems.stage.taken_back``. Raises Unseen, Denied, WrongState.
    """
    step = Step(case_id, "take_back", actor, now=now)
    with transaction.atomic():
        if (done := _answered_already(step, StageMove.State.TAKEN_BACK, move)) is not None:
            return done
        case = acting.lock(step)
        answered = _answer(case, step, StageMove.State.TAKEN_BACK, "", move)
        acting.save(case, step, ["proposed", "proposed_by", "due_at"])
        acting.tell("problems.stage.taken_back", case, step, {"move": answered.pk})
        return case


@command(name="problems.stage.refuse", page="problems:case-refuse", api="problems-api:case-refuse")
def refuse(case_id: int, *, words: str, actor: User, move: int | None = None, now: datetime | None = None) -> Case:
    """Say “not yet” to what is proposed, and what is missing; to the one that is named by ``move`` twice is harmless.

    Locks the case. Emits ``problems.stage.refused``.
    Raises Unseen, Denied (also to who proposed it), WrongState, and BadInput without words.
    """
    said, step = acting.words_of(words, most=2000), Step(case_id, "refuse", actor, now=now)
    with transaction.atomic():
        if (done := _answered_already(step, StageMove.State.REFUSED, move)) is not None:
            return done
        case = acting.lock(step)
        answered = _answer(case, step, StageMove.State.REFUSED, said, move)
        acting.save(case, step, ["proposed", "proposed_by", "due_at"])
        acting.tell("problems.stage.refused", case, step, {"move": answered.pk})
        return case


@command(name="problems.stage.approve", page="problems:case-approve", api="problems-api:case-approve")
def approve(
    case_id: int, *, actor: User, after: str, words: str = "", move: int | None = None, now: datetime | None = None
) -> Case:
    """Approve what is proposed: the case goes on to ``after``, or is closed, and then everybody whose report fed it is told.

    ``after`` is what the supervisor saw proposed, and ``move`` the very proposal: one that was taken back and made anew with other
    words is not approved unread; that one twice is harmless. Locks the case. Emits ``problems.stage.approved`` or ``problems.case.closed``.
    Raises Unseen, Denied (also to who proposed it), and WrongState where another step is proposed.
    """
    if after not in {"closed", *STAGES[1:]}:
        raise BadInput({"after": [_("Choose a later stage.")]})
    step = Step(case_id, "close" if after == "closed" else f"to_{after}", actor, now=now)
    with transaction.atomic():
        if (done := _answered_already(step, StageMove.State.APPROVED, move)) is not None:
            return done
        case = acting.lock(step)
        answered = _answer(case, step, StageMove.State.APPROVED, words.strip(), move)
        if after == "closed":
            closing.finish(case, answered, step)
            return case
        acting.save(case, step, ["proposed", "proposed_by", "due_at"])
        said = {"move": answered.pk, "before": answered.before, "after": answered.after, "unmet": len(answered.unmet)}
        acting.tell("problems.stage.approved", case, step, said)
        news.moved(case, step, answered)
        return case


@command(name="problems.stage.back", page="problems:case-back", api="problems-api:case-back")
def back(case_id: int, *, to: str, reason: str, actor: User, now: datetime | None = None) -> Case:
    """Go back to an earlier stage, with a reason: SARA is a loop. A proposal that waits is taken back with it.

    Locks the case. Emits ``problems.stage.back``. Raises Unseen, Denied, WrongState, and BadInput without a reason.
    """
    said = acting.reason_of(reason)
    if f"back_to_{to}" not in {row.action for row in CASE.transitions}:
        raise BadInput({"to": [_("Choose an earlier stage.")]})
    step = Step(case_id, f"back_to_{to}", actor, now=now)
    with transaction.atomic():
        case = acting.lock(step)
        if case.proposed:
            _answer(case, step, StageMove.State.TAKEN_BACK, "")
        before = case.state
        move = closing.moved(case, step, StageMove.Kind.BACK, before, to, said)
        acting.save(case, step, ["proposed", "proposed_by", "due_at"])
        acting.tell("problems.stage.back", case, step, {"move": move.pk, "before": before, "after": to})
        news.moved(case, step, move)
        return case


@command(name="problems.case.reopen", page="problems:case-reopen", api="problems-api:case-reopen")
def reopen(case_id: int, *, reason: str, actor: User, now: datetime | None = None) -> Case:
    """Take a closed case up again in Analysis, with a reason. Locks the case. Emits ``problems.case.reopened``.

    Raises Unseen, Denied, WrongState, and BadInput without a reason.
    """
    said, step = acting.reason_of(reason), Step(case_id, "reopen", actor, now=now)
    with transaction.atomic():
        case = acting.lock(step)
        move = closing.open_again(case, step, StageMove.Kind.REOPEN, said)
        acting.tell("problems.case.reopened", case, step, {"move": move.pk})
        return case


def _answered_already(step: Step, state: StageMove.State, seen: int | None) -> Case | None:
    """Give the case where this very person answered that very proposal so: the button was pressed twice."""
    case = acting.hold(step)
    asked = StageMove.objects.filter(case=case, pk=seen or 0, state=state, answered_by=step.actor)
    return case if asked.exists() else None


def _answer(case: Case, step: Step, state: StageMove.State, words: str, seen: int | None = None) -> StageMove:
    """Write down what became of the proposal that waits (the one that was ``seen``), and end its clock. The case is not saved here."""
    move: StageMove | None = case.moves.select_for_update().filter(state="proposed").first()
    if move is None:
        raise WrongState(_("Nothing is proposed."))
    if seen is not None and seen != move.pk:
        raise WrongState(_("It was proposed anew in the meantime. Read what is proposed now."))
    move.state, move.answered_by, move.answered_at, move.answer = state, step.actor, step.moment, words
    move.save(update_fields=["state", "answered_by", "answered_at", "answer"])
    acting.sent_after_all(case, step.actor, targets.ANSWER)
    case.proposed, case.proposed_by = "", None
    case.due_at = clocks.meet(case, APPROVE, at=step.moment)
    return move


def _start(case: Case, rule: str, step: Step) -> datetime:
    clock = clocks.start(
        rule, subject=case, subject_ref=case.reference, area_path=case.area_path, team_id=case.team_id, at=step.moment
    )
    return clock.due_at if case.due_at is None else min(clock.due_at, case.due_at)
