"""Figures of areas inside areas: no page of one area gives back what the page of another hides."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from policing.privacy.suppression import SafeRow, Shown, suppress_tree

LEAVES = ("city/east/", "city/west/one/", "city/west/two/")
ABOVE = {"city/west/": LEAVES[1:], "city/": LEAVES, "": LEAVES}
WIDTH, THRESHOLD = 2, 3
COUNTS = st.fixed_dictionaries({path: st.lists(st.integers(0, 4), min_size=WIDTH, max_size=WIDTH) for path in LEAVES})


def shown_of(row: SafeRow) -> list[int | None]:
    """Give the cells and the total, None for what is hidden."""
    return [figure.value if isinstance(figure, Shown) else None for figure in (*row.cells, row.total)]


def figures(cells: dict[str, tuple[int, ...]]) -> dict[str, list[int]]:
    """Give every figure that is published of a table of leaves."""
    inside = {**{path: (path,) for path in LEAVES}, **ABOVE}
    sums = {path: [sum(cells[leaf][j] for leaf in leaves) for j in range(WIDTH)] for path, leaves in inside.items()}
    return {path: [*row, sum(row)] for path, row in sums.items()}


def possible(safe: dict[str, SafeRow], most: int) -> Iterator[dict[str, list[int]]]:
    """Give every table that an outsider must hold possible: all that is shown fits, and nought is never hidden."""
    known = {path: shown_of(row) for path, row in safe.items()}
    choices = [[known[path][j]] if known[path][j] is not None else range(1, most + 1) for path in LEAVES for j in range(WIDTH)]
    for values in product(*choices):
        cells = {path: values[place * WIDTH : (place + 1) * WIDTH] for place, path in enumerate(LEAVES)}
        table = figures(cells)  # type: ignore[arg-type]
        if all(said is None or said == found for path in known for said, found in zip(known[path], table[path], strict=True)):
            yield table


@hypothesis_settings(max_examples=20)
@given(COUNTS)
def test_an_outsider_with_every_page_cannot_work_out_a_small_number(counts: dict[str, list[int]]) -> None:
    safe = suppress_tree(counts, THRESHOLD)
    truth = figures({path: tuple(row) for path, row in counts.items()})
    tables = list(possible(safe, 8))
    assert truth in tables
    for path, row in safe.items():
        for place, figure in enumerate((*row.cells, row.total)):
            values = {table[path][place] for table in tables}
            small = 0 < truth[path][place] < THRESHOLD
            assert figure.is_hidden if small else True, (path, place)
            assert not small or len(values) >= THRESHOLD, (path, place, values)


def test_the_city_less_one_side_does_not_give_the_other() -> None:
    safe = suppress_tree({"city/north/": [3, 0], "city/south/": [20, 7]}, 5)
    shown = {path: shown_of(row) for path, row in safe.items()}
    assert shown["city/north/"][0] is None
    assert shown["city/south/"][0] is None or shown["city/"][0] is None or shown["city/"][0] - shown["city/south/"][0] != 3


def test_what_lies_in_no_area_is_not_given_by_the_whole() -> None:
    safe = suppress_tree({"": [2], "city/": [30]}, 5)
    assert shown_of(safe[""]) != [32, 32] or shown_of(safe["city/"]) != [30, 30]
    assert set(safe) == {"", "city/"}


def test_large_numbers_are_all_shown() -> None:
    counts = {"city/north/": [10, 0], "city/south/": [20, 7], "city/": [9, 9], "": [6, 6]}
    assert {path: shown_of(row) for path, row in suppress_tree(counts, 5).items()} == {
        "": [45, 22, 67],
        "city/": [39, 16, 55],
        "city/north/": [10, 0, 10],
        "city/south/": [20, 7, 27],
    }


def test_nobody_reported_anything() -> None:
    assert shown_of(suppress_tree({}, 5)[""]) == [0]


@pytest.mark.parametrize("counts", [{"a/": [1], "b/": [1, 2]}, {"a/": [-1]}])
def test_odd_tables_are_refused(counts: dict[str, list[int]]) -> None:
    with pytest.raises(ValueError, match=r"same things|never negative"):
        suppress_tree(counts, 5)
