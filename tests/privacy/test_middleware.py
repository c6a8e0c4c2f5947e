"""What every answer carries, what is logged of it, and how a refusal reads: as a page, as a part of one, for programs."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as house
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from policing import access, errors
from policing.errors import CommonbeatError
from policing.logs import AllowListed
from policing.privacy import pages
from tests.people import Cast

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/inbox/?state=new", "HX-Target": "rows"}
REFUSALS: dict[str, CommonbeatError] = {
    "unseen": errors.Unseen(),
    "denied": errors.Denied("Only the team can do that."),
    "state": errors.WrongState("It is closed."),
    "stale": errors.StaleVersion(),
    "input": errors.BadInput({"words": ["Say a little more."]}),
    "many": errors.TooMany(wait=4.2),
    "sign-in": errors.SignInNeeded(),
}


@access.public("test")
def refuse(request: HttpRequest, name: str) -> HttpResponse:
    """Raise a refusal, or a fault."""
    if name == "fault":
        raise ValueError("Ada Quill ada@example.org")
    raise REFUSALS[name]


@access.public("test")
def plain(request: HttpRequest, **more: str) -> HttpResponse:
    """Give a page."""
    return HttpResponse("words")


@access.public("test")
def remembers(request: HttpRequest) -> HttpResponse:
    """Give a page that sets a cookie."""
    response = HttpResponse("words")
    response.set_cookie("draft", "x")
    return response


@pytest.fixture(autouse=True)
def _urls(settings: Settings) -> None:
    """Put the pages of this test before those of the site."""
    module: Any = ModuleType("tests.privacy.urls")
    module.urlpatterns = [
        path("t/refuse/<str:name>/", refuse, name="t-refuse"),
        path("api/t/<str:name>/", refuse, name="t-api"),
        path("t/plain/", plain, name="t-plain"),
        path("t/keepable/", access.public("test")(pages.keepable(plain)), name="t-keepable"),
        path("t/keepable-draft/", pages.keepable(remembers), name="t-keepable-draft"),
        path("t/secret/<str:secret>/", pages.secret_link(plain), name="t-secret"),
        path("", include("policing.urls")),
    ]
    settings.ROOT_URLCONF = module


class Taken(logging.Handler):
    """Keeps the lines that would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self.lines.append(json.loads(AllowListed().format(record)))


@pytest.fixture
def log() -> Iterator[list[dict[str, Any]]]:
    """Give the lines of every logger."""
    taken, root = Taken(), logging.getLogger()
    root.addHandler(taken)
    yield taken.lines
    root.removeHandler(taken)


