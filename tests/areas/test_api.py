"""Areas, the gazetteer and the Agency over the API: open to read, changed by the commands of set-up."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policing.areas.gazetteer import Entry, load_places
from policing.areas.geometry import as_it_is, usable
from policing.areas.models import Agency, Area, Place
from policing.areas.services import save_area
from tests.areas.conftest import square
from tests.people import AreaFactory, Cast

pytestmark = pytest.mark.django_db
LIST, LOCATE, PLACES = reverse("areas-api:area-list"), reverse("areas-api:area-locate"), reverse("areas-api:place-list")


def send(client: Client, address: str, body: Any, method: str = "post") -> Any:
    return getattr(client, method)(address, body, content_type="application/json")


def test_a_visitor_reads_areas_in_the_order_of_the_tree(client: Client, cast: Cast) -> None:
    rows = client.get(LIST).json()["results"]
    assert rows[1] == {"code": "north", "name": "Northgate", "level": "neighbourhood", "parent": "city", "path": "city/north/"}
    assert [row["code"] for row in rows] == ["city", "north", "south"]
    assert [row["code"] for row in client.get(LIST, {"inside": "city/south/"}).json()["results"]] == ["south"]
    assert [row["code"] for row in client.get(LIST, {"level": "city"}).json()["results"]] == ["city"]


def test_the_list_is_paged_by_cursor_and_costs_the_same_at_any_size(client: Client, cast: Cast) -> None:
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(120):
        AreaFactory(code=f"beat-{number:03}", boundary={"type": "MultiPolygon", "coordinates": []})
    with CaptureQueriesContext(connection) as many:
        first = client.get(LIST).json()
    assert len(many) == len(few) <= 3
    assert not any("boundary" in query["sql"] for query in many.captured_queries)
    codes, link = [row["code"] for row in first["results"]], first["next"]
    while link:
        body = client.get(link).json()
        codes, link = codes + [row["code"] for row in body["results"]], body["next"]
    assert len(codes) == len(set(codes)) == Area.objects.count()


def test_the_detail_has_the_boundary_and_an_unknown_code_is_not_found(client: Client, cast: Cast) -> None:
    shape = usable(square(0, 0), as_it_is)
    save_area(actor=None, code="north", name="Northgate", level="beat", shape=shape)
    body = client.get(reverse("areas-api:area-detail", args=["north"])).json()
    assert body["boundary"] == shape.boundary
    assert (body["parent"], body["is_active"]) == ("city", True)
    missing = client.get(reverse("areas-api:area-detail", args=["nowhere"]))
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")


def test_locating_gives_the_area_or_null_and_the_nearest(client: Client, cast: Cast) -> None:
    save_area(actor=None, code="north", name="Northgate", level="beat", shape=usable(square(0, 0), as_it_is))
    inside = client.get(LOCATE, {"lat": 0.5, "lon": 0.5}).json()
    assert inside["area"] == {"code": "north", "name": "Northgate", "path": "city/north/"}
    assert inside["nearest"]["metres"] == 0
    outside = client.get(LOCATE, {"lat": 0.5, "lon": 1.01}).json()
    assert outside["area"] is None
    assert (outside["nearest"]["code"], outside["nearest"]["metres"]) == ("north", 1113)


@pytest.mark.parametrize(
    "asked", [{}, {"lat": 1}, {"lat": "x", "lon": 1}, {"lat": 91, "lon": 1}, {"lat": 1, "lon": 181}, {"lat": "nan", "lon": 1}]
)
def test_a_point_that_is_none_gets_a_clear_error(client: Client, cast: Cast, asked: dict[str, Any]) -> None:
    response = client.get(LOCATE, asked)
    assert response.status_code == 422
    assert {error["field"] for error in response.json()["errors"]} <= {"lat", "lon"}


@pytest.mark.command("areas.area.save")
@pytest.mark.command("areas.area.retire")
@pytest.mark.command("areas.area.restore")
def test_an_administrator_sets_up_areas(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    body = {"code": "east", "name": "East", "parent": "city", "boundary": square(0, 0)}
    made = send(client, LIST, body)
    assert (made.status_code, made.json()["path"]) == (201, "city/east/")
    assert send(client, LIST, {**body, "name": "East End"}).status_code == 200
    assert client.post(reverse("areas-api:area-retire", args=["east"])).json()["is_active"] is False
    assert client.post(reverse("areas-api:area-retire", args=["east"])).status_code == 409
    assert client.post(reverse("areas-api:area-restore", args=["east"])).json()["is_active"] is True
    bad = send(client, LIST, {**body, "boundary": {"type": "Point"}})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "boundary")


@pytest.mark.command("areas.area.save")
@pytest.mark.command("areas.place.save")
@pytest.mark.command("areas.agency.change")
def test_everybody_else_only_reads(client: Client, cast: Cast) -> None:
    for name, who in cast:
        if name == "administrator":
            continue
        client.logout()
        visitor = name in {"anonymous", "deactivated"}
        if not visitor:
            client.force_login(who)
        answers = [
            send(client, LIST, {"code": "x", "name": "X"}),
            send(client, PLACES, {"name": "X", "lat": 1, "lon": 1}),
            send(client, reverse("areas-api:agency"), {"name": "X"}, "patch"),
        ]
        assert [answer.status_code for answer in answers] == ([401] * 3 if visitor else [403] * 3), name
        assert client.post(reverse("areas-api:area-retire", args=["north"])).status_code == (401 if visitor else 404)
    assert not Place.objects.exists()


@pytest.mark.command("areas.place.save")
def test_places_are_found_and_added(client: Client, cast: Cast) -> None:
    load_places(actor=None, entries=[Entry("Church Lane", "street", 1, 1)])
    assert client.get(PLACES, {"words": "lane"}).json() == {
        "results": [{"name": "Church Lane", "kind": "street", "lat": 1.0, "lon": 1.0, "area": None}]
    }
    assert client.get(PLACES).json() == {"results": []}
    client.force_login(cast.administrator)
    assert send(client, PLACES, {"name": "Market", "kind": "place", "lat": 1, "lon": 1}).status_code == 201
    assert send(client, PLACES, {"name": "Market", "kind": "café", "lat": 1, "lon": 1}).status_code == 422


@pytest.mark.command("areas.agency.change")
def test_the_agency_is_read_by_all_and_changed_by_few(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    address = reverse("areas-api:agency")
    assert send(client, address, {"name": "Beat", "small_number": 10}, "patch").json()["small_number"] == 10
    assert send(client, address, {"cell_resolution": 12}, "patch").status_code == 422
    assert Agency.objects.get().small_number == 10
    client.logout()
    assert client.get(address).json()["name"] == "Beat"


@pytest.mark.parametrize("asked", [{"level": "\0"}, {"inside": "\0"}, {"cursor": "\0"}, {"cursor": "x"}, {"page_size": "-1"}])
def test_odd_filters_are_never_a_fault_of_ours(client: Client, cast: Cast, asked: dict[str, str]) -> None:
    assert client.get(LIST, asked).status_code in {200, 404, 422}
    assert client.get(PLACES, {"words": "\0"}).status_code in {200, 422}
