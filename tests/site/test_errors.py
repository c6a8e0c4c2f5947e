"""What goes wrong is said in our words, in our frame, with the right status, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from policing import access, failures
from tests.house.stage import browser_of
from tests.people import Cast

WORDS = "They shout under my window every night."


@access.public("it breaks")
def broken(request: HttpRequest) -> HttpResponse:
    """Fail, as a fault of ours would."""
    raise RuntimeError("the words of a fault: maya@example.org")


urlpatterns = [path("broken/", broken), path("api/broken/", broken), path("", include("policing.urls"))]
handler400, handler403 = failures.bad_request, failures.forbidden
handler404, handler500 = failures.not_found, failures.server_error


@pytest.fixture
def visitor(db: None) -> Client:
    return Client(raise_request_exception=False)


def test_no_page_says_so_and_leads_back(visitor: Client) -> None:
    answer = visitor.get("/no/such/page/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "<h1>We could not find that</h1>" in page
    assert 'href="/"' in page
    assert 'class="urgent"' in page, "help stands on this page too"


def test_an_address_with_nothing_in_it_names_nothing(visitor: Client) -> None:
    assert visitor.get("/areas/%00/").status_code == 404
    assert visitor.get("/api/v1/areas/%00/").status_code == 404


def test_what_may_be_seen_but_not_done_is_said_in_our_frame(cast: Cast) -> None:
    answer = browser_of(cast.administrator).get(f"/admin/accounts/user/{cast.resident.pk}/delete/")
    assert answer.status_code == 403
    assert "Your role here does not cover that." in answer.content.decode()
    assert 'class="urgent"' in answer.content.decode()


def test_a_fault_says_sorry_and_nothing_of_itself(visitor: Client, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    answer = visitor.get("/broken/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Sorry, that was our fault" in page
    assert "maya" not in page
    assert "RuntimeError" not in page
    program = visitor.get("/api/broken/")
    assert (program.status_code, program["Content-Type"]) == (500, "application/problem+json")
    assert program.json()["code"] == "fault"


def test_saying_sorry_asks_nothing_of_the_database(db: None, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        answer = failures.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500


def test_a_site_asked_by_a_strange_name_answers_in_our_words(visitor: Client) -> None:
    answer = visitor.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_a_failed_check_gives_the_typed_words_back(db: None) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/report/details/", {"words": WORDS, "when": "", "csrfmiddlewaretoken": "stale"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert WORDS in page
    assert "Your words are safe." in page
    assert "stale" not in page


@pytest.mark.parametrize("name", ["password", "receipt", "token", "code"])
def test_a_failed_check_never_shows_a_secret_again(db: None, name: str) -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "maya@example.org", name: "copper kettle 9"})
    assert answer.status_code == 403
    assert "copper kettle 9" not in answer.content.decode()


def test_programs_get_one_shape_of_refusal(cast: Cast) -> None:
    for path_, status in (("/api/v1/nothing/", 404), ("/api/v1/me/", 401), ("/api/v1/areas/locate/", 422)):
        answer = Client().get(path_)
        assert (path_, answer.status_code, answer["Content-Type"]) == (path_, status, "application/problem+json")
        assert {"type", "title", "status", "code", "detail"} <= set(answer.json())
    assert Client().get("/api/v1/me/")["WWW-Authenticate"].startswith("Bearer")
