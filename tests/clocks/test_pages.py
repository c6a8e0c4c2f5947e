"""The list and the page of a clock, and the same over the API: in scope, paged by key, at the same cost at any size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policing.accounts.models import Team
from policing.clocks import services
from policing.clocks.models import Clock, ClockExtension, ClockRule
from tests.clocks.conftest import begin
from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
LIST = reverse("clocks:clock-list")
API_LIST = reverse("clocks-api:clock-list")


def fill(rule: ClockRule, team: Team, count: int, **more: Any) -> None:
    Clock.objects.bulk_create(
        Clock(
            rule=rule,
            team=team,
            **{"subject_type": "x.y", "subject_ref": f"REF-{number}", "area_path": "city/north/", **more},
            subject_id=number,
            started_at=NOW - 30 * DAY,
            due_at=NOW - 5 * DAY + number * DAY,
        )
        for number in range(count)
    )


def signed_in(client: Client, who: Any) -> Client:
    client.force_login(who)
    return client


def refs(response: Any) -> list[str]:
    return [clock.subject_ref for clock, *_rest in response.context["rows"]]


def test_the_soonest_comes_first_and_the_late_are_marked(client: Client, cast: Cast, rules: dict[str, ClockRule]) -> None:
    fill(rules["answer"], cast.team_north, 8)
    response = signed_in(client, cast.officer).get(LIST)
    assert refs(response) == [f"REF-{number}" for number in range(8)]
    assert [late for _clock, _state, late, _page in response.context["rows"]] == [True] * 6 + [False] * 2
    assert refs(client.get(LIST, {"show": "late"})) == [f"REF-{number}" for number in range(6)]
    assert b"Late" in response.content


def test_filters_by_team_and_state(client: Client, cast: Cast, rules: dict[str, ClockRule]) -> None:
    fill(rules["answer"], cast.team_north, 2)
    fill(rules["visit"], cast.front_desk, 1)
    fill(rules["call"], cast.team_north, 1, state="paused", paused_at=NOW)
    signed_in(client, cast.officer)
    assert len(refs(client.get(LIST))) == 3
    assert len(refs(client.get(LIST, {"team": "front-desk"}))) == 1
    assert len(refs(client.get(LIST, {"show": "paused"}))) == 1
    assert len(refs(client.get(LIST, {"show": "nonsense"}))) == 3


def test_scope_of_the_list_the_page_and_the_api(client: Client, cast: Cast, rules: dict[str, ClockRule]) -> None:
    fill(rules["answer"], cast.team_south, 1, area_path="city/south/")
    clock = Clock.objects.get()
    page, api = reverse("clocks:clock-detail", args=[clock.pk]), reverse("clocks-api:clock-detail", args=[clock.pk])
    for name, who in cast:
        client.logout()
        if name not in {"anonymous", "deactivated"}:
            client.force_login(who)
        may = name in {"other_officer", "supervisor", "analyst"}
        assert (client.get(page).status_code == 200) == may, name
        assert (client.get(api).status_code == 200) == may, name
        listed = client.get(LIST)
        assert (listed.status_code == 200 and len(refs(listed)) == 1) == may, name
        rows = client.get(API_LIST)
        assert (rows.status_code == 200 and len(rows.json()["results"]) == 1) == may, name


def test_every_row_comes_once_over_the_pages(client: Client, cast: Cast, rules: dict[str, ClockRule]) -> None:
    fill(rules["answer"], cast.team_north, 60)
    signed_in(client, cast.officer)
    seen: list[str] = []
    address = LIST
    while address:
        response = client.get(address)
        seen += refs(response)
        older = response.context["pager"].older
        address = f"{LIST}{older}" if older else ""
    assert seen == [f"REF-{number}" for number in range(60)]
    api: list[str] = []
    link = API_LIST
    while link:
        body = client.get(link).json()
        api += [row["subject"] for row in body["results"]]
        link = body["next"]
    assert api == seen


@pytest.mark.parametrize("address", [LIST, API_LIST])
def test_a_list_costs_the_same_at_ten_rows_and_at_a_thousand(
    client: Client, cast: Cast, rules: dict[str, ClockRule], address: str
) -> None:
    fill(rules["answer"], cast.team_north, 10)
    signed_in(client, cast.officer).get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    Clock.objects.all().delete()
    fill(rules["answer"], cast.team_north, 1000)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 12


def test_htmx_gets_the_same_rows(client: Client, cast: Cast, rules: dict[str, ClockRule]) -> None:
    fill(rules["answer"], cast.team_north, 3)
    signed_in(client, cast.officer)
    whole = client.get(LIST).content.decode()
    part = client.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    found = [re.findall(r"REF-\d", text) for text in (whole, part)]
    assert found[0] == found[1] == ["REF-0", "REF-1", "REF-2"]


@pytest.mark.command("clocks.clock.extend")
@pytest.mark.command("clocks.clock.pause")
@pytest.mark.command("clocks.clock.resume")
def test_a_supervisor_moves_a_clock_in_the_browser(client: Client, cast: Cast) -> None:
    clock = begin(cast.team_north, "visit")
    signed_in(client, cast.supervisor)
    page = reverse("clocks:clock-detail", args=[clock.pk])
    assert b"Give more time" in client.get(page).content
    given = {"extend-reason": "A witness is away", "extend-days": "2"}
    assert client.post(reverse("clocks:clock-extend", args=[clock.pk]), given).headers["Location"] == page
    assert client.post(reverse("clocks:clock-pause", args=[clock.pk]), {"pause-reason": "Waiting"}).status_code == 302
    assert client.post(reverse("clocks:clock-resume", args=[clock.pk])).status_code == 302
    body = client.get(page).content.decode()
    assert "A witness is away" in body
    assert "Waiting" in body


def test_what_was_typed_stays_when_it_cannot_be_done(client: Client, cast: Cast) -> None:
    clock = begin(cast.team_north, "visit")
    signed_in(client, cast.supervisor)
    address = reverse("clocks:clock-extend", args=[clock.pk])
    response = client.post(address, {"extend-reason": "Keep these words", "extend-days": "200"})
    assert response.status_code == 422
    assert b"Keep these words" in response.content
    assert b"Choose from 1 to 90 days." in response.content
    client.post(reverse("clocks:clock-pause", args=[clock.pk]), {"pause-reason": "Waiting"})
    late = client.post(address, {"extend-reason": "x", "extend-days": "2"})
    assert late.status_code == 409
    assert not ClockExtension.objects.exists()


def test_an_officer_sees_why_not_and_is_refused(client: Client, cast: Cast) -> None:
    clock = begin(cast.team_north, "visit")
    signed_in(client, cast.officer)
    assert b"Your role here does not cover that." in client.get(reverse("clocks:clock-detail", args=[clock.pk])).content
    response = client.post(reverse("clocks:clock-extend", args=[clock.pk]), {"extend-reason": "x", "extend-days": "2"})
    assert response.status_code == 403


@pytest.mark.parametrize("action", ["pause", "resume", "extend"])
def test_moving_a_clock_is_never_a_get(client: Client, cast: Cast, action: str) -> None:
    clock = begin(cast.team_north, "visit")
    signed_in(client, cast.supervisor)
    assert client.get(reverse(f"clocks:clock-{action}", args=[clock.pk])).status_code == 405
    assert client.get(reverse(f"clocks-api:clock-{action}", args=[clock.pk])).status_code == 405


@pytest.mark.command("clocks.clock.extend")
@pytest.mark.command("clocks.clock.pause")
@pytest.mark.command("clocks.clock.resume")
def test_the_api_does_the_same(client: Client, cast: Cast) -> None:
    clock = begin(cast.team_north, "visit", team_id=cast.team_north.pk)
    signed_in(client, cast.supervisor)

    def send(action: str, **body: Any) -> Any:
        return client.post(reverse(f"clocks-api:clock-{action}", args=[clock.pk]), body, content_type="application/json")

    found = client.get(reverse("clocks-api:clock-detail", args=[clock.pk])).json()
    assert (found["rule"], found["team"], found["state"], found["is_overdue"]) == ("visit", "team-north", "running", False)
    assert [row["action"] for row in found["available_actions"] if row["allowed"]] == ["pause", "extend"]
    moved = send("extend", reason="x", days=2).json()
    assert datetime.fromisoformat(moved["due_at"]) == clock.due_at + 2 * DAY
    assert send("pause", reason="x").json()["state"] == "paused"
    assert send("pause", reason="x").status_code == 409
    assert send("resume").json()["state"] == "running"
    bad = send("extend", reason="", days=0)
    assert bad.status_code == 422
    assert {error["field"] for error in bad.json()["errors"]} == {"reason", "days"}
    client.force_login(cast.officer)
    assert send("pause", reason="x").status_code == 403
    client.force_login(cast.other_officer)
    assert send("pause", reason="x").status_code == 404


@pytest.fixture
def _page() -> Iterator[None]:
    services.opens("x.y", "site:area")
    yield
    services.forget_subject("x.y")


@pytest.mark.usefixtures("_page")
def test_a_clock_links_to_what_it_runs_for(client: Client, cast: Cast, rules: dict[str, ClockRule]) -> None:
    fill(rules["answer"], cast.team_north, 1)
    signed_in(client, cast.officer)
    link = f'href="{reverse("site:area", args=["REF-0"])}"'
    assert link in client.get(LIST).content.decode()
    assert link in client.get(reverse("clocks:clock-detail", args=[Clock.objects.get().pk])).content.decode()
    assert services.page_of(begin(cast.team_north)) == ""


@pytest.mark.parametrize(
    "asked", [{"team": "\0"}, {"show": "\0"}, {"after": "\0"}, {"before": "bm9uc2Vuc2U"}, {"state": "\0"}, {"cursor": "x"}]
)
def test_odd_addresses_are_never_a_fault_of_ours(client: Client, cast: Cast, asked: dict[str, str]) -> None:
    signed_in(client, cast.officer)
    assert client.get(LIST, asked).status_code in {200, 404, 422}
    assert client.get(API_LIST, asked).status_code in {200, 404, 422}