class TestHeaders:
    def test_every_page_is_quiet_and_not_kept(self, client: Client) -> None:
        response = client.get("/t/plain/")
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Cross-Origin-Opener-Policy"] == response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "geolocation=(self)" in response["Permissions-Policy"]
        assert "camera=()" in response["Permissions-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert {"Cookie", "HX-Request"} <= {part.strip() for part in response["Vary"].split(",")}

    def test_a_secret_link_tells_the_next_site_nothing(self, client: Client) -> None:
        response = client.get("/t/secret/abc/")
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Cache-Control"] == "no-store"

    def test_a_marked_public_page_may_be_kept_by_a_visitor(self, client: Client) -> None:
        assert client.get("/t/keepable/")["Cache-Control"] == "private, no-cache"
        client.cookies["theme"] = "dark"
        assert client.get("/t/keepable/")["Cache-Control"] == "private, no-cache"

    def test_but_not_by_who_is_signed_in_or_writes(self, client: Client, cast: Cast) -> None:
        assert client.get("/t/keepable-draft/")["Cache-Control"] == "no-store"
        assert client.get("/t/keepable/")["Cache-Control"] == "no-store"
        other = Client()
        other.force_login(cast.resident)
        assert other.get("/t/keepable/")["Cache-Control"] == "no-store"
        assert Client().post("/t/keepable/")["Cache-Control"] == "no-store"


class TestRefusals:
    @pytest.mark.parametrize("name", [name for name in REFUSALS if name != "sign-in"])
    def test_a_page_with_its_status_and_words(self, client: Client, name: str) -> None:
        response = client.get(f"/t/refuse/{name}/")
        assert response.status_code == REFUSALS[name].status
        assert response["Content-Type"].startswith("text/html")
        assert str(REFUSALS[name].title) in response.content.decode()
        assert response["Cache-Control"] == "no-store"

    def test_its_reason_is_there(self, client: Client) -> None:
        assert "Only the team can do that." in client.get("/t/refuse/denied/").content.decode()
        assert "Say a little more." in client.get("/t/refuse/input/").content.decode()

    @pytest.mark.parametrize("name", ["sign-in", "stale", "input", "denied"])
    def test_what_was_typed_is_not_lost(self, client: Client, name: str) -> None:
        response = client.post(f"/t/refuse/{name}/", {"words": "Loud <music> at night", "receipt": "4821 0937 5560 1184"})
        assert response.status_code == REFUSALS[name].status
        assert "Loud &lt;music&gt; at night" in response.content.decode()
        assert "4821" not in response.content.decode()

    def test_who_is_not_signed_in_is_led_there_and_back(self, client: Client) -> None:
        response = client.get("/t/refuse/sign-in/?page=2")
        assert response.status_code == 302
        there = urlsplit(response["Location"])
        assert parse_qs(there.query)["next"] == ["/t/refuse/sign-in/?page=2"]

    def test_floods_hear_when_to_come_back(self, client: Client) -> None:
        assert client.get("/t/refuse/many/")["Retry-After"] == "5"

    @pytest.mark.parametrize("name", REFUSALS)
    def test_programs_get_problem_json(self, client: Client, name: str) -> None:
        response = client.post(f"/api/t/{name}/")
        assert response.status_code == REFUSALS[name].status
        assert response["Content-Type"] == "application/problem+json"
        body = response.json()
        assert (body["status"], body["code"]) == (REFUSALS[name].status, REFUSALS[name].code)
        assert name != "input" or body["errors"] == [{"field": "words", "detail": "Say a little more."}]

    @pytest.mark.parametrize("name", ["denied", "state", "stale", "input"])
    def test_htmx_gets_the_words_alone_at_the_top_of_its_page(self, client: Client, name: str) -> None:
        response = client.post(f"/t/refuse/{name}/", headers=HTMX)
        assert response.status_code == REFUSALS[name].status
        assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#main", "afterbegin")
        text = response.content.decode()
        assert 'role="alert"' in text
        assert "<html" not in text
        assert str(REFUSALS[name].detail) in text

    def test_htmx_after_a_lost_session_goes_to_sign_in(self, client: Client) -> None:
        response = client.get("/t/refuse/sign-in/", headers=HTMX)
        there = urlsplit(response["HX-Redirect"])
        assert parse_qs(there.query)["next"] == ["/inbox/?state=new"]
        assert client.post("/t/refuse/sign-in/", headers=HTMX).status_code == 401

    def test_a_fault_stays_a_fault(self, client: Client, log: list[dict[str, Any]]) -> None:
        client.raise_request_exception = False
        response = client.get("/t/refuse/fault/")
        assert response.status_code == 500
        assert "Ada" not in response.content.decode()
        told = json.dumps(log)
        assert "ValueError" in told
        assert "Ada" not in told


class TestTheLineThatIsLogged:
    def test_route_status_and_time_only(self, client: Client, log: list[dict[str, Any]]) -> None:
        client.post(
            "/t/refuse/state/?who=ada", {"words": "Loud"}, REMOTE_ADDR="203.0.113.77",
            headers={"User-Agent": "Mozilla/5.0", "Referer": "http://testserver/x/"},
        )  # fmt: skip
        (line,) = [line for line in log if line["logger"] == "commonbeat.request"]
        assert set(line) == {"time", "level", "logger", "where", "message", "route", "method", "status", "ms", "code"}
        assert (line["route"], line["method"], line["status"], line["code"]) == ("t-refuse", "POST", 409, "wrong-state")

    @pytest.mark.parametrize("address", ["/t/secret/s3cr3t-token/", "/nowhere/s3cr3t-token/", "/t/refuse/fault/?q=s3cr3t-token"])
    def test_no_line_holds_the_address_of_the_page(self, client: Client, log: list[dict[str, Any]], address: str) -> None:
        client.raise_request_exception = False
        client.get(address, REMOTE_ADDR="203.0.113.77")
        told = json.dumps(log)
        assert log
        assert "s3cr3t" not in told
        assert "203.0.113" not in told

    def test_a_page_that_is_not_there_has_no_route(self, client: Client, log: list[dict[str, Any]]) -> None:
        client.get("/nowhere/")
        assert [line["route"] for line in log if line["logger"] == "commonbeat.request"] == ["unknown"]


def test_settings_use_the_one_formatter() -> None:
    assert house.LOGGING["formatters"]["json"] == {"()": "policing.logs.AllowListed"}
    assert house.LOGGING["handlers"]["out"]["formatter"] == "json"
