"""The officer's side in the browser: the inbox by clock, the page of a report, and the commands on it with nothing typed lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback.models import Message, Report
from feedback.services import handling
from feedback.views.acts import ACTS
from policing.areas.models import Place
from tests.feedback.reaching import reach
from tests.feedback.tools import CLOSING, COMMANDS, GIVEN, WORDS, client_of, do, named, rows, send, text
from tests.people import Cast

TOKEN = "0" * 32
REFUSED = {
    "anonymous": 401,
    "deactivated": 401,
    "analyst": 403,
    "officer": 302,
    "supervisor": 302,
}


def url(report: Report, action: str = "") -> str:
    """Give the address of a report's page, or of a command on it."""
    return f"/inbox/{report.reference}/{action}/" if action else f"/inbox/{report.reference}/"


def form(report: Report, action: str, **more: Any) -> dict[str, Any]:
    """Give what the page's form of a command sends."""
    given = {**GIVEN[action], "version": report.version, "token": TOKEN, **more}
    return {f"{action}-{name}": value for name, value in given.items()}


@pytest.fixture
def desk(cast: Cast) -> Client:
    """Give the officer's browser."""
    return client_of(cast.officer)


# --- the inbox ---------------------------------------------------------------------------------------------------------


def references(answer: Any) -> list[str]:
    """Give the reports of an inbox page in their order."""
    return [row["reference"] for row in answer.context["rows"]]


def test_the_inbox_holds_the_persons_areas_alone(cast: Cast) -> None:
    north, south, nowhere = send().report, send(area_code="south").report, send(area_code="").report
    expected = {
        "officer": {north}, "other_officer": {south}, "supervisor": {north, south}, "analyst": {north, south},
    }  # fmt: skip
    for name, who in cast:
        answer = client_of(who).get("/inbox/")
        if name in expected:
            assert set(references(answer)) == {report.reference for report in expected[name]}, name
        elif name in {"anonymous", "deactivated"}:
            assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/inbox/"), name
        else:
            assert answer.status_code == 404, name
    assert nowhere.area is None


def test_the_soonest_promise_comes_first_and_finished_ones_wait_to_be_asked_for(cast: Cast, desk: Client) -> None:
    now = timezone.now()
    made = rows(3, area=cast.north, area_path=cast.north.path, team=cast.team_north)
    for report, hours in zip(made, (5, -3, 2), strict=True):
        Report.objects.filter(pk=report.pk).update(due_at=now + timedelta(hours=hours))
    closed = reach(send().report, "closed", cast.supervisor)
    answer = desk.get("/inbox/")
    assert references(answer) == [made[1].reference, made[2].reference, made[0].reference]
    assert ["due--late" in row["due"] for row in answer.context["rows"]] == [True, False, False]
    assert references(desk.get("/inbox/?state=closed")) == [closed.reference]
    assert set(references(desk.get("/inbox/?state=open&state=closed"))) == {*(row.reference for row in made), closed.reference}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("category=litter", {"LITTER"}),
        ("category=litter&category=noise", {"LITTER", "NOISE"}),
        ("area=north", {"LITTER", "NOISE"}),
        ("area=south", set()),
        ("unread=true", {"LITTER"}),
        ("state=new", {"NOISE", "LITTER"}),
        ("state=read", set()),
        ("state=nonsense&category=nonsense", {"LITTER", "NOISE"}),
        ("after=nonsense", {"LITTER", "NOISE"}),
        ("before=WzEsMl0", {"LITTER", "NOISE"}),
    ],
)
def test_the_filters_narrow(cast: Cast, desk: Client, query: str, expected: set[str]) -> None:
    litter, noise = send(category="litter").report, send().report
    Report.objects.filter(pk=litter.pk).update(reference="LITTER", unread_replies=1)
    Report.objects.filter(pk=noise.pk).update(reference="NOISE")
    answer = desk.get(f"/inbox/?{query}")
    assert answer.status_code == 200
    assert set(references(answer)) == expected


