"""A refusal leads back to the page from which somebody came, and to no other site."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from policing import failures
from tests.people import Cast
from tests.ui.parse import read

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


@pytest.mark.parametrize(
    ("came", "back"),
    [
        (f"{SITE}/cases/26-0001/?after=closed", "/cases/26-0001/?after=closed"),
        (f"{SITE}//elsewhere.example/", "/elsewhere.example/"),
        ("https://elsewhere.example/cases/", ""),
        ("javascript:alert(1)", ""),
        ("/cases/", ""),
        ("", ""),
        (f"{SITE}/here/", ""),
    ],
)
def test_it_leads_to_a_page_of_this_site_alone(came: str, back: str) -> None:
    assert failures.way_back(RequestFactory().get("/here/", headers={"referer": came})) == back


def test_what_was_sent_leads_back_to_its_form() -> None:
    assert failures.way_back(RequestFactory().post("/here/", headers={"referer": f"{SITE}/here/"})) == "/here/"


def test_a_host_that_is_not_ours_leads_nowhere() -> None:
    assert failures.way_back(RequestFactory().get("/here/", headers={"referer": SITE, "host": "elsewhere.example"})) == ""


def test_the_page_of_a_refusal_shows_the_way_and_signing_in_leads_there_as_well(cast: Cast) -> None:
    form = f"{SITE}{reverse('problems:case-new')}"
    answer = Client().post(reverse("problems:case-new"), {"title": "The lane"}, headers={"referer": form})
    assert answer.status_code == 401
    page = read(answer.content.decode()).one("main")
    assert page.one("a", href=reverse("problems:case-new")).text == "Go back"
    assert page.one("a", href=f"{reverse('account_login')}?next=%2Fcases%2Fnew%2F").text == "Sign in"
