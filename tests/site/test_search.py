"""Search: everybody finds what they may see, in drawers, each bounded; words stay out of every log and every other site."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback.models import Category, Publication, Report
from feedback.services.conduct import intake as conduct_intake
from feedback.services.conduct import keeping_apart
from feedback.services.conduct.intake import Told
from feedback.services.intake import Sender
from policing.accounts.models import User
from policing.areas.models import Place
from policing.privacy.receipts import new_token
from tests.feedback.tools import client_of, named, rows, send, text
from tests.people import Cast, RoleGrantFactory

DRAWERS = ("site.places", "feedback.desk", "feedback.own", "feedback.published", "site.teams")


def look(who: Any, words: str, only: str = "") -> dict[str, list[str]]:
    """Give the titles found in each drawer, over the API."""
    answer = client_of(who).get("/api/v1/search/", {"q": words, **({"in": only} if only else {})})
    assert answer.status_code == 200
    return {drawer["name"]: [hit["title"] for hit in drawer["hits"]] for drawer in answer.json()}


def publish(report: Report, summary: str, **more: Any) -> Publication:
    """Put a published report into the table."""
    return Publication.objects.create(
        slug=f"slug-{report.pk}", report=report, category=report.category, area=report.area, area_path=report.area_path,
        summary=summary, happened_on="2026-03-02", **more,
    )  # fmt: skip


@pytest.fixture
def found_town(cast: Cast) -> Cast:
    """Give a town in which the word “lantern” stands in every drawer."""
    Place.objects.create(name="Lantern Lane", key="lantern lane", lat=0.5, lon=0.5, area=cast.north)
    cast.team_north.name = "Lantern team"
    cast.team_north.save()
    north, south = send(words="The lantern is broken.").report, send(words="A lantern again.", area_code="south").report
    send(named(cast.resident), words="My lantern is dark.", area_code="south")
    publish(north, "A lantern was broken on the lane.")
    publish(south, "A hidden lantern.", hidden_at="2026-03-03T00:00Z")
    return cast


def test_everybody_finds_what_they_may_see(found_town: Cast) -> None:
    public = {
        "site.places": ["Lantern Lane"], "site.teams": ["Lantern team"], "feedback.published": ["A lantern was broken on the lane."],
    }  # fmt: skip
    assert look(found_town.anonymous, "lantern") == public
    hits = [hit for drawer in Client().get("/api/v1/search/?q=lantern").json() for hit in drawer["hits"]]
    assert all(Client().get(hit["url"]).status_code == 200 for hit in hits)
    assert look(found_town.resident, "LANTERN") == {**public, "feedback.own": ["My lantern is dark."]}
    assert look(found_town.officer, "lantern") == {**public, "feedback.desk": ["The lantern is broken."]}
    everything = ["My lantern is dark.", "A lantern again.", "The lantern is broken."]
    assert look(found_town.supervisor, "lantern")["feedback.desk"] == everything
    assert look(found_town.analyst, "lantern")["feedback.desk"] == everything
    for name in ("partner", "board_member", "auditor", "oversight_reviewer", "administrator", "deactivated"):
        assert look(getattr(found_town, name), "lantern") == public, name


def test_a_reference_finds_its_report_for_who_may_see_it_and_nothing_of_it_for_others(found_town: Cast) -> None:
    report = Report.objects.get(words="The lantern is broken.")
    typed = report.reference.lower().replace("-", " ")
    assert look(found_town.officer, typed) == {"feedback.desk": ["The lantern is broken."]}
    assert look(found_town.other_officer, typed) == look(found_town.anonymous, typed) == {}


@pytest.mark.parametrize("who", ["anonymous", "resident", "officer"])
def test_the_page_shows_the_same_without_a_script(found_town: Cast, who: str) -> None:
    answer = client_of(getattr(found_town, who)).get("/search/?q=lantern")
    page = text(answer)
    for titles in look(getattr(found_town, who), "lantern").values():
        assert all(title in page for title in titles)
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"
    assert 'action="/search/"' in text(Client().get("/"))


def test_reviewers_find_what_was_said_about_the_police_and_nobody_else_does(cast: Cast) -> None:
    matter = conduct_intake.submit(token=new_token(), told=Told(kind="complaint", words="He broke my lantern."), sender=Sender())
    reference = matter.conduct.reference
    for words in ("lantern", reference, reference.lower().replace("-", " ")):
        assert look(cast.oversight_reviewer, words)["feedback.conduct"] == ["He broke my lantern."], words
        for who in (cast.officer, cast.supervisor, cast.analyst, cast.resident, cast.administrator):
            assert "feedback.conduct" not in look(who, words)
    assert look(cast.oversight_reviewer, "umbrella") == {}


def test_who_must_be_kept_apart_finds_nothing(cast: Cast) -> None:
    reviewer: User = RoleGrantFactory(role="oversight_reviewer").user
    matter = conduct_intake.submit(token=new_token(), told=Told(kind="complaint", words="He broke my lantern."), sender=Sender())
    keeping_apart.match(matter.conduct.pk, persons=[reviewer.pseudonym], actor=cast.oversight_reviewer)
    assert look(reviewer, "lantern") == {}
    assert "feedback.conduct" in look(cast.oversight_reviewer, "lantern")


def test_a_drawer_is_bounded_and_leads_to_more(cast: Cast) -> None:
    rows(60, area=cast.north, area_path=cast.north.path, team=cast.team_north)
    client = client_of(cast.officer)
    page = client.get("/search/?q=window")
    assert [len(drawer.hits) for drawer in page.context["drawers"]] == [5]
    more = client.get(f"/search/{page.context['drawers'][0].more_url}")
    assert [len(drawer.hits) for drawer in more.context["drawers"]] == [50]
    assert "There is more. Add a word to narrow it." in text(more)
    assert len(client.get("/search/?q=window&in=odd").context["drawers"][0].hits) == 5


@pytest.mark.parametrize("words", ["", "   ", "\0", "'&|!:*(", "x" * 5000, "%", "-lantern", '"'])
def test_odd_words_find_nothing_and_break_nothing(cast: Cast, words: str) -> None:
    assert client_of(cast.officer).get("/search/", {"q": words}).status_code == 200
    answer = client_of(cast.officer).get("/api/v1/search/", {"q": words})
    assert answer.status_code == (200 if words.replace("\0", " ").split() else 422)


def test_no_log_holds_the_words(found_town: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client_of(found_town.officer).get("/search/?q=zebracrossing")
    assert "zebracrossing" not in caplog.text
    assert all("zebracrossing" not in str(vars(record)) for record in caplog.records)


def test_no_more_queries_at_a_thousand_reports_than_at_ten(cast: Cast) -> None:
    own = {"area": cast.north, "area_path": cast.north.path, "team": cast.team_north, "category": Category.objects.first()}
    client = client_of(cast.officer)
    counts = []
    for start, many in ((0, 10), (10, 990)):
        for report in rows(many, start=start, **own):
            publish(report, f"Shouting under a window {report.reference}")
        client.get("/search/?q=window")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/search/?q=window").status_code == 200
        counts.append(len(seen))
    assert counts[1] <= counts[0] <= 15  # words that are rare are looked up once more
