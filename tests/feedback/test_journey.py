"""The resident's way through the report without JavaScript: nothing typed is lost, nothing is asked twice, nothing blocks."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from feedback.models import Draft, Report
from feedback.services import drafts
from feedback.views.journey import check
from policing.privacy.models import ContactPoint, Identity
from policing.privacy.throttle import Throttle
from tests.feedback.tools import WORDS, client_of, text
from tests.feedback.walking import STEPS, walk
from tests.people import Cast


@pytest.fixture
def visitor(town: Cast) -> Client:
    """Give the browser of somebody who is nobody."""
    return Client()


def test_every_page_opens_and_leads_to_the_next(visitor: Client) -> None:
    assert visitor.get("/report/").status_code == 200
    walk(visitor)
    for page in STEPS:
        assert visitor.get(page).status_code == 200
    assert visitor.post("/report/check/").status_code == 200
    assert Report.objects.get().details == {"when": "Fridays"}


@pytest.mark.parametrize("page", STEPS[1:])
def test_a_page_without_a_draft_leads_to_the_start(visitor: Client, page: str) -> None:
    assert visitor.get(page, follow=True).redirect_chain[-1][0] == "/report/"
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("skipped", "to"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 5)])
def test_the_last_page_leads_to_what_is_missing(visitor: Client, skipped: int, to: int) -> None:
    walk(visitor, until=STEPS[to] if to else "/report/where/")
    if not skipped:
        visitor.cookies.clear()
    for method in (visitor.get, visitor.post):
        answer = method("/report/check/", follow=True)
        assert answer.redirect_chain[-1][0] == STEPS[to]
    assert not Report.objects.exists()


def test_going_back_and_reloading_show_what_was_written(visitor: Client) -> None:
    walk(visitor, mode="named", email="ann@example.org", name="Ann Ash")
    assert re.search(r'value="noise"[^>]* checked', text(visitor.get("/report/what/")))
    assert re.search(r'value="north" selected', text(visitor.get("/report/where/")))
    for _again in range(2):
        assert WORDS in text(visitor.get("/report/details/"))
        assert "Fridays" in text(visitor.get("/report/details/"))
    assert "ann@example.org" in text(visitor.get("/report/you/reach/"))
    visitor.post("/report/what/", {"category": "litter"})
    shown = text(visitor.get("/report/check/"))
    for kept in ("Damage, dumping", "Northgate", WORDS, "Fridays", "ann@example.org", "Ann Ash"):
        assert kept in shown


def test_choosing_no_name_later_forgets_name_and_address(visitor: Client) -> None:
    walk(visitor, mode="named", email="ann@example.org", name="Ann Ash")
    visitor.post("/report/you/", {"mode": "anonymous", "email": "ann@example.org", "name": "Ann Ash"})
    assert "ann@example.org" not in text(visitor.get("/report/check/"))
    visitor.post("/report/check/")
    assert Report.objects.get().identity is None
    assert not Identity.objects.exists()


@pytest.mark.parametrize(
    ("page", "typed", "kept"),
    [
        ("/report/", {}, "Choose yes or no"),
        ("/report/", {"danger": "perhaps"}, "Choose yes or no"),
        ("/report/what/", {}, "Choose the closest one"),
        ("/report/what/", {"category": "nothing"}, "error"),
        ("/report/where/", {}, "Tell us a street or a place"),
        ("/report/details/", {"when": "On rainy Mondays"}, "On rainy Mondays"),
        ("/report/details/", {"words": "long " * 2000}, "long long long"),
        ("/report/you/reach/", {"name": "Ann of the Ashes"}, "Ann of the Ashes"),
        ("/report/you/reach/", {"email": "ann.at.example", "name": "Ann"}, "ann.at.example"),
        ("/report/you/reach/", {"phone": "my phone"}, "my phone"),
        ("/report/you/reach/", {"phone": "12"}, "not whole"),
        ("/report/you/", {"mode": "loud"}, "error"),
        ("/report/you/", {}, "Choose one"),
    ],
)
def test_a_failed_check_shows_why_and_what_was_typed(visitor: Client, page: str, typed: dict[str, str], kept: str) -> None:
    walk(visitor, until="/report/check/" if page == "/report/you/reach/" else page)
    answer = visitor.post(page, typed)
    assert answer.status_code == 422
    assert kept in text(answer)
    assert "error-summary" in text(answer)


@pytest.mark.parametrize("lost", ["cookie", "over", "other key"])
@pytest.mark.parametrize(
    ("page", "typed", "shown_at", "kept"),
    [
        ("/report/where/", {"place": "Behind the bakery"}, "/report/where/", "Behind the bakery"),
        ("/report/details/", {"words": "All that I typed"}, "/report/details/", "All that I typed"),
        ("/report/you/", {"mode": "named"}, "/report/you/", 'value="named" id="id_mode_2" checked'),
        ("/report/you/reach/", {"email": "ann@example.org"}, "/report/you/reach/", "ann@example.org"),
        ("/report/details/again/", {"prompt": "doing", "doing": "Still typing"}, "/report/details/", "Still typing"),
    ],
)
def test_a_lost_draft_does_not_lose_what_is_being_sent(
    visitor: Client, lost: str, page: str, typed: dict[str, str], shown_at: str, kept: str
) -> None:
    walk(visitor, until=page if page in STEPS else "/report/check/")
    if lost == "cookie":
        visitor.cookies.clear()
    elif lost == "over":
        Draft.objects.update(expires_at=timezone.now())
    else:
        visitor.cookies["draft"] = "somebody-elses-key"
    assert visitor.post(page, typed).status_code == 302
    assert visitor.get("/report/check/")["Location"] in STEPS
    assert visitor.get("/report/check/", follow=True).redirect_chain[-1][0] == STEPS[0]
    if shown_at == "/report/you/reach/":
        visitor.post("/report/you/", {"mode": "named"})
    assert kept in text(visitor.get(shown_at))


def test_words_typed_after_it_was_sent_begin_a_new_report(visitor: Client) -> None:
    walk(visitor)
    visitor.post("/report/check/")
    visitor.post("/report/details/", {"words": "One more thing"})
    assert "One more thing" in text(visitor.get("/report/details/"))
    assert Report.objects.get().words == WORDS


def test_stop_forgets_at_once(visitor: Client) -> None:
    walk(visitor)
    answer = visitor.post("/report/stop/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert not Draft.objects.exists()
    assert answer.cookies["draft"].value == ""
    assert answer.cookies["draft"]["path"] == "/report/"
    assert visitor.get("/report/check/", follow=True).redirect_chain[-1][0] == STEPS[0]
    assert visitor.get("/report/stop/").status_code == 405
    assert visitor.post("/report/stop/").status_code == 302


def test_a_draft_is_sealed_and_ends_in_three_days(visitor: Client) -> None:
    walk(visitor, mode="named", email="ann@example.org")
    row = Draft.objects.get()
    key = visitor.cookies["draft"].value
    held = f"{bytes(row.cipher)!r} {row.lookup}"
    for secret in (WORDS, "ann@example.org", key, "noise"):
        assert secret not in held
    assert timedelta(hours=71) < row.expires_at - timezone.now() <= timedelta(hours=72)
    assert drafts.dispose() == 0
    Draft.objects.update(expires_at=timezone.now())
    assert drafts.dispose() == 1


def test_the_cookies_of_the_way(visitor: Client) -> None:
    walk(visitor)
    visitor.post("/report/check/")
    assert set(visitor.cookies) <= {"csrf", "draft"}
    cookie = visitor.cookies["draft"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/report/", True, "Lax")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_no_page_of_the_way_is_kept_by_a_browser(visitor: Client) -> None:
    walk(visitor)
    answers = [visitor.get(page) for page in STEPS] + [visitor.post("/report/check/")]
    assert {answer["Cache-Control"] for answer in answers} == {"no-store"}


def test_reading_writes_nothing(visitor: Client) -> None:
    walk(visitor)
    before = Draft.objects.values_list("cipher", "expires_at").get()
    for page in [*STEPS, "/report/?about=noise&area=north"]:
        visitor.get(page)
    after = Draft.objects.values_list("cipher", "expires_at").get()
    assert (bytes(before[0]), before[1]) == (bytes(after[0]), after[1])


def test_a_link_may_choose_what_and_where(visitor: Client) -> None:
    assert visitor.get("/report/what/?about=litter&area=south")["Location"] == "/report/?about=litter&area=south"
    shown = text(visitor.get("/report/?about=litter&area=south"))
    assert re.search(r'name="about" value="litter"', shown)
    visitor.post("/report/", {"danger": "no", "about": "litter", "area": "south"})
    assert re.search(r'value="litter"[^>]* checked', text(visitor.get("/report/what/")))
    visitor.post("/report/what/", {"category": "litter"})
    assert re.search(r'value="south" selected', text(visitor.get("/report/where/")))


# --- danger, sending, and the codes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["He has a KNIFE", "me pega todos los días", "वहाँ बंदूक है", "معه سكين"])
def test_words_of_danger_show_the_number_and_never_block(visitor: Client, words: str) -> None:
    walk(visitor, words=words)
    shown = text(visitor.get("/report/check/"))
    assert "This sounds like danger" in shown
    assert 'href="tel:999"' in shown
    assert visitor.post("/report/check/").status_code == 200
    assert Report.objects.get().has_danger_words


def test_other_words_raise_no_alarm(visitor: Client) -> None:
    walk(visitor, words="A gunmetal grey car and a knifefish in the pond")
    assert "This sounds like danger" not in text(visitor.get("/report/check/"))


def codes(answer: Any) -> tuple[str, str]:
    """Give reference and receipt of the page that shows them."""
    report = answer.context["report"]
    assert report.reference in text(answer)
    return report.reference, answer.context["receipt"]


def test_the_codes_are_shown_once_and_again_only_to_who_sent_them(visitor: Client) -> None:
    walk(visitor)
    first = visitor.post("/report/check/")
    reference, receipt = codes(first)
    shown = re.sub(r"<[^>]+>", " ", text(first))
    assert all(group in shown for group in receipt.split())
    again = visitor.get("/report/check/")
    assert "This report was sent" in text(again)
    assert all(group not in re.sub(r"<[^>]+>", " ", text(again)) for group in receipt.split())
    assert reference not in text(again)
    assert codes(visitor.post("/report/check/")) == (reference, receipt)
    assert Report.objects.count() == 1


def test_after_the_hour_the_codes_are_gone(visitor: Client) -> None:
    walk(visitor)
    visitor.post("/report/check/")
    assert Draft.objects.get().expires_at - timezone.now() <= timedelta(hours=1)
    Draft.objects.update(expires_at=timezone.now())
    assert visitor.post("/report/check/", follow=True).redirect_chain[-1][0] == STEPS[0]
    assert Report.objects.count() == 1


def test_what_after_sending_begins_anew(visitor: Client) -> None:
    walk(visitor)
    visitor.post("/report/check/")
    assert visitor.get("/report/what/")["Location"] == "/report/"
    walk(visitor, words="Another thing")
    visitor.post("/report/check/")
    assert Report.objects.count() == 2


def test_what_the_command_refuses_is_shown_and_nothing_is_lost(visitor: Client, town: Cast) -> None:
    walk(visitor)
    town.north.is_active = False
    town.north.save()
    answer = visitor.post("/report/check/")
    assert answer.status_code == 422
    assert "Choose an area from the list" in text(answer)
    assert WORDS in text(answer)
    visitor.post("/report/where/", {"area": "south"})
    assert visitor.post("/report/check/").status_code == 200


def test_a_visitor_who_leaves_an_address(visitor: Client) -> None:
    walk(visitor, mode="named", email="ann@example.org", name="Ann Ash")
    visitor.post("/report/check/")
    report = Report.objects.get()
    assert (report.mode, report.reporter) == ("named", None)
    assert ContactPoint.objects.get(identity=report.identity).kind == "email"


def test_a_resident_with_an_account_needs_no_address(town: Cast) -> None:
    client = client_of(town.resident)
    walk(client, until="/report/you/")
    assert client.post("/report/you/", {"mode": "named"})["Location"] == "/report/you/reach/"
    assert "address of your account" in text(client.get("/report/you/reach/"))
    assert client.post("/report/you/reach/", {})["Location"] == "/report/check/"
    assert "To the address of your account" in text(client.get("/report/check/"))
    client.post("/report/check/")
    report = Report.objects.get()
    assert report.reporter == town.resident
    assert report.reference in text(client.get("/my/reports/"))


def test_signed_out_before_sending_is_asked_for_an_address(town: Cast) -> None:
    client = client_of(town.resident)
    walk(client, mode="named")
    del client.cookies["session"]
    answer = client.post("/report/check/")
    assert answer.status_code == 422
    assert WORDS in text(answer)
    assert not Report.objects.exists()


def test_a_failed_check_of_the_form_shows_the_words_again(town: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    typed = {"words": WORDS, "when": "Fridays", "q-doing": ["shout", "block"], "q-know-again": "A red bicycle"}
    for page in ("/report/details/", "/report/details/again/", "/report/you/reach/"):
        answer = client.post(page, typed)
        assert answer.status_code == 403
        for kept in (WORDS, "Fridays", "shout", "block", "A red bicycle"):
            assert kept in text(answer)


def test_a_flood_is_asked_to_wait_and_loses_nothing(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "INTAKE", Throttle("intake", limit=1, window=3600))
    walk(visitor)
    assert visitor.post("/report/check/").status_code == 200
    walk(visitor, words="Another thing")
    answer = visitor.post("/report/check/")
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)
    assert "Another thing" in text(visitor.get("/report/check/"))
    assert Report.objects.get().words == WORDS