def test_pages_hold_every_report_once(cast: Cast, desk: Client) -> None:
    made = rows(110, area=cast.north, area_path=cast.north.path, team=cast.team_north)
    seen: list[str] = []
    answer = desk.get("/inbox/")
    while True:
        seen += references(answer)
        if not answer.context["pager"].older:
            break
        answer = desk.get(f"/inbox/{answer.context['pager'].older}")
    assert sorted(seen) == sorted(row.reference for row in made)
    assert references(desk.get(f"/inbox/{answer.context['pager'].newer}")) == seen[50:100]


def test_a_fragment_for_htmx_holds_the_same_rows(cast: Cast, desk: Client) -> None:
    report = send().report
    whole, part = desk.get("/inbox/"), desk.get("/inbox/", headers={"HX-Request": "true"})
    assert report.reference in text(whole)
    assert report.reference in text(part)
    assert "<html" in text(whole)
    assert "<html" not in text(part)
    assert 'id="rows"' in text(part)
    assert "<html" in text(desk.get("/inbox/", headers={"HX-Request": "true", "HX-Boosted": "true"}))


# --- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_tells_what_is_known_and_what_can_be_done(cast: Cast, desk: Client) -> None:
    report = send(place_words="Behind the bakery", details={"when": "Fridays"}, words=f"{WORDS} He has a knife").report
    shown = text(desk.get(url(report)))
    for part in (WORDS, "Behind the bakery", "Fridays", "Words of danger", "Report received", "Northgate"):
        assert part in shown
    offered = set(re.findall(rf'action="{url(report)}(\w+)/"', shown))
    assert offered == set(REPORT_NEW)


def test_who_may_only_read_is_told_why(cast: Cast) -> None:
    report = send().report
    shown = text(client_of(cast.analyst).get(url(report)))
    assert f'action="{url(report)}' not in shown
    assert shown.count("Your role here does not cover that.") == len(REPORT_NEW)


def test_the_one_who_sent_it_cannot_work_on_it(cast: Cast, desk: Client) -> None:
    report = send(named(cast.officer)).report
    shown = text(desk.get(url(report)))
    assert "somebody else has to do that" in shown
    assert f'action="{url(report)}' not in shown


def test_nobody_else_learns_that_it_is_there(cast: Cast) -> None:
    report = send().report
    for name, who in cast:
        expected = {"officer": 200, "supervisor": 200, "analyst": 200, "anonymous": 302, "deactivated": 302}.get(name, 404)
        assert client_of(who).get(url(report)).status_code == expected, name
    assert client_of(cast.officer).get("/inbox/HEDGE-4-LAMP-71/").status_code == 404


def test_the_newest_words_are_always_shown(cast: Cast, desk: Client) -> None:
    report = send().report
    Message.objects.bulk_create(Message(report=report, author="reporter", kind="reply", words=f"Word {n}.") for n in range(230))
    shown = text(desk.get(url(report)))
    assert "Word 229." in shown
    assert shown.index("Word 228.") < shown.index("Word 229.")


def test_answers_and_place_are_said_in_words(town: Cast) -> None:
    Place.objects.create(name="Mill Lane", key="mill lane", lat=0.5, lon=0.5, area=town.north)
    report = send(answers={"often": "weekly"}, area_code="", lat=0.5, lon=0.5).report
    Report.objects.filter(pk=report.pk).update(answers={"often": "weekly", "old-one": ["a", "b"]})
    shown = text(client_of(town.officer).get(url(report)))
    for part in ("How often does it happen?", "Some days of the week", "near Mill Lane, Northgate", "old-one", "a, b"):
        assert part in shown
    body = client_of(town.officer).get(f"/api/v1/reports/{report.reference}/").json()
    assert body["answers"] == [
        {"question": "How often does it happen?", "answer": "Some days of the week"},
        {"question": "old-one", "answer": "a, b"},
    ]
    assert body["near"] == "near Mill Lane, Northgate"


# --- the commands ------------------------------------------------------------------------------------------------------

