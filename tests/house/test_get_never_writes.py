"""A GET never writes: PostgreSQL itself refuses it, for every address and every person."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from feedback.services import drafts, tracking
from feedback.services.tracking import Door
from policing.areas.models import Place
from tests.house.stage import browser_of, forget_all, set_up
from tests.house.visits import PEOPLE, read_only, walk_of
from tests.people import Cast

TOLD = {
    "danger": "no",
    "category": "noise",
    "area": "north",
    "place": "Mill Lane",
    "words": "They shout.",
    "when": "",
    "mode": "anonymous",
    "name": "",
    "email": "",
}
# each page with what was told so that it shows, where that is something else
JOURNEY: dict[str, dict[str, str]] = {
    "report-start": {},
    "report-danger": {"danger": "yes"},
    "report-what": {},
    "report-advice": {"category": "home"},
    "report-where": {},
    "report-details": {},
    "report-again": {"words": "My name is Ann. They shout."},
    "report-photos": {},
    "report-you": {},
    "report-reach": {"mode": "named"},
    "report-others": {},
    "report-check": {},
}
QUESTIONS = (
    "/areas/?q=mill",
    "/areas/?q=0.5, 0.5",
    "/report/?about=noise&area=north",
    "/inbox/?state=closed&unread=true",
    "/clocks/?show=late&team=team-north",
    "/api/v1/areas/locate/?lat=0.5&lon=0.5",
    "/api/v1/places/?words=mill",
    "/api/v1/reports/?state=new&page_size=1",
    "/admin/areas/area/?q=north",
    "/admin/autocomplete/?app_label=accounts&model_name=rolegrant&field_name=user&term=off",
)


@pytest.mark.parametrize("who", PEOPLE)
def test_no_address_writes(request: pytest.FixtureRequest, who: str) -> None:
    walk = walk_of(who, lambda: request.getfixturevalue("cast"))
    assert walk.writes == {}
    assert "500" not in walk.got.values()


def test_questions_write_nothing(cast: Cast) -> None:
    set_up(cast)
    for who in ("anonymous", "supervisor", "administrator"):
        browser = browser_of(getattr(cast, who))
        for address in QUESTIONS:
            with read_only() as writes:
                answer = browser.get(address)
            assert (address, writes) == (address, [])
            assert answer.status_code < 500
    forget_all()


def test_a_draft_is_read_and_not_touched(cast: Cast) -> None:
    set_up(cast)
    writing = drafts.begin()
    browser = Client()
    browser.cookies["draft"] = writing.key
    for name, other in JOURNEY.items():
        writing.answers = {**TOLD, **other}
        drafts.keep(writing)
        with read_only() as writes:
            answer = browser.get(reverse(f"feedback:{name}"))
        assert (name, writes, answer.status_code) == (name, [], 200)
    forget_all()


def test_a_tracked_report_is_read_and_not_touched(cast: Cast) -> None:
    stage = set_up(cast)
    browser = Client()
    browser.cookies["track"] = tracking.make_pass(Door(stage.report.pk))
    with read_only() as writes:
        answer = browser.get(reverse("feedback:track-report"))
    assert (writes, answer.status_code) == ([], 200)
    forget_all()


def test_a_write_would_be_found(cast: Cast) -> None:
    with read_only() as writes:
        Place.objects.create(name="Nowhere", key="nowhere", lat=0, lon=0)
    assert len(writes) == 1
    with read_only() as writes, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert writes == []
    Place.objects.create(name="Somewhere", key="somewhere", lat=0, lon=0)  # and outside all is as before
