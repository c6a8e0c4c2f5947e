"""What everybody reads of a case, with no script and no account: the list, the page, following, and a remark."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from policing.events.models import Event
from policing.privacy.receipts import new_token
from policing.privacy.throttle import Throttle
from problems.models import Case, CasePage, Follow, Remark
from problems.services.cases import showing
from problems.services.cases.showing import Words
from problems.views import pages
from tests.feedback.tools import client_of, text
from tests.people import Cast
from tests.problems.cases import making

pytestmark = pytest.mark.django_db
WORDS = Words(
    title="Shouting on Mill Lane at night",
    said="Groups shout at night. It wakes people.",
    looked="The lane is dark. Nobody runs it.",
    did="The council mends the lamps.",
)


def published(cast: Cast, stage: str = "scanning", words: Words = WORDS, **start: object) -> CasePage:
    """Give the public page of a case that stands in a stage."""
    case = making.at_stage(cast, "scanning", **start) if stage == "scanning" else making.at_stage(cast, stage, **start)
    return showing.publish(case.pk, words=words, actor=cast.officer)


def sent(**more: str) -> dict[str, str]:
    """Give what the form of a remark sends."""
    return {"fits": "no", "words": "It is by the shop, not in the lane.", "token": new_token(), **more}


@pytest.mark.command("problems.page.publish", "problems.page.hide")
def test_anybody_reads_the_page_and_finds_it_in_the_list_until_it_is_taken_off(cast: Cast, client: Client) -> None:
    fed = making.reports(cast, 2)
    page = published(cast, "assessment", reports=[row.pk for row in fed], reason="same lane")
    case = page.case
    read = text(client.get(f"/problems/{page.slug}/"))
    for words in (WORDS.title, WORDS.looked, "We are checking what changed", "1 thing done", "The team took this up"):
        assert words in read
    assert "ewer than 5 reports" in read
    listed = text(client.get("/problems/"))
    assert "Groups shout at night." in listed
    for told in (
        case.reference,
        case.title,
        cast.officer.name,
        "Council, lighting",
        *(row.reference for row in fed),
        fed[0].words,
    ):
        assert told not in read.replace(WORDS.title, "")
        assert told not in listed.replace(WORDS.title, "")
    showing.hide(case.pk, reason="It named a house.", actor=cast.officer)
    assert client.get(f"/problems/{page.slug}/").status_code == 404
    assert client.post(f"/problems/{page.slug}/remark/", sent()).status_code == 404
    assert client_of(cast.resident).post(f"/problems/{page.slug}/follow/").status_code == 404
    assert "Groups shout at night." not in text(client.get("/problems/"))
    assert not Remark.objects.exists()


def test_the_list_is_narrowed_by_the_address(cast: Cast, client: Client) -> None:
    published(cast)
    for query, sees in {
        "area=north": True, "area=south": False, "q=lane": True, "q=bicycles": False, "stands=open": True, "stands=closed": False,
        "stands=failed": False, "stands=odd": True, "area=nowhere": True,
    }.items():  # fmt: skip
        assert ("Groups shout" in text(client.get(f"/problems/?{query}"))) is sees, query


def test_many_reports_are_counted_and_few_are_not(cast: Cast, client: Client) -> None:
    page = published(cast)
    Case.objects.filter(pk=page.case_id).update(reports=12)
    assert "12 reports" in text(client.get(f"/problems/{page.slug}/"))
    Case.objects.filter(pk=page.case_id).update(reports=4)
    read = text(client.get(f"/problems/{page.slug}/"))
    assert "ewer than 5 reports" in read
    assert "4 reports" not in read


@pytest.mark.parametrize(
    ("decision", "lead"),
    [
        ("worked", "The team says it is better"),
        ("failed", "We tried, and it did not work"),
        ("unclear", "We tried, and we cannot tell whether it worked"),
    ],
)
def test_a_closed_case_leads_with_what_came_of_it(cast: Cast, client: Client, decision: str, lead: str) -> None:
    page = published(cast, "assessment")
    making.fill(page.case, cast.officer, "assessment")
    making.on(page.case, cast, "closed", decision=decision, result="It is as loud as before.")
    answer = client.get(f"/problems/{page.slug}/")
    read = text(answer)
    assert f"<title>{lead}: {WORDS.title}" in answer.content.decode()
    assert "It is as loud as before." in read
    assert "What changed so far" not in read
    found = text(client.get("/problems/?stands=failed"))
    assert (WORDS.title in found) is (decision == "failed")


@pytest.mark.command("problems.page.follow", "problems.page.leave")
def test_who_is_signed_in_follows_and_leaves_and_twice_is_harmless(cast: Cast, client: Client) -> None:
    page = published(cast)
    address = f"/problems/{page.slug}/"
    assert "Sign in to hear how it goes on" in text(client.get(address))
    assert client.post(f"{address}follow/").status_code == 401
    browser = client_of(cast.neighbour)
    assert browser.get(f"{address}follow/").status_code == 405
    for _time in range(2):
        assert browser.post(f"{address}follow/")["Location"] == address
    assert Follow.objects.get().user == cast.neighbour
    assert CasePage.objects.get().followers == 1
    assert "You hear of each step." in text(browser.get(address))
    assert WORDS.title in text(browser.get("/my/problems/"))
    assert WORDS.title not in text(client_of(cast.resident).get("/my/problems/"))
    for _time in range(2):
        browser.post(f"{address}leave/")
    assert not Follow.objects.exists()
    assert CasePage.objects.get().followers == 0
    assert Event.objects.filter(name__in=["problems.page.followed", "problems.page.left"]).count() == 2


@pytest.mark.command("problems.page.remark")
def test_a_visitor_says_whether_it_fits_and_nobody_is_kept_beside_it(cast: Cast, client: Client) -> None:
    page = published(cast)
    address = f"/problems/{page.slug}/"
    assert "Tell me what comes of it" not in text(client.get(address))
    given = sent()
    for _time in range(2):
        assert client.post(f"{address}remark/", given)["Location"] == f"{address}thanks/"
    row = Remark.objects.get()
    assert (row.user, row.words, row.at.minute) == (None, given["words"], 0)
    assert CasePage.objects.get().remarks == 1
    assert "The team has your words." in text(client.get(f"{address}thanks/"))
    assert given["words"] not in text(client.get(address))
    event = Event.objects.get(name="problems.remark.made")
    assert (event.actor, event.actor_kind) == (None, "reporter")
    assert not client.cookies.get("sessionid")


def test_a_wish_to_hear_of_it_is_not_dropped_where_somebody_was_signed_out_meanwhile(cast: Cast, client: Client) -> None:
    page = published(cast)
    address, given = f"/problems/{page.slug}/remark/", sent(listen="on")
    told = client.post(address, given)
    assert told.status_code == 409
    assert "You are signed out" in text(told)
    assert "Sign in on another page</a>" in told.content.decode(), "so that the words stay where they are"
    assert given["words"] in text(told)
    assert re.search(r'<input[^>]*name="listen"[^>]*checked', told.content.decode())
    assert not Remark.objects.exists()
    client.force_login(cast.neighbour, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(address, {**given, "token": new_token()}).status_code == 302
    assert Remark.objects.get().user == cast.neighbour
    client.logout()
    client.post(address, sent(listen="on", words="He has a knife."))
    assert Remark.objects.order_by("pk").last().user is None, "words of danger wait for nothing"


def test_words_of_danger_never_block_and_lead_to_help(cast: Cast, client: Client) -> None:
    page = published(cast)
    answer = client.post(f"/problems/{page.slug}/remark/", sent(words="He has a knife."), follow=True)
    assert "This sounds like danger." in text(answer)
    assert Remark.objects.count() == 1
    desk = client_of(cast.officer)
    assert "Words of danger" in text(desk.get(f"/cases/{page.case.reference}/remarks/"))


def test_what_was_typed_is_never_lost(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = published(cast)
    address = f"/problems/{page.slug}/remark/"
    for odd, status in (({"fits": ""}, 422), ({"token": "old"}, 422), ({"fits": "odd"}, 422)):
        answer = client.post(address, sent(**odd))
        assert answer.status_code == status
        assert "It is by the shop" in text(answer)
    answer = client.post(address, sent(words=""))
    assert answer.status_code == 422
    assert "Tell us what you see instead." in text(answer)
    monkeypatch.setattr(pages, "REMARKS", Throttle("remarks", limit=2, window=3600))
    for _time in range(2):
        client.post(address, sent(), REMOTE_ADDR="203.0.113.9")
    flood = client.post(address, sent(), REMOTE_ADDR="203.0.113.9")
    assert flood.status_code == 429
    assert "It is by the shop" in text(flood)
    assert client.post(address, sent(), REMOTE_ADDR="198.51.100.7").status_code == 302


def test_who_is_signed_in_may_ask_to_hear(cast: Cast) -> None:
    page = published(cast)
    browser = client_of(cast.neighbour)
    browser.post(f"/problems/{page.slug}/remark/", sent(fits="yes", words="", listen="on"))
    browser.post(f"/problems/{page.slug}/remark/", sent(fits="partly"))
    assert [row.user for row in Remark.objects.order_by("pk")] == [cast.neighbour, None]
    assert cast.neighbour.name not in text(client_of(cast.officer).get(f"/cases/{page.case.reference}/remarks/"))
