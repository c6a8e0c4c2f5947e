"""Where it is: coordinates, a street of the gazetteer, an area of the list, outside, or not known. The words are never lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from feedback.models import Report
from policing.accounts.models import Team
from policing.areas.models import Place
from policing.areas.querysets import fold
from tests.feedback.tools import WORDS, text
from tests.feedback.walking import walk
from tests.people import Cast


def placed(client: Client, **given: str) -> Report:
    """Answer where, and give the report that comes of it."""
    answer = client.post("/report/where/", given)
    assert (answer.status_code, answer["Location"]) == (302, "/report/details/"), text(answer)
    client.post("/report/details/", {"words": WORDS})
    client.post("/report/you/", {"mode": "anonymous"})
    assert client.post("/report/check/").status_code == 200
    return Report.objects.get()


@pytest.fixture
def at_where(town: Cast) -> Client:
    """Give a visitor on the page that asks where."""
    visitor = Client()
    walk(visitor, until="/report/where/")
    return visitor


@pytest.fixture
def station(town: Cast) -> Place:
    """Give a street of the south in the gazetteer."""
    return Place.objects.create(name="Station Road", key=fold("Station Road"), lat=0.5, lon=1.5, area=town.south)


@pytest.mark.parametrize("typed", ["0.5, 0.5", "0.5 0.5", " 0.50000,0.5 "])
def test_coordinates_of_a_map_find_the_area(at_where: Client, typed: str) -> None:
    report = placed(at_where, place=typed)
    assert (report.area.code, report.lat, report.lon) == ("north", 0.5, 0.5)


def test_the_point_wins_over_the_list(at_where: Client) -> None:
    assert placed(at_where, place="0.5, 1.5", area="north").area.code == "south"


def test_a_point_outside_is_said_and_can_be_sent_anyway(at_where: Client) -> None:
    answer = at_where.post("/report/where/", {"place": "40.0, 40.0"})
    assert answer.status_code == 200
    assert "outside our area" in text(answer)
    assert "40.0, 40.0" in text(answer)
    report = placed(at_where, place="40.0, 40.0", anyway="1")
    assert (report.area, report.lat, report.team.kind) == (None, 40.0, Team.Kind.FRONT_DESK)


def test_a_street_of_the_gazetteer_is_offered_and_found(at_where: Client, station: Place) -> None:
    answer = at_where.post("/report/where/", {"place": "station r", "find": "1"})
    assert "Station Road" in text(answer)
    assert f'value="{station.pk}"' in text(answer)
    report = placed(at_where, place="station r", sought="station r", spot=str(station.pk))
    assert (report.area.code, report.place_words, report.lat) == ("south", "Station Road", 0.5)


def test_none_of_the_places_found_keeps_the_words(at_where: Client, station: Place) -> None:
    report = placed(at_where, place="station r", sought="station r", spot="none")
    assert (report.area, report.place_words, report.lat) == (None, "station r", None)


@pytest.mark.parametrize("spot", ["0", "9" * 30, "-1", "x", "٣"])
def test_a_place_that_is_none_keeps_the_words(at_where: Client, spot: str) -> None:
    assert placed(at_where, place="station r", sought="station r", spot=spot).place_words == "station r"


def test_words_changed_after_a_search_are_searched_anew(at_where: Client, station: Place) -> None:
    answer = at_where.post("/report/where/", {"place": "Market Square", "sought": "station r", "spot": str(station.pk)})
    assert answer.status_code == 200
    assert "Market Square" in text(answer)
    assert "Station Road" not in text(answer)
    assert "no place of that name" in text(answer)
    assert placed(at_where, place="Market Square", sought="Market Square").place_words == "Market Square"


def test_searching_again_searches_whatever_was_chosen_before(at_where: Client, station: Place) -> None:
    given = {"place": "Market Square", "sought": "station r", "spot": str(station.pk), "find": "1"}
    assert at_where.post("/report/where/", given).status_code == 200


def test_coordinates_typed_after_a_search_win_over_what_was_chosen(at_where: Client, station: Place) -> None:
    assert placed(at_where, place="0.5, 0.5", sought="station r", spot=str(station.pk)).area.code == "north"


def test_going_back_to_where_and_on_keeps_the_place(at_where: Client, station: Place) -> None:
    at_where.post("/report/where/", {"place": "station r", "sought": "station r", "spot": str(station.pk)})
    shown = text(at_where.get("/report/where/"))
    assert 'name="sought" value="Station Road"' in shown
    assert re.search(rf'value="{station.pk}" checked', shown)
    assert placed(at_where, place="Station Road", sought="Station Road", spot=str(station.pk)).area.code == "south"


def test_nothing_found_says_so_and_words_are_enough(at_where: Client) -> None:
    answer = at_where.post("/report/where/", {"place": "The old oak", "find": "1"})
    assert "no place of that name" in text(answer)
    assert "The old oak" in text(answer)
    assert placed(at_where, place="The old oak").place_words == "The old oak"


def test_an_area_of_the_list(at_where: Client, town: Cast) -> None:
    report = placed(at_where, area="south", place="By the pond")
    assert (report.area, report.team, report.place_words) == (town.south, town.team_south, "By the pond")


def test_an_area_that_nobody_offered_is_refused_at_once(at_where: Client) -> None:
    answer = at_where.post("/report/where/", {"area": "nowhere", "place": "By the pond"})
    assert answer.status_code == 422
    assert "By the pond" in text(answer)


def test_not_knowing_where_is_an_answer(at_where: Client, town: Cast) -> None:
    report = placed(at_where, skip="1", place="half an idea", area="north")
    assert (report.area, report.place_words, report.team) == (None, "", town.front_desk)
    assert Report.objects.get().lat is None
