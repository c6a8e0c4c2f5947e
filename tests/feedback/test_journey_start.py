"""The first pages of a report: danger first, then what it is about, grouped, found by a word, with advice where there is some."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from feedback import categories
from feedback.models import Category, CategoryGroup, Draft, Report
from feedback.services import drafts
from policing import timekeeping
from policing.areas.models import Agency
from tests.feedback.tools import WORDS, rows, text
from tests.feedback.walking import walk
from tests.people import Cast

LINES = [{"name": "Quiet line", "number": "0800 111", "when": "day and night"}]


@pytest.fixture
def visitor(town: Cast) -> Client:
    """Give the browser of somebody who is nobody."""
    return Client()


def written(client: Client) -> dict[str, object]:
    """Give what is in the draft of the browser."""
    found = drafts.find(client.cookies["draft"].value)
    assert found is not None
    return found.answers


def codes_shown(page: str) -> list[str]:
    """Give the categories of a page, in their order."""
    return re.findall(r'name="category" value="([^"]+)"', page)


# --- is someone in danger? ----------------------------------------------------------------------------------------------


def test_a_yes_says_whom_to_call_and_the_form_waits_until_it_was_read(visitor: Client) -> None:
    Agency.objects.update(text_number="60060", emergency_words={"en-gb": "Cannot speak? Press 55."}, support_lines=LINES)
    Agency.forget()
    assert visitor.post("/report/", {"danger": "yes"})["Location"] == "/report/danger/"
    shown = text(visitor.get("/report/danger/"))
    for part in ('href="tel:999"', 'href="sms:60060"', "Press 55", "Quiet line", 'href="tel:0800 111"', "day and night"):
        assert part in shown
    assert "Nobody watches this site" in shown
    for page in ("what", "where", "details", "you", "check", "advice"):
        assert visitor.get(f"/report/{page}/", follow=True).redirect_chain[-1][0] == "/report/danger/"
    assert visitor.post("/report/danger/")["Location"] == "/report/what/"
    assert visitor.get("/report/what/").status_code == 200


def test_words_sent_from_another_tab_meanwhile_are_kept(visitor: Client) -> None:
    visitor.post("/report/", {"danger": "yes"})
    visitor.post("/report/details/", {"words": WORDS})
    assert visitor.get("/report/details/", follow=True).redirect_chain[-1][0] == "/report/danger/"
    visitor.post("/report/danger/")
    assert WORDS in text(visitor.get("/report/details/"))


def test_a_yes_amid_a_report_keeps_it(visitor: Client) -> None:
    walk(visitor)
    visitor.post("/report/", {"danger": "yes"})
    assert visitor.post("/report/check/")["Location"] == "/report/danger/"
    assert not Report.objects.exists()
    visitor.post("/report/danger/")
    assert visitor.post("/report/check/").status_code == 200


def test_the_page_in_danger_opens_without_a_draft(visitor: Client) -> None:
    assert visitor.get("/report/danger/").status_code == 200
    assert not Draft.objects.exists()
    assert visitor.post("/report/danger/")["Location"] == "/report/what/"


@pytest.mark.parametrize("link", ["about=<b>&area=../x", "about=" + "x" * 90, "area=%00"])
def test_an_odd_link_leads_to_the_question_all_the_same(visitor: Client, link: str) -> None:
    assert "<b>" not in text(visitor.get(f"/report/?{link}"))
    assert visitor.post("/report/", {"danger": "no", "about": "<b>", "area": "../x"})["Location"] == "/report/what/"
    assert visitor.get("/report/what/").status_code == 200


# --- what is it about? --------------------------------------------------------------------------------------------------


def at_what(client: Client) -> Client:
    """Answer the first question."""
    client.post("/report/", {"danger": "no"})
    return client


def test_categories_stand_under_their_headings_and_something_else_is_last(visitor: Client) -> None:
    shown = text(at_what(visitor).get("/report/what/"))
    assert shown.index("People</h2>") < shown.index("Roads and traffic</h2>") < shown.index("Others can help better</h2>")
    assert codes_shown(shown)[-1] == "other"


def test_most_used_first_and_small_counts_tell_nothing(visitor: Client, town: Cast) -> None:
    first = codes_shown(text(at_what(visitor).get("/report/what/")))
    for code, many in (("traffic", 9), ("litter", 4)):
        rows(many, start=len(code) * 100, category=Category.objects.get(code=code), team=town.team_north)
    Report.objects.update(received_at=timekeeping.now())
    assert codes_shown(text(visitor.get("/report/what/"))) == first  # counted once an hour
    cache.clear()
    later = codes_shown(text(visitor.get("/report/what/")))
    assert later[0] == "traffic"
    assert [code for code in later if code != "traffic"] == [code for code in first if code != "traffic"]
    assert categories.use() == {Category.objects.get(code="traffic").pk: 9}


@pytest.mark.parametrize(
    ("language", "words", "best"),
    [
        ("en-gb", "my wallet", "lost"),
        ("en-gb", "LOUD musíc", "noise"),
        ("en-gb", "parked cars", "traffic"),
        ("es", "ruido", "noise"),
        ("hi", "शोर", "noise"),
        ("ar", "ضجيج", "noise"),
    ],
)
def test_it_is_found_by_a_word_in_the_readers_language(town: Cast, language: str, words: str, best: str) -> None:
    found = categories.search(categories.offered(), words, language)
    assert found[0].code == best


def test_searching_keeps_what_was_chosen_and_puts_nothing_in_an_address(visitor: Client) -> None:
    answer = at_what(visitor).post("/report/what/", {"q": "loud music", "category": "traffic", "find": "words"})
    shown = text(answer)
    assert answer.status_code == 200
    assert codes_shown(shown) == ["noise", "traffic"]
    assert re.search(r'value="traffic"[^>]* checked', shown)
    assert "One thing fits “loud music”" in shown
    nothing = text(visitor.post("/report/what/", {"q": "zzz <i>", "find": "words"}))
    assert "We found nothing for “zzz &lt;i&gt;”" in nothing
    assert codes_shown(nothing)[-1] == "other"
    everything = text(visitor.post("/report/what/", {"q": "loud", "category": "noise", "find": "all"}))
    assert len(codes_shown(everything)) > 5
    assert "fits" not in everything


def test_enter_on_a_choice_goes_on(visitor: Client) -> None:
    assert at_what(visitor).post("/report/what/", {"q": "", "category": "noise", "find": "words"})["Location"] == "/report/where/"
    assert visitor.post("/report/what/", {"q": "", "find": "words"}).status_code == 422


def test_advice_is_shown_after_the_choice_and_never_blocks(visitor: Client) -> None:
    Agency.objects.update(support_lines=LINES)
    Agency.forget()
    assert at_what(visitor).post("/report/what/", {"category": "home"})["Location"] == "/report/advice/"
    shown = text(visitor.get("/report/advice/"))
    assert "You are believed" in shown
    assert "Quiet line" in shown
    assert 'href="/report/where/"' in shown


def test_a_category_that_stops_ends_the_form_with_a_way_back(visitor: Client) -> None:
    Category.objects.filter(code="fine").update(advice_phone="0300 22", advice_url="https://fines.example/")
    at_what(visitor).post("/report/what/", {"category": "fine"})
    shown = text(visitor.get("/report/advice/"))
    for part in ('href="tel:0300 22"', 'href="https://fines.example/"', "It is something else: go back"):
        assert part in shown
    assert "Go on with my report" not in shown
    for page in ("where", "details", "you"):
        assert visitor.get(f"/report/{page}/")["Location"] == "/report/what/"
    assert visitor.post("/report/check/")["Location"] == "/report/advice/"
    visitor.post("/report/what/", {"category": "noise"})
    assert visitor.get("/report/where/").status_code == 200
    assert visitor.get("/report/advice/")["Location"] == "/report/what/"


def test_a_category_with_a_form_of_its_own_leads_there(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(categories, "OTHER_FORMS", {"conduct": "site:areas"})
    answer = at_what(visitor).post("/report/what/", {"category": "conduct"})
    assert answer["Location"] == reverse("site:areas")
    assert written(visitor).get("category") is None
    monkeypatch.setattr(categories, "OTHER_FORMS", {"conduct": "site:not-there"})
    assert "conduct" not in codes_shown(text(visitor.get("/report/what/")))


def test_a_category_out_of_use_is_asked_for_again(visitor: Client) -> None:
    walk(visitor, until="/report/details/")
    Category.objects.filter(code="noise").update(is_active=False)
    assert "noise" not in codes_shown(text(visitor.get("/report/what/")))
    visitor.post("/report/details/", {"words": WORDS})
    visitor.post("/report/you/", {"mode": "anonymous"})
    assert visitor.get("/report/check/", follow=True).redirect_chain[-1][0] == "/report/what/"


def test_a_change_from_the_check_page_comes_back_there(visitor: Client) -> None:
    walk(visitor)
    shown = text(visitor.get("/report/check/"))
    assert 'href="/report/where/?change=1"' in shown
    assert visitor.post("/report/where/?change=1", {"area": "south"})["Location"] == "/report/check/"
    assert visitor.post("/report/what/?change=1", {"category": "other"})["Location"] == "/report/check/"
    assert visitor.post("/report/what/?change=1", {"category": "home"})["Location"] == "/report/advice/?change=1"
    assert 'href="/report/details/?change=1"' in text(visitor.get("/report/advice/?change=1"))
    assert visitor.post("/report/details/?change=1", {"words": WORDS})["Location"] == "/report/check/"


def test_a_language_is_spoken_on_every_page(visitor: Client) -> None:
    visitor.cookies["language"] = "ar"
    shown = text(at_what(visitor).get("/report/what/", headers={"accept-language": "ar"}))
    assert 'dir="rtl"' in shown
    assert CategoryGroup.objects.get(code="people").names["ar"] in shown


def test_the_pages_cost_the_same_few_queries(visitor: Client, django_assert_max_num_queries: object) -> None:
    at_what(visitor).get("/report/what/")
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        visitor.get("/report/what/")