EACH = [
    pytest.param("acknowledge", marks=pytest.mark.command("feedback.report.acknowledge")),
    pytest.param("ask", marks=pytest.mark.command("feedback.report.ask")),
    pytest.param("answer", marks=pytest.mark.command("feedback.report.answer")),
    pytest.param("close", marks=pytest.mark.command("feedback.report.close")),
    pytest.param("reopen", marks=pytest.mark.command("feedback.report.reopen")),
]
REPORT_NEW = ("acknowledge", "ask", "answer", "close", "note", "assign", "refer", "categorise")
START = {"acknowledge": "new", "ask": "new", "answer": "new", "close": "new", "reopen": "closed"}
each_command = pytest.mark.parametrize("action", EACH)


@each_command
def test_a_command_from_the_page(cast: Cast, desk: Client, action: str) -> None:
    report = reach(send().report, START[action], cast.supervisor)
    shown = text(desk.get(url(report)))
    assert f'action="{url(report, action)}"' in shown
    assert f'name="{action}-version" value="{report.version}"' in shown
    answer = desk.post(url(report, action), form(report, action), follow=True)
    assert answer.redirect_chain == [(url(report), 302)]
    assert GIVEN[action].get("words", "Marked as read") in text(answer)
    assert Report.objects.get().version == report.version + 1


@each_command
def test_getting_it_does_nothing(cast: Cast, desk: Client, action: str) -> None:
    report = reach(send().report, START[action], cast.supervisor)
    for method in (desk.get, desk.head, desk.put, desk.delete):
        assert method(url(report, action)).status_code == 405
    assert Report.objects.get().version == report.version


@each_command
def test_each_of_the_cast_gets_their_answer(cast: Cast, action: str) -> None:
    for name, who in cast:
        report = reach(send().report, START[action], cast.supervisor)
        answer = client_of(who).post(url(report, action), form(report, action))
        assert answer.status_code == REFUSED.get(name, 404), name
        assert (Report.objects.get(pk=report.pk).version > report.version) == (answer.status_code == 302)
        if answer.status_code in {401, 403} and "words" in GIVEN[action]:
            assert GIVEN[action]["words"] in text(answer), name


@pytest.mark.command("feedback.report.acknowledge")
def test_who_was_slower_with_nothing_typed_is_told_so(cast: Cast, desk: Client) -> None:
    report = send().report
    do(report, "ask", cast.supervisor, words="Theirs, a moment ago.")
    answer = desk.post(url(report, "acknowledge"), form(report, "acknowledge"), follow=True)
    assert answer.redirect_chain == [(url(report), 303)]
    assert "Someone else changed this" in text(answer)


@pytest.mark.parametrize(
    ("action", "more", "kept"),
    [
        pytest.param("close", {"outcome": ""}, CLOSING["words"], marks=pytest.mark.command("feedback.report.close")),
        pytest.param("close", {"words": " "}, 'value="fixed"', marks=pytest.mark.command("feedback.report.close")),
        pytest.param("answer", {"words": ""}, "Write a few words", marks=pytest.mark.command("feedback.report.answer")),
        pytest.param("ask", {"words": "long " * 2000}, "long long", marks=pytest.mark.command("feedback.report.ask")),
        pytest.param("reopen", {"words": ""}, "Write a few words", marks=pytest.mark.command("feedback.report.reopen")),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(
    cast: Cast, desk: Client, action: str, more: dict[str, str], kept: str
) -> None:
    report = reach(send().report, START[action], cast.supervisor)
    answer = desk.post(url(report, action), form(report, action, **more))
    assert answer.status_code == 422
    assert kept in text(answer)
    assert "error-summary" in text(answer)
    assert Report.objects.get().version == report.version


def test_every_command_has_a_page(cast: Cast) -> None:
    assert {*ACTS, "reprint"} == set(COMMANDS), "a new receipt is made on a page of its own"
    report = send().report
    for action in COMMANDS:
        assert reverse(f"feedback:report-{action}", args=[report.reference]) == url(report, action)
    assert handling.close.__doc__
