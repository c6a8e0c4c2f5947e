"""Two officers at once: what each wrote is kept, through a reload, in another browser, and until its writer decides."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from feedback.models import Message, Report, Unsent
from feedback.services import unsent
from feedback.services.unsent import Text
from policing.accounts.models import RoleGrant
from policing.errors import BadInput, Unseen
from policing.events.models import Event
from policing.privacy.receipts import new_token
from tests.feedback.programs import post, refused
from tests.feedback.reaching import act, reach
from tests.feedback.tools import CLOSING, GIVEN, client_of, do, events_of, other, send, text
from tests.people import Cast, RoleGrantFactory

MINE = "Mine, which took long to write. " * 30
keeps, drops = pytest.mark.command("feedback.unsent.keep"), pytest.mark.command("feedback.unsent.drop")
START = {"reopen": "closed"}
WITH_WORDS = ["answer", "ask", "close", "reopen", "refer", "categorise"]
TOLD = "Theirs, a moment ago."


def url(report: Report, action: str = "") -> str:
    """Give the address of a report's page, or of a command on it."""
    return f"/inbox/{report.reference}/{action}/" if action else f"/inbox/{report.reference}/"


def form(report: Report, action: str, **more: Any) -> dict[str, Any]:
    """Give what the page's form of a command sends, with a token of its own."""
    given = {**GIVEN[action], "version": report.version, "token": new_token(), **more}
    return {f"{action}-{name}": value for name, value in given.items()}


def field(shown: str, name: str) -> str:
    """Give the value of a hidden input of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', shown)
    assert found, name
    return found[1]


@pytest.fixture
def desk(cast: Cast) -> Client:
    """Give the officer's browser."""
    return client_of(cast.officer)


def clash(cast: Cast, desk: Client, action: str, words: str = MINE) -> Report:
    """Let a colleague be quicker than the officer, who is led to the page with both texts."""
    report = reach(send().report, START.get(action, "new"), cast.supervisor)
    if action == "reopen":
        act(report, "contest", cast.supervisor)
    else:
        do(report, "ask", cast.supervisor, words=TOLD)
    name = "reason" if action in {"refer", "categorise"} else "words"
    typed = words[:400] if name == "reason" else words
    given = form(report, action, **{**other(report, action, cast.officer), name: typed})
    answer = desk.post(url(report, action), given)
    assert (answer.status_code, answer["Location"]) == (303, f"{url(report)}#unsent")
    return Report.objects.get(pk=report.pk)


@keeps
@pytest.mark.parametrize("action", WITH_WORDS)
def test_both_texts_are_there_after_a_reload_and_in_another_browser(cast: Cast, desk: Client, action: str) -> None:
    report = clash(cast, desk, action)
    theirs = "It is still broken." if action == "reopen" else TOLD
    for browser in (desk, desk, client_of(cast.officer)):
        shown = text(browser.get(url(report)))
        assert theirs in shown.partition("What happened meanwhile")[2].partition("What you wrote")[0]
        assert MINE[:300].strip() in shown.partition("What you wrote")[2]
        assert "Someone else changed this" in shown
    assert MINE[:300].strip() not in text(client_of(cast.supervisor).get(url(report)))
    assert Event.objects.filter(name="feedback.unsent.kept").count() == 1


@keeps
@pytest.mark.parametrize("action", WITH_WORDS)
def test_it_is_sent_as_it_stands_now_and_then_gone(cast: Cast, desk: Client, action: str) -> None:
    report = clash(cast, desk, action)
    shown = desk.get(url(report)).content.decode()
    kept = Unsent.objects.get()
    name = "reason" if action in {"refer", "categorise"} else "words"
    given = form(report, action, **{**kept.fields, name: kept.words}, unsent=field(shown, f"{action}-unsent"))
    given[f"{action}-version"] = field(shown, f"{action}-version")
    before = len(events_of(report))
    for code in (302, 302):  # sent twice is done once
        assert desk.post(url(report, action), given).status_code == code
    assert not Unsent.objects.exists()
    assert len(events_of(report)) == before + 1
    assert "Not sent yet" not in text(desk.get(url(report)))


@keeps
def test_what_was_chosen_is_kept_too(cast: Cast, desk: Client) -> None:
    report = send().report
    do(report, "acknowledge", cast.supervisor)
    answer = desk.post(url(report, "close"), form(report, "close", outcome="passed_on"), follow=True)
    assert re.search(r'value="passed_on"[^>]* checked', text(answer))


