"""Nobody ends before a blank page: the address of a form leads on, and menus and signing in lead back to the page."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from policing.ui.coming import page_above, page_of
from tests.feedback.tools import client_of, text
from tests.people import Cast

pytestmark = pytest.mark.django_db
FORM = "/problems/some-page/follow/"


def test_the_address_of_a_form_opened_as_a_page_says_so_and_leads_to_the_page_above(cast: Cast) -> None:
    answer = client_of(cast.resident).get(FORM)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Nothing stands at this address" in text(answer)
    assert 'href="/problems/some-page/"' in answer.content.decode()


def test_a_program_gets_no_page_for_it(cast: Cast) -> None:
    assert "<h1" not in client_of(cast.resident).get("/api/v1/notices/read/").content.decode()


@pytest.mark.parametrize(
    ("path", "above"),
    [("/problems/a/follow/", "/problems/a/"), ("/track/report/contest/", "/track/report/"), ("/nowhere/", "/"), ("/", "/")],
)
def test_the_page_above_is_the_nearest_that_is_there(path: str, above: str) -> None:
    assert page_above(path) == above


def test_a_page_that_answers_a_form_comes_back_to_the_page_of_the_form() -> None:
    made, form = RequestFactory(), "http://testserver/problems/a/?x=1"
    assert page_of(made.get("/problems/?q=1", headers={"referer": form})) == "/problems/?q=1"
    assert page_of(made.post(FORM, headers={"referer": form})) == "/problems/a/?x=1"
    for elsewhere in ("", "https://elsewhere.example/problems/a/", "javascript:alert(1)"):
        assert page_of(made.post(FORM, headers={"referer": elsewhere})) == FORM, elsewhere


def test_who_pressed_a_button_after_the_session_ended_signs_in_and_is_back(client: Client) -> None:
    answer = client.post(FORM, headers={"referer": "http://testserver/problems/some-page/"})
    assert answer.status_code == 401
    assert "?next=%2Fproblems%2Fsome-page%2F" in answer.content.decode()
