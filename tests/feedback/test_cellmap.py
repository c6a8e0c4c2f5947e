"""Counts on the map: small numbers hidden at every size of cell, cheap, and bad questions answered in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import h3
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from feedback import cellmap
from feedback.models import Category, Publication, Report
from tests.feedback.programs import refused
from tests.feedback.tools import rows
from tests.people import Cast

URL = "/api/v1/map/cells/"
HERE = h3.latlng_to_cell(53.0, -1.0, 9)
AROUND = list(h3.grid_disk(HERE, 3))


def fill(counts: dict[str, int], *, start: int = 0, **more: Any) -> list[Report]:
    """Publish so many reports in each cell, straight into the tables."""
    category = Category.objects.get(code="noise")
    made = rows(sum(counts.values()), start=start, category=category, **more)
    cells = [cell for cell, number in counts.items() for _one in range(number)]
    Publication.objects.bulk_create(
        Publication(
            slug=f"p{start + at}", report=report, category=category, cell=cell, summary="A lamp", happened_on=date(2026, 3, 2),
            **dict(zip(("lat", "lon"), h3.cell_to_latlng(cell), strict=True)),
        )
        for at, (report, cell) in enumerate(zip(made, cells, strict=True))
    )  # fmt: skip
    cache.clear()
    return made


def shown(client: Client, zoom: int, **more: str) -> dict[str, int]:
    """Give the counts that the route shows."""
    answer = client.get(URL, {"zoom": zoom, **more})
    assert answer.status_code == 200, answer.content
    return {one["cell"]: one["count"] for one in answer.json()["cells"]}


@pytest.mark.django_db
def test_cells_under_the_threshold_are_hidden_and_no_other_gives_them_back(town: Cast, client: Client) -> None:
    family = h3.cell_to_children(h3.cell_to_parent(HERE, 8), 9)
    fill(dict(zip(family, [20, 9, 6, 1], strict=False)), team=town.team_north)
    fine = shown(client, 14)
    assert family[3] not in fine
    (total,) = shown(client, 13).values()
    assert total == 36
    assert total - sum(fine.values()) > 5
    assert set(fine.values()) <= {20, 9}


@given(st.lists(st.integers(0, 12), min_size=1, max_size=len(AROUND)))
def test_nothing_shown_is_small_and_no_difference_of_sizes_is(numbers: list[int]) -> None:
    leaves = {cell: number for cell, number in zip(AROUND, numbers, strict=False) if number}
    sizes = cellmap._all_sizes(leaves, 9, 5)
    for size, found in sizes.items():
        assert all(one.number >= 5 for one in found.cells)
        if size == 9:
            continue
        inner = {one.cell: one.number for one in sizes[size + 1].cells}
        for one in found.cells:
            inside = sum(number for cell, number in inner.items() if h3.cell_to_parent(cell, size) == one.cell)
            assert not inside or one.number == inside or one.number - inside >= 5


@pytest.mark.django_db
def test_the_size_follows_the_zoom_and_is_never_finer_than_the_agencys(town: Cast) -> None:
    assert [cellmap.resolution_of(zoom) for zoom in (0, 9, 11, 13, 14, 22)] == [5, 6, 7, 8, 9, 9]


@pytest.mark.django_db
def test_what_is_hidden_or_sensitive_does_not_count_and_filters_do(town: Cast, client: Client) -> None:
    fill({HERE: 8}, team=town.team_north)
    code = Publication.objects.first().category.code  # type: ignore[union-attr]
    assert shown(client, 14) == {HERE: 8}
    assert shown(client, 14, category=code, since="2026-03-01") == {HERE: 8}
    assert shown(client, 14, since="2026-03-03") == {}
    assert shown(client, 14, bbox="-2,52,0,54") == {HERE: 8}
    assert shown(client, 14, bbox="0,52,1,54") == {}
    assert shown(client, 14, bbox="170,-90,0,90") == {HERE: 8}
    cache.clear()
    Publication.objects.filter(slug__in=["p0", "p1"]).update(hidden_at="2026-03-03T00:00Z")
    assert shown(client, 14) == {HERE: 6}
    cache.clear()
    Category.objects.filter(code=code).update(is_sensitive=True)
    assert shown(client, 14) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [("zoom", "x"), ("zoom", "99"), ("bbox", "1,2,3"), ("bbox", "a,b,c,d"), ("bbox", "0,50,1,40"), ("bbox", "nan,0,1,1"),
     ("category", "nothing"), ("since", "soon"), ("since", "1066-01-01")],
)  # fmt: skip
def test_odd_questions_are_answered_in_words(town: Cast, client: Client, name: str, value: str) -> None:
    refused(client.get(URL, {name: value}), 422, "bad-input", name)


@pytest.mark.django_db
def test_it_costs_no_query_once_it_was_counted_and_a_tag_saves_the_rest(town: Cast, client: Client) -> None:
    fill({HERE: 8}, team=town.team_north)
    first = client.get(URL, {"zoom": 14})
    with CaptureQueriesContext(connection) as asked:
        again = client.get(URL, {"zoom": 14})
    assert len(asked) == 0
    assert again["ETag"] == first["ETag"]
    assert client.get(URL, {"zoom": 14}, headers={"If-None-Match": first["ETag"]}).status_code == 304
    fill({HERE: 1}, start=100, team=town.team_north)
    assert client.get(URL, {"zoom": 14})["ETag"] != first["ETag"]
