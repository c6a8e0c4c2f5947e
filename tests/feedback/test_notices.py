"""Who hears what: the resident at each step with the team's words, an anonymous one by their receipt alone, the team in-app."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail

from feedback.models import Report
from feedback.services.intake import Sender
from policing.events.testing import drain
from policing.notifications.models import Delivery, Notification
from tests.feedback.reaching import act, reach, speak
from tests.feedback.tools import CLOSING, COMMANDS, GIVEN, WORDS, do, named, send
from tests.people import Cast

NIGHT = datetime(2026, 3, 20, 22, 31, 7, tzinfo=UTC)
START = {"acknowledge": "new", "ask": "new", "answer": "new", "close": "new", "reopen": "closed"}
VISITOR = Sender(mode="named", name="Ann Ash", email="ann@example.net")
CONFIDENTIAL = Sender(mode="confidential", name="Cara Cole", email="cara@example.net")
EACH = [
    pytest.param("acknowledge", marks=pytest.mark.command("feedback.report.acknowledge")),
    pytest.param("ask", marks=pytest.mark.command("feedback.report.ask")),
    pytest.param("answer", marks=pytest.mark.command("feedback.report.answer")),
    pytest.param("close", marks=pytest.mark.command("feedback.report.close")),
    pytest.param("reopen", marks=pytest.mark.command("feedback.report.reopen")),
]
each_command = pytest.mark.parametrize("action", EACH)


def heard(report: Report, action: str, actor: Any, **more: Any) -> list[Any]:
    """Do a command and give the mails that left the house for it."""
    drain()
    Notification.objects.all().delete()
    mail.outbox.clear()
    do(report, action, actor, **more)
    drain()
    return list(mail.outbox)


def told_in_app() -> list[str]:
    """Give who has a line in the inbox, by address."""
    return sorted(Notification.objects.values_list("user__email", flat=True))


def whole(letter: Any) -> str:
    """Give everything that a mail says: its text and its HTML."""
    return " ".join(f"{letter.body} {' '.join(str(part) for part, _kind in letter.alternatives)}".split())


@each_command
@pytest.mark.parametrize("moment", [None, NIGHT])
def test_a_resident_with_an_account_reads_the_teams_words(cast: Cast, action: str, moment: datetime | None) -> None:
    report = reach(send(named(cast.resident)).report, START[action], cast.officer)
    (letter,) = heard(report, action, cast.officer, now=moment)
    assert letter.to == [cast.resident.email]
    assert told_in_app() == [cast.resident.email]
    assert report.reference not in letter.subject
    assert report.reference in letter.body
    assert whole(letter).count(GIVEN[action].get("words", f"has read your report {report.reference}")) == 2
    assert f"/my/reports/{report.reference}/" in letter.body
    assert WORDS not in whole(letter)


@each_command
def test_a_visitor_who_left_an_address_reads_them_too(cast: Cast, action: str) -> None:
    report = reach(send(VISITOR).report, START[action], cast.officer)
    (letter,) = heard(report, action, cast.officer)
    assert letter.to == ["ann@example.net"]
    assert GIVEN[action].get("words", report.reference) in whole(letter)
    assert "/track/" in letter.body
    assert told_in_app() == []


@each_command
def test_a_confidential_one_learns_only_that_there_is_news(cast: Cast, action: str) -> None:
    report = reach(send(CONFIDENTIAL).report, START[action], cast.officer)
    (letter,) = heard(report, action, cast.officer)
    assert letter.to == ["cara@example.net"]
    for secret in (report.reference, GIVEN[action].get("words", "Cara"), "Cara", WORDS, "report"):
        assert secret not in f"{letter.subject} {letter.body}"
    assert told_in_app() == []


@each_command
def test_an_anonymous_one_gets_nothing_at_all(cast: Cast, action: str) -> None:
    report = reach(send().report, START[action], cast.officer)
    assert heard(report, action, cast.officer) == []
    assert told_in_app() == []
    assert not Delivery.objects.filter(user=None).exists()


@pytest.mark.command("feedback.report.close")
def test_the_told_back_mail_says_what_came_of_it(cast: Cast) -> None:
    report = send(named(cast.resident)).report
    (letter,) = heard(report, "close", cast.officer)
    assert CLOSING["words"] in whole(letter)
    assert "Fixed" in letter.body
    drain()
    assert len(mail.outbox) == 1


@pytest.mark.command("feedback.report.answer")
def test_each_mail_carries_the_words_of_its_own_step(cast: Cast) -> None:
    report = send(named(cast.resident)).report
    drain()
    mail.outbox.clear()
    do(report, "answer", cast.officer, words="First words.", now=NIGHT)
    do(report, "answer", cast.supervisor, words="Second words.", now=NIGHT)
    drain()
    assert ["First" in mail.outbox[0].body, "Second" in mail.outbox[0].body] == [True, False]
    assert ["First" in mail.outbox[1].body, "Second" in mail.outbox[1].body] == [False, True]


@pytest.mark.parametrize(
    "action",
    [
        pytest.param("submit", marks=pytest.mark.command("feedback.report.submit")),
        pytest.param("reply", marks=pytest.mark.command("feedback.report.reply")),
        pytest.param("contest", marks=pytest.mark.command("feedback.report.contest")),
    ],
)
def test_the_team_is_told_in_app(cast: Cast, action: str) -> None:
    report = send().report
    if action != "submit":
        report = reach(report, {"reply": "new", "contest": "closed"}[action], cast.officer)
        drain()
        Notification.objects.all().delete()
        mail.outbox.clear()
        act(report, action, cast.officer)
    drain()
    assert told_in_app() == ["officer@example.org", "supervisor@example.org"]
    assert sorted(letter.to[0] for letter in mail.outbox) == ([] if action == "submit" else told_in_app())
    for letter in mail.outbox:
        assert WORDS not in whole(letter)
        assert "still broken" not in whole(letter)


@pytest.mark.command("feedback.report.reply")
def test_an_officer_who_reports_in_their_own_area_does_not_hear_as_the_team(cast: Cast) -> None:
    report = send(named(cast.officer)).report
    speak(report, "reply")
    drain()
    assert told_in_app() == ["supervisor@example.org"] * 2


@pytest.mark.command("feedback.report.close")
def test_draining_twice_tells_nobody_twice(cast: Cast) -> None:
    report = send(named(cast.resident)).report
    assert len(heard(report, "close", cast.officer)) == 1
    lines, sent = Notification.objects.count(), Delivery.objects.count()
    drain()
    assert (Notification.objects.count(), Delivery.objects.count(), len(mail.outbox)) == (lines, sent, 1)


@pytest.mark.command("feedback.report.close")
def test_a_mail_that_waited_still_tells_what_came_of_it_then(cast: Cast) -> None:
    report = send(named(cast.resident)).report
    drain()
    do(do(report, "close", cast.officer), "reopen", cast.officer)
    drain()
    closing, reopening = mail.outbox[-2:]
    assert ["Fixed" in letter.body for letter in (closing, reopening)] == [True, False]


def test_every_command_of_the_team_is_tried() -> None:
    assert set(START) <= set(COMMANDS)
