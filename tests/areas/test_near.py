"""Where a point is, in words; and the window of the map around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from policing.areas import near, townmap
from policing.areas.gazetteer import Entry, save_place
from policing.areas.geometry import as_it_is, usable
from policing.areas.models import Agency, Place
from policing.areas.services import save_area
from policing.ui.townmap import HEIGHT, STEPS_ACROSS, WAYS, WIDTH, View
from tests.areas.conftest import square


@pytest.fixture
def town(db: None) -> None:
    """Give two areas of about two kilometres, a street with a course, a street without, and a place."""
    Agency.objects.get_or_create(pk=1, defaults={"name": "Police", "place_name": "Town"})
    for code, west in (("millfield", 0.0), ("quayside", 0.02)):
        shape = usable(square(west, 0.0, 0.02), as_it_is)
        save_area(actor=None, code=code, name=code.title(), level="neighbourhood", parent=None, shape=shape)
    save_place(actor=None, entry=Entry("Mill Lane", "street", 0.01, 0.005, ((0.001, 0.01), (0.019, 0.01))))
    save_place(actor=None, entry=Entry("Loom Street", "street", 0.018, 0.018))
    save_place(actor=None, entry=Entry("Market Hall", "place", 0.01, 0.03))
    near.forget()


@pytest.mark.parametrize(
    ("lat", "lon", "words"),
    [
        (0.0101, 0.018, "near Mill Lane, Millfield"),  # far from its middle, close to its course
        (0.0179, 0.0181, "near Loom Street, Millfield"),
        (0.0102, 0.0301, "near Market Hall, Quayside"),
        (0.002, 0.01, "in Millfield"),
        (-0.002, 0.01, "outside our area, 200 metres from Millfield"),
        (-0.05, 0.03, "outside our area, 6 km from Quayside"),
        (40.0, 40.0, "outside our area"),
    ],
)
def test_a_point_in_words(town: None, lat: float, lon: float, words: str) -> None:
    assert near.near_words(lat, lon, "en-gb") == words


def test_words_cost_no_query_once_the_gazetteer_is_read(town: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    near.near_words(0.01, 0.01, "en-gb")
    with django_assert_num_queries(0):
        near.near_words(0.01, 0.01, "en-gb")


def test_a_place_that_came_is_seen(town: None, django_capture_on_commit_callbacks: object) -> None:
    assert near.near_words(0.002, 0.01, "en-gb") == "in Millfield"
    Place.objects.create(name="Rope Walk", key="rope walk", lat=0.002, lon=0.01)
    near._kept.checked -= near.CHECK_SECONDS
    assert near.near_words(0.002, 0.01, "en-gb") == "near Rope Walk, Millfield"


def test_a_course_that_cannot_be_drawn_leaves_the_point(town: None) -> None:
    Place.objects.create(name="Odd Street", key="odd street", lat=0.002, lon=0.01, line=[["x", 1], None])
    near.forget()
    assert near.near_words(0.002, 0.01, "en-gb") == "near Odd Street, Millfield"


def test_without_areas_there_is_no_map_and_no_error(db: None) -> None:
    assert townmap.town() is None
    assert near.near_words(1.0, 1.0, "en-gb") == "outside our area"


def test_the_widest_window_holds_the_town_and_the_closest_some_streets(town: None) -> None:
    measure = townmap.town()
    assert measure is not None
    whole = measure.view(0.001, 0.001, 0)
    assert all(whole.holds(lat, lon) for lat, lon in ((0.0, 0.0), (0.02, 0.04)))
    assert measure.spans[-1] < 2 * townmap.LEAST_SPAN
    assert measure.closeness(99) == len(measure.spans) - 1
    assert measure.spans[measure.zoom_for(1000)] >= 1000


def test_what_is_drawn(town: None) -> None:
    measure = townmap.town()
    assert measure is not None
    wide = townmap.sheet(measure.view(0.01, 0.01, 0))
    assert {name.words for name in wide.names} >= {"Millfield", "Quayside"}
    assert len(wide.streets) == 1
    close = townmap.sheet(measure.view(0.01, 0.01, 99))
    assert len(close.streets) == 1
    assert len(close.areas) == 1
    assert [name.words for name in close.names if name.kind == "street"] == ["Mill Lane"]


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(300, 50_000), st.floats(0, WIDTH), st.floats(0, HEIGHT))
def test_there_and_back(lat: float, lon: float, span: float, x: float, y: float) -> None:
    view = View(lat, lon, span)
    back = view.point(*view.place(x, y))
    assert back == pytest.approx((x, y), abs=1)


@pytest.mark.parametrize("way", WAYS)
def test_a_step_is_a_part_of_the_window(way: str) -> None:
    view = View(51.0, 0.0, 1600)
    x, y = view.point(*view.step(51.0, 0.0, way))
    across, down = WAYS[way]
    size = WIDTH / STEPS_ACROSS
    assert (x - WIDTH / 2, y - HEIGHT / 2) == pytest.approx((across * size, down * size), abs=0.5)
