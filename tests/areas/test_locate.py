"""Which area holds a point: the same answer as asking every area in turn, and never an old one."""

from __future__ import annotations

import random
from typing import Any

import pytest
import shapely
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from policing.areas import locate as module
from policing.areas.geometry import as_it_is, shape_of, usable
from policing.areas.importing import Plan, import_areas
from policing.areas.locate import Index, locate, nearest
from policing.areas.models import Agency, Area
from policing.areas.services import restore_area, retire_area, save_area
from tests.areas.conftest import shared, square

WGS = as_it_is


def add(code: str, geometry: Any, parent: str | None = None) -> Area:
    return save_area(actor=None, code=code, name=code.title(), level="x", parent=parent, shape=usable(geometry, WGS)).area


def brute_force(rows: list[Area], lat: float, lon: float) -> str | None:
    point = shapely.Point(lon, lat)
    held = [area for area in rows if shape_of(area.boundary).intersects(point)]
    return min(held, key=lambda area: (-area.path.count("/"), area.path)).code if held else None


boxes = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 5)), min_size=1, max_size=12)
grid = st.tuples(st.integers(-2, 28), st.integers(-2, 28))


@given(boxes, st.lists(grid, min_size=1, max_size=20), st.data())
def test_the_tree_agrees_with_brute_force(places: list[tuple[int, int, int]], points: list[tuple[int, int]], data: Any) -> None:
    """Half-degree points, so that many lie on borders and corners."""
    rows: list[Area] = []
    for number, (west, south, size) in enumerate(places):
        parent = data.draw(st.sampled_from(["", *[row.path for row in rows]]))
        boundary = usable(square(west, south, size), WGS).boundary
        rows.append(Area(id=number, code=f"a{number}", name="", path=f"{parent}a{number}/", boundary=boundary))
    index = Index(1, [(row.pk, row.code, row.path, row.name, row.boundary) for row in rows])
    for x, y in points:
        hit = index.locate(y / 2, x / 2)
        assert (hit.code if hit else None) == brute_force(rows, y / 2, x / 2)


@pytest.mark.django_db
def test_real_points_agree_with_brute_force() -> None:
    path = shared("toronto/toronto_neighbourhoods.geojson")
    import_areas(Plan(path, "name"), actor=None, say=lambda line: None, progress=lambda done, whole: None)
    rows = list(Area.objects.all())
    west, south, east, north = shapely.total_bounds([shape_of(row.boundary) for row in rows])
    draw = random.Random(5)
    points = [(draw.uniform(south, north), draw.uniform(west, east)) for _place in range(150)]
    found = [(hit.code if hit else None) for hit in (locate(*point) for point in points)]
    assert found == [brute_force(rows, *point) for point in points]
    assert None in found
    assert len(set(found)) > 30


@pytest.mark.django_db
def test_the_deepest_area_wins_and_outside_is_none() -> None:
    add("city", square(0, 0, 10))
    add("north", square(0, 5, 5), "city")
    deep = add("corner", square(0, 9, 1), "north")
    hit = locate(9.5, 0.5)
    assert hit is not None
    assert (hit.area_id, hit.code, hit.path, hit.name) == (deep.pk, "corner", "city/north/corner/", "Corner")
    assert getattr(locate(6, 1), "code", None) == "north"
    assert getattr(locate(1, 1), "code", None) == "city"
    assert locate(10.001, 5) is None
    assert locate(-80, -170) is None


@pytest.mark.django_db
def test_a_point_on_a_border_belongs_to_the_first_by_path_in_whatever_order_they_came() -> None:
    add("zeta", square(0, 0))
    add("alpha", square(1, 0))
    assert getattr(locate(0.5, 1), "code", None) == "alpha"


@pytest.mark.django_db
def test_a_site_without_areas_has_only_outside() -> None:
    assert locate(0, 0) is None
    assert nearest(0, 0) is None


@pytest.mark.django_db
@pytest.mark.command("areas.area.retire")
def test_every_change_is_noticed_at_once_in_the_process_that_made_it() -> None:
    add("one", square(0, 0))
    assert locate(0.5, 0.5) is not None
    retire_area(actor=None, code="one")
    assert locate(0.5, 0.5) is None
    restore_area(actor=None, code="one")
    assert locate(0.5, 0.5) is not None
    add("one", square(5, 5))
    assert locate(0.5, 0.5) is None


@pytest.mark.django_db
def test_a_change_by_another_process_is_noticed_by_its_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    add("one", square(0, 0))
    assert getattr(locate(0.5, 0.5), "name", "") == "One"
    Area.objects.update(name="Renamed elsewhere")
    Agency.objects.update(areas_revision=Agency.objects.get().areas_revision + 1)
    assert getattr(locate(0.5, 0.5), "name", "") == "One"  # within two seconds nobody asks
    monkeypatch.setattr(module, "CHECK_SECONDS", 0.0)
    assert getattr(locate(0.5, 0.5), "name", "") == "Renamed elsewhere"


@pytest.mark.django_db
def test_a_change_that_is_rolled_back_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    add("one", square(0, 0))
    monkeypatch.setattr(module, "CHECK_SECONDS", 0.0)
    with transaction.atomic():
        add("two", square(5, 5))
        assert locate(5.5, 5.5) is not None
        transaction.set_rollback(True)
    add("three", square(8, 8))
    assert locate(5.5, 5.5) is None


@pytest.mark.django_db
def test_a_warm_process_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    add("one", square(0, 0))
    with django_assert_num_queries(2):
        locate(0.5, 0.5)
    with django_assert_num_queries(0):
        for step in range(20):
            locate(step / 10, 0.5)


@pytest.mark.django_db
def test_nearest_gives_metres_for_words() -> None:
    add("city", square(0, 0, 4))
    add("east", square(2, 0, 2), "city")
    near = nearest(1, 4.01)
    assert near is not None
    assert near.area.code == "east"
    assert near.metres == pytest.approx(1113, rel=0.01)
    inside = nearest(1, 1)
    assert inside is not None
    assert (inside.area.code, inside.metres) == ("city", 0.0)


@pytest.mark.django_db
def test_nearest_measures_on_the_ground_and_not_in_degrees() -> None:
    """At 60 degrees north a degree of longitude is half as long as one of latitude."""
    add("west", square(0, 60, 0.1))
    add("south", square(0.25, 59.83, 0.1))
    near = nearest(60.05, 0.27)
    assert near is not None
    assert near.area.code == "west"
