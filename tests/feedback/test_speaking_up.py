"""What the resident does after sending: write to the team, and say that it is not fixed. By their own door alone."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from feedback.models import Message, Report
from feedback.services import speaking_up, tracking
from feedback.services.tracking import Door
from feedback.workflow import REPORT
from policing.clocks.models import Clock
from policing.errors import BadInput, Unseen, WrongState
from policing.privacy.receipts import new_token
from tests.feedback.reaching import PATHS, reach, speak
from tests.feedback.tools import at_once, client_of, codes_of, do, door, events_of, named, send
from tests.people import Cast

MOMENT = datetime(2026, 3, 18, 21, 44, 9, tzinfo=UTC)
HOUR = MOMENT.replace(minute=0, second=0)
START = {"reply": "new", "contest": "closed", "withdraw": "new"}
replies = pytest.mark.command("feedback.report.reply")
contests = pytest.mark.command("feedback.report.contest")
withdraws = pytest.mark.command("feedback.report.withdraw")
EACH = [
    pytest.param("reply", marks=replies),
    pytest.param("contest", marks=contests),
    pytest.param("withdraw", marks=withdraws),
]
SPEAKS = EACH[:2]
KIND = {"reply": "reply", "contest": "contest", "withdraw": "withdrawal"}
SHUT_BY_LEAD = {("contest", "merged")}  # what it was merged into still goes on, so there is nothing to disagree with
each_command = pytest.mark.parametrize("action", EACH)
COMMANDS = {"reply": speaking_up.reply, "contest": speaking_up.contest, "withdraw": speaking_up.withdraw}


@pytest.mark.command("feedback.report.reply")
@pytest.mark.command("feedback.report.contest")
def test_every_row_of_the_resident_is_tried() -> None:
    assert {row.action for row in REPORT.transitions if row.permission == "reporter"} == {*COMMANDS, "rate", "add_photo"}, (
        "rating and pictures have tests of their own"
    )


@each_command
def test_it_works_and_emits_one_event_by_the_role_reporter(cast: Cast, action: str) -> None:
    report = reach(send(named(cast.resident)).report, START[action], cast.officer)
    before = len(events_of(report))
    COMMANDS[action](door(report), words="  Still dark.  ", token=new_token(), now=MOMENT)
    held = Report.objects.get()
    state = REPORT.transition(action).target or "new"
    assert (held.state, held.version) == (state, report.version + 1)
    assert held.unread_replies == int(action != "withdraw")
    assert len(events_of(report)) == before + 1
    event = events_of(report)[-1]
    assert (event.name, event.actor_kind, event.actor) == (REPORT.transition(action).event, "reporter", None)
    assert event.payload == ({"contests": 1} if action == "contest" else {})
    assert event.at == HOUR
    message = Message.objects.latest("id")
    assert (message.author, message.kind, message.staff, message.words, message.at) == (
        "reporter",
        KIND[action],
        None,
        "Still dark.",
        HOUR,
    )


@each_command
def test_in_every_state_the_table_decides(cast: Cast, action: str) -> None:
    for state in PATHS:
        report = reach(send().report, state, cast.officer)
        if state in REPORT.transition(action).sources and (action, state) not in SHUT_BY_LEAD:
            assert speak(report, action).state == (REPORT.transition(action).target or state)
            continue
        said = Message.objects.filter(report=report).count()
        with pytest.raises(WrongState):
            speak(report, action)
        assert Message.objects.filter(report=report).count() == said
        assert Report.objects.get(pk=report.pk).version == report.version


@contests
def test_a_merged_report_is_contested_once_its_lead_is_finished(cast: Cast) -> None:
    report = reach(send().report, "merged", cast.officer)
    lead = report.lead
    assert lead is not None
    do(lead, "close", cast.officer)
    assert speak(report, "contest").state == "merged"
    assert Report.objects.get(pk=lead.pk).state == "contested"


@pytest.mark.parametrize("action", SPEAKS)
@pytest.mark.parametrize("words", ["", " \n", "x" * 8001])
def test_words_are_asked_for(cast: Cast, action: str, words: str) -> None:
    report = reach(send().report, START[action], cast.officer)
    with pytest.raises(BadInput) as refused:
        speak(report, action, words)
    assert set(refused.value.fields) == {"words"}


@each_command
def test_nobody_else_finds_a_door(cast: Cast, action: str) -> None:
    report = reach(send(named(cast.resident)).report, START[action], cast.officer)
    for name, who in cast:
        if name == "resident":
            continue
        with pytest.raises(Unseen):
            tracking.by_account(report.pk, who)
        answer = client_of(who).post(
            f"/my/reports/{report.reference}/{action}/",
            {f"{action}-words": "Mine", f"{action}-token": "0" * 32, "words": "Mine", "token": "0" * 32},
        )
        assert answer.status_code == (401 if name in {"anonymous", "deactivated"} else 404), name
    with pytest.raises(Unseen):
        COMMANDS[action](Door(0), words="Mine", token=new_token())
    assert not Message.objects.filter(author="reporter").exists()


@each_command
def test_sent_twice_is_said_once(cast: Cast, action: str) -> None:
    report = reach(send().report, START[action], cast.officer)
    token = new_token()
    first, second = speak(report, action, token=token), speak(report, action, token=token)
    assert (first.version, first.state) == (second.version, second.state)
    assert Message.objects.filter(author="reporter").count() == 1
    assert len(events_of(report, REPORT.transition(action).event.rsplit(".", 1)[1])) == 1


@each_command
@pytest.mark.django_db(transaction=True)
def test_sent_at_the_same_moment_is_said_once(cast: Cast, action: str) -> None:
    report = reach(send().report, START[action], cast.officer)
    token = new_token()
    assert codes_of(at_once(*[partial(speak, report, action, token=token)] * 3)) == ["", "", ""]
    assert Message.objects.filter(author="reporter").count() == 1
    held = Report.objects.get()
    assert (held.version, held.unread_replies, held.contests) == (
        report.version + 1,
        int(action != "withdraw"),
        int(action == "contest"),
    )


@replies
def test_one_token_is_good_for_another_report_too(cast: Cast) -> None:
    token = new_token()
    for report in (send().report, send().report):
        assert speak(report, "reply", token=token).unread_replies == 1


@contests
def test_a_contest_opens_it_again_with_a_promise_and_is_counted(cast: Cast) -> None:
    report = reach(send().report, "closed", cast.officer)
    held = COMMANDS["contest"](door(report), words="Not fixed", token=new_token(), now=MOMENT)
    clock = Clock.objects.get(rule__code="report-contest", state="running")
    assert (held.outcome, held.closed_at, held.contests, held.due_at) == ("", None, 1, clock.due_at)
    assert clock.started_at == HOUR
    do(held, "close", cast.officer)
    again = speak(held, "contest")
    assert (again.contests, events_of(report)[-1].payload) == (2, {"contests": 2})


@contests
def test_the_resident_and_the_team_at_the_same_moment(cast: Cast) -> None:
    """A contest on a report that the team took up a moment ago is refused in words; their text can be sent as a reply."""
    report = reach(send().report, "closed", cast.officer)
    do(report, "reopen", cast.officer)
    with pytest.raises(WrongState):
        speak(report, "contest")
    assert speak(report, "reply").unread_replies == 1
