"""Closing a case: everybody whose report fed it is told, one by one, by a worker; and opening it again where it is not fixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, Subquery

from feedback.models import Message, Report
from feedback.services import results
from policing import timekeeping
from policing.clocks import services as clocks
from policing.events.services import Actor, emit, kick
from problems import saying
from problems.models import Case, CasePage, CaseReport, StageMove, Told
from problems.numbers import PublicNumbers, public_numbers_of
from problems.services.cases import acting, news
from problems.services.cases.acting import Step
from problems.workflow import CASE

TELL = "problems.tell_residents"
CONTEST = "case-contest"
BATCH = 50
OUTCOMES: Mapping[str, str] = {
    Case.Decision.WORKED: Report.Outcome.FIXED,
    Case.Decision.PARTLY: Report.Outcome.PARTLY_FIXED,
    Case.Decision.FAILED: Report.Outcome.NOT_FIXED,
    Case.Decision.UNCLEAR: Report.Outcome.NOT_CONFIRMED,
    Case.Decision.NO_PROBLEM: Report.Outcome.NO_ACTION,
    Case.Decision.PASSED_ON: Report.Outcome.PASSED_ON,
}


def finish(case: Case, move: StageMove, step: Step) -> None:
    """Close a locked case as its approved move says, and put everybody who is to be told into the queue.

    A step of ``problems.stage.approve``. Told are those whose reports are linked, and those whose reports are merged into a linked
    one. Emits ``problems.case.closed``.
    """
    case.decision, case.closed_at = move.decision, step.moment
    case.due_at = clocks.meet(case, at=step.moment)
    acting.save(case, step, ["decision", "closed_at", "proposed", "proposed_by", "due_at"])
    linked = CaseReport.objects.filter(case=case, left_at=None).values("report")
    people = Report.objects.filter(Q(pk__in=linked) | Q(lead__in=linked)).exclude(state="withdrawn").values_list("pk", flat=True)
    rows = Told.objects.bulk_create((Told(move=move, report_id=pk) for pk in people), batch_size=500)
    page: CasePage | None = CasePage.objects.select_for_update().filter(case=case).first()
    if page is not None:
        page.changed, page.changed_at, page.version = move.result[:1500], step.moment, page.version + 1
        page.save(update_fields=["changed", "changed_at", "version"])
    acting.tell("problems.case.closed", case, step, {"move": move.pk, "decision": case.decision, "people": len(rows)})
    news.ended(case, step, move)
    transaction.on_commit(lambda: kick(TELL))


def moved(case: Case, step: Step, kind: StageMove.Kind, before: str, after: str, words: str) -> StageMove:
    """Write down a step that needs no approval."""
    row: StageMove = StageMove.objects.create(
        case=case, kind=kind, state="approved", before=before, after=after, words=words,
        by=None if kind == StageMove.Kind.CONTEST else step.actor, at=step.moment,
        answered_at=step.moment,
    )  # fmt: skip
    return row


def open_again(case: Case, step: Step, kind: StageMove.Kind, words: str, *, report: int = 0) -> StageMove:
    """Open a locked, closed case again; the promise to look again runs, and everybody who was told of its end hears it.

    ``report`` is the one whose resident says that it is not fixed, where nobody of the team acts. The event is the caller's.
    """
    case.decision, case.closed_at = "", None
    case.reopenings += 1
    clock = clocks.start(
        CONTEST, subject=case, subject_ref=case.reference, area_path=case.area_path, team_id=case.team_id, at=step.moment
    )
    case.due_at = clock.due_at
    move = moved(case, step, kind, "closed", CASE.transition("reopen").target or "", words)
    acting.save(case, step, ["decision", "closed_at", "reopenings", "due_at"])
    acting.count_anew(case, step.moment)
    _tell_again(case, move, report)
    news.moved(case, step, move, report=report, actor=Actor.reporter() if report else None)
    transaction.on_commit(lambda: kick(TELL))
    return move


def _tell_again(case: Case, move: StageMove, report: int) -> None:
    """Put those who were told of the newest closing, or wait for it, into the queue once more: it is looked at again.

    Left out are the report that says “not fixed” and those that it shares a line with, who hear it from there.
    """
    newest = Told.objects.filter(move__case=case, move__kind=StageMove.Kind.CLOSE).order_by("-move_id").values("move")[:1]
    rows = Told.objects.filter(move=Subquery(newest)).exclude(state=Told.State.GONE).order_by("pk")
    line = Report.objects.filter(pk=report).values_list("lead_id", flat=True).first() or report
    rows = rows.exclude(Q(report=line) | Q(report__lead=line, report__lead__isnull=False)) if report else rows
    people = rows.values_list("report_id", flat=True)
    Told.objects.bulk_create((Told(move=move, report_id=pk) for pk in people), batch_size=500)


def contest(report_id: int, *, now: datetime | None = None) -> Case | None:
    """Open the closed case again of whose closing a resident was told who now says that it is not fixed, or do nothing.

    A step of what follows ``feedback.report.contested``; nobody acts here but the role of a reporter. Locks the case. Emits
    ``problems.case.contested``. Run again for the same contest it is harmless, since the case is open then.
    """
    moment = now or timekeeping.now()
    rows = Told.objects.filter(report=report_id, state="told", move__kind=StageMove.Kind.CLOSE, move__case__state="closed")
    told = rows.select_related("move").last()
    if told is None:
        return None
    with transaction.atomic():
        case: Case = Case.objects.select_for_update(of=("self",)).get(pk=told.move.case_id)
        if CASE.refusal(case, "contest") is not None:
            return None
        step, nobody = Step(case.pk, "contest", None, now=moment), Actor.reporter()  # type: ignore[arg-type]
        move = open_again(case, step, StageMove.Kind.CONTEST, "", report=report_id)
        said = {"move": move.pk, "reopenings": case.reopenings}
        acting.tell("problems.case.contested", case, step, said, actor=nobody)
        return case


def tell_waiting(now: datetime | None = None) -> int:
    """Tell the residents who wait what came of a case, fifty to a transaction, and give how many were told.

    Rows are claimed by lock; a worker that dies leaves them for the next one, and nobody is told twice.
    """
    told = 0
    while batch := _batch(now or timekeeping.now()):
        told += batch
    return told


@transaction.atomic
def _batch(moment: datetime) -> int:
    waiting = Told.objects.select_for_update(skip_locked=True, of=("self",)).filter(state="waiting")
    rows = list(waiting.select_related("move__case").order_by("pk")[:BATCH])
    before = _told_before(rows)
    counted = public_numbers_of({row.move.case_id: row.move.case for row in rows}.values())
    for row in rows:
        if row.move.kind == StageMove.Kind.CLOSE:
            row.message = _tell_end(row, before[row.report_id], counted.get(row.move.case_id), moment)
            is_told = row.message is not None
        else:
            is_told = results.look_again(row.report_id, now=moment)
        row.state, row.told_at = ("told", moment) if is_told else ("gone", None)
    Told.objects.bulk_update(rows, ["state", "message", "told_at"])
    for move_id in {row.move_id for row in rows if row.move.kind == StageMove.Kind.CLOSE}:
        _say_done(move_id, moment)
    return len(rows)


def _tell_end(row: Told, before: frozenset[datetime], numbers: PublicNumbers | None, moment: datetime) -> Message | None:
    """Tell one resident what came of a case; who joined their report hears it from the case, so not from the report as well.

    Where the numbers speak against what the team decided, nobody reads that it is fixed.
    """
    move = row.move
    against = move.decision in saying.BETTER and numbers is not None and numbers.speaks_against
    outcome = OUTCOMES[Case.Decision.UNCLEAR if against else move.decision]
    said = results.Result(outcome, move.result, move.by, f"case:{move.pk}", closed_by_it=before, neighbours=False)
    return results.tell(row.report_id, result=said, now=moment)


def _told_before(rows: Sequence[Told]) -> Mapping[int, frozenset[datetime]]:
    """Give when earlier closings of the same case were told to each report, so that an outcome they set can be set anew. One query."""
    found: dict[int, set[datetime]] = defaultdict(set)
    held = Told.objects.filter(report__in=[row.report_id for row in rows], told_at__isnull=False, move__kind=StageMove.Kind.CLOSE)
    cases = {row.report_id: row.move.case_id for row in rows}
    for report, case, at in held.values_list("report_id", "move__case_id", "told_at"):
        if at is not None and cases[report] == case:
            found[report].add(at)
    return {row.report_id: frozenset(found[row.report_id]) for row in rows}


def _say_done(move_id: int, moment: datetime) -> None:
    """Write down that everybody of a closing was told, once nobody waits."""
    rows = Told.objects.filter(move=move_id)
    if rows.filter(state="waiting").exists():
        return
    case = Case.objects.get(moves=move_id)
    emit(
        "problems.case.told", subject=case, subject_ref=case.reference, actor=Actor.system(), area_path=case.area_path,
        team_id=case.team_id, payload={"move": move_id, "told": rows.filter(state="told").count()}, at=moment,
    )  # fmt: skip
