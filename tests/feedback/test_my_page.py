"""My page: what waits, what I sent with my name, what I joined and what I was told; the same few queries for many."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.models import Joining, Publication
from policing.accounts.models import User
from policing.events.testing import drain
from tests.feedback.reaching import reach, speak
from tests.feedback.tools import client_of, named, rows, send, text
from tests.people import Cast

pytestmark = pytest.mark.django_db


def many(count: int, user: User, cast: Cast, start: int) -> None:
    """Give a person so many reports, half of them asked, and as many joined ones."""
    mine = rows(count, start=start, team=cast.team_north, mode="named", reporter=user, state="asked", area=cast.north)
    Joining.objects.bulk_create(
        Joining(publication=public, user=user)
        for public in Publication.objects.bulk_create(
            Publication(slug=f"p{row.pk}", report=row, category=row.category, summary="Dark lamps", happened_on="2026-03-01")
            for row in mine
        )
    )


def test_it_shows_each_of_them(cast: Cast) -> None:
    asked = reach(send(named(cast.resident)).report, "asked", cast.officer)
    closed = reach(send(named(cast.resident)).report, "closed", cast.officer)
    other = send(named(cast.neighbour)).report
    drain()
    client = client_of(cast.resident)
    shown = text(client.get("/my/"))
    for part in ("The team asks you something", "Finished. Tell us how we did", asked.reference, closed.reference):
        assert part in shown
    assert f"The team has a question about your report {asked.reference}." in shown
    assert other.reference not in shown
    speak(asked, "reply")
    speak(closed, "rate")
    assert "Nothing. You are up to date." in text(client.get("/my/"))


def test_only_for_who_is_signed_in(client: Any, cast: Cast) -> None:
    for page in ("/my/", "/my/joined/"):
        assert client.get(page).status_code == 302


@pytest.mark.parametrize("page", ["/my/", "/my/joined/", "/my/reports/"])
def test_it_costs_the_same_for_ten_and_a_thousand(cast: Cast, page: str) -> None:
    client = client_of(cast.resident)
    costs = []
    for start, count in ((0, 10), (10, 990)):
        many(count, cast.resident, cast, start)
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 14


def test_the_navigation_leads_to_it(cast: Cast) -> None:
    assert 'href="/my/"' in text(client_of(cast.resident).get("/"))


def test_over_the_api(cast: Cast) -> None:
    report = send(named(cast.resident)).report
    send(named(cast.neighbour))
    (row,) = client_of(cast.resident).get("/api/v1/me/reports/").json()["results"]
    assert (row["reference"], row["state_words"]) == (report.reference, "We have your report")