@keeps
def test_what_cannot_be_sent_any_more_can_be_copied(cast: Cast, desk: Client) -> None:
    report = send().report
    do(report, "close", cast.supervisor)
    for version in (report.version, Report.objects.get().version):
        answer = desk.post(url(report, "answer"), form(report, "answer", words=MINE, version=version), follow=True)
        assert answer.redirect_chain == [(f"{url(report)}#unsent", 303)]
        assert CLOSING["words"] in text(answer)
        assert "readonly" in text(answer)
        assert MINE.strip() in text(answer)
    assert len(events_of(report)) == 2
    assert Unsent.objects.count() == Event.objects.filter(name="feedback.unsent.kept").count() == 1


@keeps
def test_what_was_typed_while_the_right_ended_is_kept(cast: Cast, desk: Client) -> None:
    report = send().report
    RoleGrant.objects.filter(user=cast.officer).delete()
    RoleGrantFactory(user=cast.officer, role="analyst", area=cast.north)
    answer = desk.post(url(report, "answer"), form(report, "answer", words=MINE))
    assert answer.status_code == 403
    assert MINE.strip() in text(answer)
    shown = text(desk.get(url(report)))
    assert MINE.strip() in shown
    assert "Your role here does not cover that." in shown
    RoleGrant.objects.filter(user=cast.officer).delete()
    answer = desk.post(url(report, "answer"), form(report, "answer", words=MINE))
    assert answer.status_code == 404
    assert MINE.strip() in text(answer)


@keeps
def test_a_second_text_for_the_same_act_is_put_behind_the_first(cast: Cast, desk: Client) -> None:
    report = clash(cast, desk, "answer", words="The first.")
    stale = form(report, "answer", words="The second.", version=1)
    desk.post(url(report, "answer"), stale)
    desk.post(url(report, "answer"), stale)
    kept = Unsent.objects.get()
    assert kept.words.split("\n\n\u2014\n\n") == ["The first.", "The second."]
    changed = form(report, "answer", words="Both in one.", version=1, unsent=kept.pk)
    desk.post(url(report, "answer"), changed)
    assert Unsent.objects.get().words == "Both in one."


@keeps
@pytest.mark.parametrize(
    ("action", "words", "name"), [("acknowledge", "x", "action"), ("answer", " ", "words"), ("answer", "x" * 8001, "words")]
)
def test_what_cannot_be_kept_is_said(cast: Cast, action: str, words: str, name: str) -> None:
    report = send().report
    with pytest.raises(BadInput) as refusal:
        unsent.keep(report.pk, text=Text(action, words, 1), actor=cast.officer)
    assert set(refusal.value.fields) == {name}


@keeps
@drops
def test_nobody_keeps_or_drops_what_is_not_theirs(cast: Cast) -> None:
    report = send().report
    kept = unsent.keep(report.pk, text=Text("answer", "Mine.", 1), actor=cast.officer)
    for name, who in cast:
        if name in {"officer", "anonymous"}:
            continue
        with pytest.raises(Unseen):
            unsent.drop(kept.pk, actor=who)
        if name not in {"supervisor", "analyst"}:
            with pytest.raises(Unseen):
                unsent.keep(report.pk, text=Text("answer", "Theirs.", 1), actor=who)
    for missing in (report.pk + 1, 0):
        with pytest.raises(Unseen):
            unsent.keep(missing, text=Text("answer", "Mine.", 1), actor=cast.officer)
    assert Unsent.objects.get().words == "Mine."


@drops
def test_it_is_thrown_away_once(cast: Cast, desk: Client) -> None:
    report = clash(cast, desk, "answer")
    address = f"{url(report)}unsent/{Unsent.objects.get().pk}/drop/"
    assert desk.get(address).status_code == 405
    assert client_of(cast.supervisor).post(address).status_code == 404
    assert [desk.post(address).status_code for _ in range(2)] == [302, 404]
    assert not Unsent.objects.exists()
    (event,) = Event.objects.filter(name="feedback.unsent.dropped")
    assert event.payload == {"report": report.pk, "action": "answer"}
    assert not Message.objects.filter(words=MINE).exists()


@keeps
@drops
def test_over_the_api(cast: Cast, desk: Client) -> None:
    report = send().report
    address = f"/api/v1/reports/{report.reference}/unsent/"
    made = post(desk, address, {"action": "answer", "words": MINE, "seen_version": 1})
    assert made.status_code == 201
    assert [row["words"] for row in desk.get(address).json()] == [MINE.strip()]
    refused(post(desk, address, {"action": "burn", "words": "x", "seen_version": 1}), 422, "bad-input", "action")
    refused(client_of(cast.other_officer).get(address), 404, "not-found")
    assert client_of(cast.supervisor).get(address).json() == []
    one = f"{address}{made.json()['id']}/drop/"
    refused(post(client_of(cast.supervisor), one, {}), 404, "not-found")
    assert post(desk, one, {}).status_code == 204
    refused(post(desk, one, {}), 404, "not-found")
