"""The marker on the map of the journey: set and moved without a script, kept in the draft, never in an address."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from feedback.models import Report
from policing.areas.models import Agency, Area, Place
from policing.areas.querysets import fold
from tests.feedback.tools import WORDS, text
from tests.feedback.walking import walk
from tests.people import Cast

WHERE, MAP, NEAR = "/report/where/", "/report/where/map/", "/report/where/near/"


@pytest.fixture
def at_where(town: Cast) -> Client:
    """Give a visitor on the page that asks where."""
    visitor = Client()
    walk(visitor, until=WHERE)
    return visitor


def fields(answer: Any) -> dict[str, str]:
    """Give the hidden fields of the marker as the page holds them."""
    found = dict(re.findall(r'name="(pin_\w+)" value="([^"]*)"', answer.content.decode()))
    assert set(found) == {"pin_lat", "pin_lon", "pin_for", "pin_moved"}
    return found


def act(client: Client, answer: Any = None, **given: str) -> Any:
    """Press something of the map, with the hidden fields of the page before."""
    sent = client.post(WHERE, (fields(answer) if answer else {}) | given)
    assert sent.status_code == 200, text(sent)
    return sent


def sent_from(client: Client, answer: Any, **given: str) -> Report:
    """Go on from the page of the map to the end, and give the report."""
    on = client.post(WHERE, fields(answer) | given)
    assert (on.status_code, on["Location"]) == (302, "/report/details/"), text(on)
    client.post("/report/details/", {"words": WORDS})
    client.post("/report/you/", {"mode": "anonymous"})
    assert client.post("/report/check/").status_code == 200
    return Report.objects.get()


def test_pressing_the_map_sets_the_marker_where_it_was_pressed(at_where: Client, town: Cast) -> None:
    answer = act(at_where, **{"map_m.x": "87", "map_m.y": "145"})  # a quarter across, half down: in the west, so in the north
    assert "The marker is in" in text(answer)
    assert fields(answer)["pin_lat"].startswith("0.5")
    report = sent_from(at_where, answer)
    assert report.area == town.north
    assert report.lat == pytest.approx(0.5, abs=0.01)
    assert report.place_words == f"in {town.north.name}"


@pytest.mark.parametrize(("name", "x", "y"), [("map_s", "216", "120"), ("map_m", "261", "145"), ("map_l", "432", "240")])
def test_every_size_of_the_picture_means_the_same_place(at_where: Client, town: Cast, name: str, x: str, y: str) -> None:
    assert sent_from(at_where, act(at_where, **{f"{name}.x": x, f"{name}.y": y})).area == town.south


def test_buttons_move_it_and_come_closer(at_where: Client) -> None:
    first = act(at_where, move="north")
    closer = act(at_where, first, look="closer")
    second = act(at_where, closer, move="east")
    before, after = fields(closer), fields(second)
    assert float(after["pin_lon"]) > float(before["pin_lon"])
    assert after["pin_lat"] == before["pin_lat"]
    assert 'value="east" autofocus' in second.content.decode(), "the button keeps the focus"
    assert float(re.findall(r'data-span="([\d.]+)"', second.content.decode())[0]) < float(
        re.findall(r'data-span="([\d.]+)"', first.content.decode())[0]
    )


def test_a_found_place_carries_the_marker_until_another_is_chosen(at_where: Client, town: Cast) -> None:
    one, other = (
        Place.objects.create(name=name, key=fold(name), lat=0.5, lon=lon, area=area)
        for name, lon, area in (("Station Road", 0.5, town.north), ("Station Square", 1.5, town.south))
    )
    found = act(at_where, place="station", find="1")
    assert fields(found)["pin_for"] == f"spot {one.pk}"
    moved = act(at_where, found, place="station", sought="station", spot=str(one.pk), move="north")
    report = sent_from(at_where, moved, place="station", sought="station", spot=str(one.pk))
    assert (report.place_words, report.area) == ("Station Road", town.north)
    assert report.lat > 0.5
    Report.objects.all().delete()
    walk(at_where, until=WHERE)
    again = act(at_where, place="station", find="1")
    assert sent_from(at_where, again, place="station", sought="station", spot=str(other.pk)).lon == 1.5


def test_none_of_these_takes_the_marker_of_the_place_away(at_where: Client, town: Cast) -> None:
    Place.objects.create(name="Station Road", key="station road", lat=0.5, lon=0.5, area=town.north)
    found = act(at_where, place="station", find="1")
    report = sent_from(at_where, found, place="station", sought="station", spot="none")
    assert (report.lat, report.place_words) == (None, "station")


def test_what_a_script_moved_counts(at_where: Client, town: Cast) -> None:
    answer = at_where.get(WHERE)
    moved = fields(answer) | {"pin_lat": "0.25", "pin_lon": "1.75", "pin_moved": "1"}
    assert at_where.post(WHERE, moved).status_code == 302
    assert fields(at_where.get(WHERE))["pin_lat"] == "0.250000", "the draft keeps it"


@pytest.mark.parametrize(
    "bad", [{"pin_lat": "x", "pin_lon": "1"}, {"pin_lat": "95", "pin_lon": "1"}, {"pin_lat": "nan", "pin_lon": "1"}]
)
def test_a_marker_that_is_nonsense_is_none(at_where: Client, bad: dict[str, str]) -> None:
    assert at_where.post(WHERE, bad | {"pin_moved": "1"}).status_code == 422


def test_a_marker_outside_says_so_and_where_to_turn(at_where: Client) -> None:
    Agency.objects.update(outside_words="Call the county on 0300.")
    Agency.forget()
    far = {"pin_lat": "40", "pin_lon": "40", "pin_moved": "1"}
    shown = at_where.post(WHERE, far | {"look": "here"})
    assert "outside our area" in text(shown)
    assert "Call the county on 0300." in text(shown)
    refused = at_where.post(WHERE, far)
    assert refused.status_code == 200
    assert "Send it anyway" in text(refused)
    report = sent_from(at_where, refused, anyway="1")
    assert (report.area, report.lat) == (None, 40.0)


def test_an_area_can_be_looked_at_without_a_marker(at_where: Client, town: Cast) -> None:
    answer = act(at_where, area="south", show="1")
    assert fields(answer)["pin_lat"] == ""
    assert re.findall(r'data-lon="([\d.]+)"', answer.content.decode())[0].startswith("1.5")
    assert sent_from(at_where, answer, area="south").area == town.south


def test_the_keyboard_on_the_picture_moves_nothing(at_where: Client) -> None:
    assert fields(act(at_where, **{"map_l.x": "0", "map_l.y": "0"}))["pin_lat"] == ""


def test_the_map_is_for_this_browser_alone_and_holds_no_place_in_its_address(
    at_where: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page = act(at_where, move="north")
    addresses = re.findall(r'src="(/report/where/map/[^"]*)"', page.content.decode())
    assert set(addresses) == {"/report/where/map/?v=1"}
    with django_assert_max_num_queries(4):
        drawn = at_where.get(addresses[0])
    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn["Cache-Control"] == "no-store"
    assert b"<script" not in drawn.content
    assert len(drawn.content) < 20_000
    assert Client().get(MAP).status_code == 404


def test_words_for_the_script(at_where: Client, town: Cast) -> None:
    answer = at_where.post(NEAR, {"lat": "0.5", "lon": "0.5"})
    assert answer.json() == {"words": f"in {town.north.name}", "inside": True}
    assert at_where.post(NEAR, {"lat": "x"}).status_code == 422
    assert at_where.get(NEAR).status_code == 405


def test_a_town_without_borders_shows_no_map(cast: Cast) -> None:
    assert not Area.objects.exclude(boundary=None).exists()
    visitor = Client()
    walk(visitor, until=WHERE)
    answer = visitor.get(WHERE)
    assert "data-mark" not in text(answer)
    assert visitor.get(MAP).status_code == 404
