"""Sending a report over the API: one for a key however often it is sent, and every odd field is named."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from feedback.models import Report
from tests.feedback.programs import BODY, KEY, URL, post, refused
from tests.feedback.tools import WORDS, client_of, events_of
from tests.people import Cast

submits = pytest.mark.command("feedback.report.submit")


@pytest.mark.command("feedback.report.submit")
def test_sending_gives_both_codes_and_where_it_landed(town: Cast) -> None:
    answer = post(Client(), URL, {**BODY, "when": "Fridays", "place": "Behind the bakery"}, KEY)
    assert answer.status_code == 201
    report = Report.objects.get()
    body = answer.json()
    assert (body["reference"], body["area"], body["team"]) == (report.reference, "north", "team-north")
    assert body["due_at"]
    assert (report.channel, report.mode, report.details, report.place_words) == (
        "api",
        "anonymous",
        {"when": "Fridays"},
        "Behind the bakery",
    )
    tracked = post(Client(), "/api/v1/track/", {"reference": body["reference"], "receipt": body["receipt"]})
    assert tracked.json()["state"] == "new"


@submits
def test_a_point_finds_its_area(town: Cast) -> None:
    body = {"category": "noise", "words": WORDS, "lat": 0.5, "lon": 1.5}
    assert post(Client(), URL, body, KEY).json()["area"] == "south"
    assert post(Client(), URL, {**body, "lat": 40, "lon": 40}, KEY + " 2").json()["area"] is None


@submits
def test_the_same_key_and_body_again_give_the_same_codes(town: Cast) -> None:
    first, second = post(Client(), URL, BODY, KEY), post(Client(), URL, BODY, KEY)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert len(events_of(Report.objects.get())) == 1


@submits
def test_the_same_key_with_another_body_is_refused(town: Cast) -> None:
    post(Client(), URL, BODY, KEY)
    refused(post(Client(), URL, {**BODY, "words": "Something else"}, KEY), 422, "bad-input", "token")
    assert Report.objects.get().words == WORDS


@submits
def test_the_same_key_of_another_person_is_another_thing(town: Cast) -> None:
    clients = [client_of(who) for who in (town.anonymous, town.resident, town.neighbour)]
    answers = [post(client, URL, BODY, KEY) for client in clients]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.json()["receipt"] for answer in answers}) == 3


@submits
@pytest.mark.parametrize("key", ["", "short", "x" * 201])
def test_a_key_is_asked_for(town: Cast, key: str) -> None:
    refused(post(Client(), URL, BODY, key), 422, "bad-input", "Idempotency-Key")


@submits
@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"words": None}, {"words"}),
        ({"words": 7}, {"words"}),
        ({"words": True}, {"words"}),
        ({"words": ["x"]}, {"words"}),
        ({"words": {"x": "y"}}, {"words"}),
        ({"words": ""}, {"words"}),
        ({"words": "   "}, {"words"}),
        ({"words": "x" * 8001}, {"words"}),
        ({"words": "null\x00byte"}, {"words"}),
        ({"words": "half a pair \ud800"}, {"words"}),
        ({"category": 5}, {"category"}),
        ({"category": "bogus"}, {"category"}),
        ({"place": 5}, {"place"}),
        ({"area": 5}, {"area"}),
        ({"area": "bogus"}, {"area"}),
        ({"lat": "north"}, {"lat"}),
        ({"lat": "nan", "lon": 1}, {"lat"}),
        ({"lat": "inf", "lon": 1}, {"lat"}),
        ({"lat": 91, "lon": 1}, {"lat"}),
        ({"lat": 1}, {"lat"}),
        ({"lat": 1, "lon": 1e400}, {"body"}),
        ({"when": 5}, {"when"}),
        ({"language": "xx"}, {"language"}),
        ({"language": "../../etc"}, {"language"}),
        ({"mode": "confidential"}, {"email"}),
        ({"mode": "loud"}, {"mode"}),
        ({"mode": "named"}, {"email"}),
        ({"mode": "named", "email": "nobody"}, {"email"}),
        ({"name": "Ann"}, {"mode"}),
        ({"email": "ann@example.org"}, {"mode"}),
        ({"name": 7}, {"name"}),
    ],
)
def test_what_cannot_be_used_is_said_by_field(town: Cast, change: dict[str, Any], fields: set[str]) -> None:
    answer = post(Client(), URL, {**BODY, **change}, KEY)
    if fields == {"body"}:
        refused(answer, 400, "parse-error")
    else:
        refused(answer, 422, "bad-input", *fields)
    assert not Report.objects.exists()


@submits
@pytest.mark.parametrize(
    ("body", "fields"), [("[]", {"body"}), ('"x"', {"body"}), ("{}", {"category", "words"}), ("5", {"body"})]
)
def test_a_body_that_is_no_report_is_said(town: Cast, body: str, fields: set[str]) -> None:
    refused(post(Client(), URL, body, KEY), 422, "bad-input", *fields)


@submits
@pytest.mark.parametrize(("body", "kind", "status"), [("{", "application/json", 400), ("a=b", "text/plain", 415)])
def test_a_body_that_cannot_be_read_is_said(town: Cast, body: str, kind: str, status: int) -> None:
    answer = Client().post(URL, body, content_type=kind, headers={"Idempotency-Key": KEY})
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


@submits
def test_named_over_the_api_ties_it_to_the_account(town: Cast) -> None:
    post(client_of(town.resident), URL, {**BODY, "mode": "named"}, KEY)
    assert Report.objects.get().reporter == town.resident
