"""What the team does with a report: works, one event, one promise, refused with the reason, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from feedback.models import Message, Report
from feedback.workflow import REPORT
from policing.clocks.models import Clock
from policing.errors import BadInput, Denied, StaleVersion, Unseen, WrongState
from tests.feedback.reaching import PATHS, act, reach
from tests.feedback.tools import CLOSING, COMMANDS, GIVEN, at_once, client_of, codes_of, do, events_of, named, send
from tests.people import Cast, UserFactory

TUESDAY = datetime(2026, 3, 17, 9, 12, 5, tzinfo=UTC)
EVENTS = {action: REPORT.transition(action).event for action in COMMANDS}
START = {"acknowledge": "new", "ask": "new", "answer": "new", "close": "new", "reopen": "closed"}
KINDS = {"ask": "question", "answer": "answer", "close": "closing", "reopen": "reopening"}
PAYLOADS: dict[str, dict[str, Any]] = {"close": {"outcome": "fixed"}, "reopen": {"reopenings": 1}}
HANDLERS = {"officer", "supervisor"}

acknowledges = pytest.mark.command("feedback.report.acknowledge")
asks = pytest.mark.command("feedback.report.ask")
answers = pytest.mark.command("feedback.report.answer")
closes = pytest.mark.command("feedback.report.close")
reopens = pytest.mark.command("feedback.report.reopen")
EACH = [
    pytest.param("acknowledge", marks=acknowledges),
    pytest.param("ask", marks=asks),
    pytest.param("answer", marks=answers),
    pytest.param("close", marks=closes),
    pytest.param("reopen", marks=reopens),
]
each_command = pytest.mark.parametrize("action", EACH)


def ready(cast: Cast, action: str) -> Report:
    """Give a report in a state in which the action can be done."""
    return reach(send().report, START[action], cast.officer)


@pytest.mark.command("feedback.report.acknowledge")
@pytest.mark.command("feedback.report.ask")
@pytest.mark.command("feedback.report.answer")
@pytest.mark.command("feedback.report.close")
@pytest.mark.command("feedback.report.reopen")
def test_every_row_of_the_team_is_tried() -> None:
    assert {row.action for row in REPORT.transitions if row.permission != "reporter"} >= set(COMMANDS)
    assert set(PATHS) <= {state.code for state in REPORT.states}


@each_command
def test_it_works_and_emits_one_event(cast: Cast, action: str) -> None:
    report = ready(cast, action)
    before = len(events_of(report))
    done = COMMANDS[action](report.pk, actor=cast.officer, version=report.version, now=TUESDAY, **GIVEN[action])
    held = Report.objects.get(pk=report.pk)
    assert (done.state, done.version) == (held.state, held.version) == (REPORT.transition(action).target, report.version + 1)
    event = events_of(report)[-1]
    assert len(events_of(report)) == before + 1
    assert event.name == EVENTS[action]
    assert (event.actor_kind, event.actor) == ("person", cast.officer.pseudonym)
    message = {"message": Message.objects.latest("id").pk} if action in KINDS else {}
    assert event.payload == PAYLOADS.get(action, {}) | message
    assert (event.at, event.subject_ref, event.area_path, event.team_id) == (
        TUESDAY,
        report.reference,
        cast.north.path,
        cast.team_north.pk,
    )


@each_command
def test_its_words_are_kept_once_and_never_in_an_event(cast: Cast, action: str) -> None:
    report = ready(cast, action)
    before = Message.objects.count()
    do(report, action, cast.officer)
    if action not in KINDS:
        assert Message.objects.count() == before
        return
    row = Message.objects.latest("id")
    assert Message.objects.count() == before + 1
    assert (row.author, row.kind, row.staff, row.words) == ("team", KINDS[action], cast.officer, GIVEN[action]["words"])
    assert row.words not in "".join(str(event.__dict__) for event in events_of(report))


@each_command
def test_others_are_refused_with_the_reason(cast: Cast, action: str) -> None:
    report = ready(cast, action)
    before = len(events_of(report))
    for name, who in cast:
        if name in HANDLERS:
            continue
        refusal = Denied if name == "analyst" else Unseen
        with pytest.raises(refusal) as refused:
            do(report, action, who)
        assert str(refused.value), name
    held = Report.objects.get(pk=report.pk)
    assert (held.state, held.version, len(events_of(report))) == (report.state, report.version, before)


@each_command
def test_the_one_who_sent_it_is_told_why_somebody_else_has_to(cast: Cast, action: str) -> None:
    for sender in (cast.resident, cast.officer):
        report = reach(send(named(sender)).report, START[action], cast.supervisor)
        with pytest.raises(Denied, match="your own report"):
            do(report, action, sender)


@each_command
def test_no_such_report_reads_like_one_that_is_not_theirs(cast: Cast, action: str) -> None:
    with pytest.raises(Unseen):
        COMMANDS[action](0, actor=cast.officer, **GIVEN[action])


@each_command
def test_in_every_state_the_table_decides(cast: Cast, action: str) -> None:
    for state in PATHS:
        report = reach(send().report, state, cast.officer)
        before = (report.version, len(events_of(report)), Message.objects.count(), Clock.objects.filter(state="running").count())
        if state in REPORT.transition(action).sources:
            assert do(report, action, cast.officer).state == REPORT.transition(action).target, state
            continue
        with pytest.raises(WrongState) as refused:
            do(report, action, cast.officer)
        assert str(REPORT.state(state).label) in str(refused.value)
        held = Report.objects.get(pk=report.pk)
        now = (held.version, len(events_of(report)), Message.objects.count(), Clock.objects.filter(state="running").count())
        assert now == before, state


@each_command
def test_a_stale_version_changes_nothing(cast: Cast, action: str) -> None:
    report = ready(cast, action)
    with pytest.raises(StaleVersion):
        do(report, action, cast.officer, version=report.version - 1)
    with pytest.raises(StaleVersion):
        do(report, action, cast.officer, version=report.version + 1)
    assert Report.objects.get(pk=report.pk).version == report.version


@pytest.mark.parametrize("action", [row for row in EACH if row.values[0] in KINDS])
@pytest.mark.parametrize("words", ["", " \n ", "x" * 8001])
def test_words_are_asked_for(cast: Cast, action: str, words: str) -> None:
    report = ready(cast, action)
    with pytest.raises(BadInput) as refused:
        do(report, action, cast.officer, words=words)
    assert set(refused.value.fields) == {"words"}
    assert Report.objects.get(pk=report.pk).version == report.version


@closes
@pytest.mark.parametrize("outcome", ["", "solved"])
def test_closing_asks_for_an_outcome_of_the_list(cast: Cast, outcome: str) -> None:
    report = send().report
    with pytest.raises(BadInput) as refused:
        do(report, "close", cast.officer, outcome=outcome)
    assert set(refused.value.fields) == {"outcome"}
    assert Report.objects.get().state == "new"


@closes
@pytest.mark.parametrize("outcome", Report.Outcome.values)
def test_closing_holds_the_outcome_and_the_moment(cast: Cast, outcome: str) -> None:
    do(send().report, "close", cast.officer, outcome=outcome, now=TUESDAY)
    held = Report.objects.get()
    assert (held.state, held.outcome, held.closed_at, held.due_at) == ("closed", outcome, TUESDAY, None)


@reopens
def test_taking_up_again_clears_the_outcome_and_is_counted(cast: Cast) -> None:
    report = reach(send().report, "closed", cast.officer)
    assert do(report, "reopen", cast.officer).reopenings == 1
    held = do(do(report, "close", cast.officer), "reopen", cast.officer)
    assert (held.outcome, held.closed_at, held.reopenings) == ("", None, 2)


@each_command
def test_speaking_to_the_resident_answers_what_they_wrote(cast: Cast, action: str) -> None:
    report = act(send().report, "reply", cast.officer)
    if action == "reopen":
        report = reach(report, "contested", cast.officer)
    assert report.unread_replies > 0
    do(report, action, cast.officer)
    assert Report.objects.get().unread_replies == (report.unread_replies if action == "acknowledge" else 0)


def promises(report: Report) -> dict[str, str]:
    """Give the state of each clock of a report by the code of its rule, the newest of a rule."""
    rows = Clock.objects.filter(subject_type="feedback.report", subject_id=report.pk).order_by("id")
    return dict(rows.values_list("rule__code", "state"))


@each_command
def test_promises_are_kept_and_made(cast: Cast, action: str) -> None:
    report = do(ready(cast, action), action, cast.officer)
    kept = {"report-read": "met", "report-answer": "met"}
    expected = {
        "acknowledge": {"report-read": "met", "report-answer": "running"},
        "reopen": {**kept, "report-contest": "running"},
    }
    assert promises(report) == expected.get(action, kept)
    running = Clock.objects.filter(subject_id=report.pk, state="running").order_by("due_at").first()
    assert Report.objects.get().due_at == (running.due_at if running else None)


@closes
def test_closing_again_ends_the_promise_of_a_contest(cast: Cast) -> None:
    report = reach(send().report, "contested", cast.officer)
    assert promises(report)["report-contest"] == "running"
    assert do(report, "answer", cast.officer).due_at is not None
    assert do(report, "close", cast.officer).due_at is None
    assert set(promises(report).values()) == {"met"}


@reopens
def test_taking_up_a_contested_one_keeps_the_promise_that_runs(cast: Cast) -> None:
    report = reach(send().report, "contested", cast.officer)
    due = report.due_at
    assert do(report, "reopen", cast.officer).due_at == due
    assert Clock.objects.filter(rule__code="report-contest").count() == 1


@each_command
def test_sent_twice_from_one_page_is_done_once(cast: Cast, action: str) -> None:
    report = ready(cast, action)
    client = client_of(cast.officer)
    form = {f"{action}-{name}": value for name, value in {**GIVEN[action], "version": report.version, "token": "0" * 32}.items()}
    url = f"/inbox/{report.reference}/{action}/"
    before = len(events_of(report)), Message.objects.count()
    assert [client.post(url, form).status_code for _ in range(2)] == [302, 302 if action in KINDS else 303]
    assert len(events_of(report)) == before[0] + 1
    assert Message.objects.count() == before[1] + (action in KINDS)


@pytest.mark.django_db(transaction=True)
@each_command
def test_two_officers_at_the_same_moment_one_is_told(cast: Cast, action: str) -> None:
    report = ready(cast, action)
    before = len(events_of(report))
    given = {"version": report.version, **GIVEN[action]}
    calls = [partial(COMMANDS[action], report.pk, actor=who, **given) for who in (cast.officer, cast.supervisor)]
    assert sorted(codes_of(at_once(*calls))) == ["", "stale"]
    assert len(events_of(report)) == before + 1
    assert Report.objects.get().version == report.version + 1


@closes
@pytest.mark.django_db(transaction=True)
def test_closed_by_two_at_the_same_moment_without_a_version_is_closed_once(cast: Cast) -> None:
    report = send().report
    calls = [partial(do, report, "close", who) for who in (cast.officer, cast.supervisor)]
    assert sorted(codes_of(at_once(*calls))) == ["", "wrong-state"]
    assert len(events_of(report, "closed")) == 1
    assert Message.objects.filter(kind="closing").count() == 1


@closes
def test_somebody_who_lost_the_role_meanwhile_is_refused(cast: Cast) -> None:
    report = send().report
    somebody = UserFactory()
    with pytest.raises(Unseen):
        do(report, "close", somebody)
    assert CLOSING["outcome"] == "fixed"
    assert Report.objects.get().state == "new"
