"""Small numbers hide people: nothing that is hidden can be worked out from what is shown.

The proofs here do not trust the flows of the code: they look for other tables with the same shown figures by trying.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policing.privacy.suppression import Figure, Hidden, SafeTable, Shown, public_count, several, suppress, suppress_row

COUNTS = st.one_of(st.integers(0, 9), st.integers(0, 60))
TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=1, max_size=3)
)
THRESHOLDS = st.integers(2, 6)


def _all(table: SafeTable) -> Iterator[Figure]:
    for row in table.cells:
        yield from row
    yield from (*table.row_totals, *table.column_totals, table.total)


def _true(counts: list[list[int]]) -> list[int]:
    rows, columns = [sum(row) for row in counts], [sum(column) for column in zip(*counts, strict=True)]
    return [count for row in counts for count in row] + rows + columns + [sum(rows)]


class Outsider:
    """Somebody who knows every shown figure and total, and tries tables cell by cell until one fits them all.

    Moving one figure by k need not move any other by more than k, so only values that near the true ones are tried.
    """

    def __init__(self, table: SafeTable, counts: list[list[int]], *, least: int) -> None:
        self.counts, self.least = counts, least
        self.height, self.width = len(counts), len(counts[0])
        self.free = [[figure.is_hidden for figure in row] for row in table.cells]
        self.rows = [None if figure.is_hidden else figure.value for figure in table.row_totals]
        self.columns = [None if figure.is_hidden else figure.value for figure in table.column_totals]
        self.total = None if table.total.is_hidden else table.total.value

    def values(self, place: int, enough: int) -> int:
        """Count the values that a figure can have, up to ``enough``."""
        truth, found = _true(self.counts)[place], 0
        for step in sorted(range(-enough, enough + 1), key=abs):
            found += self.fits(place, truth + step, enough) if truth + step >= self.least else 0
            if found == enough:
                break
        return found

    def fits(self, place: int, value: int, reach: int) -> bool:
        """Tell whether there is a table in which the figure has that value."""
        cells = self.height * self.width
        rows, columns, total, fixed = list(self.rows), list(self.columns), self.total, {}
        if place < cells:
            fixed[divmod(place, self.width)] = value
        elif place < cells + self.height:
            rows[place - cells] = value
        elif place < cells + self.height + self.width:
            columns[place - cells - self.height] = value
        else:
            total = value
        domains = {(i, j): self._domain(i, j, fixed.get((i, j)), reach) for i in range(self.height) for j in range(self.width)}
        sums = [([(i, j) for j in range(self.width)], rows[i]) for i in range(self.height)]
        sums += [([(i, j) for i in range(self.height)], columns[j]) for j in range(self.width)]
        sums.append((list(domains), total))
        return _solve(domains, [(cells, want) for cells, want in sums if want is not None])

    def _domain(self, i: int, j: int, fixed: int | None, reach: int) -> list[int]:
        truth = self.counts[i][j]
        if fixed is not None or not self.free[i][j]:
            return [truth if fixed is None else fixed]
        return [truth + step for step in sorted(range(-reach, reach + 1), key=abs) if truth + step >= self.least]


def _solve(domains: dict[tuple[int, int], list[int]], sums: list[tuple[list[tuple[int, int]], int]]) -> bool:
    """Tell whether one value of each domain can be chosen so that all the sums come out: search with bounds."""
    ends = {cell: (min(values), max(values)) for cell, values in domains.items()}
    for cells, want in sums:
        if not sum(ends[cell][0] for cell in cells) <= want <= sum(ends[cell][1] for cell in cells):
            return False
    choice = min((cell for cell in domains if len(domains[cell]) > 1), key=lambda cell: len(domains[cell]), default=None)
    if choice is None:
        return True
    narrowed = dict(domains)
    for cells, want in sums:
        if choice in cells:
            low = want - sum(ends[cell][1] for cell in cells if cell != choice)
            high = want - sum(ends[cell][0] for cell in cells if cell != choice)
            narrowed[choice] = [value for value in narrowed[choice] if low <= value <= high]
    return any(_solve({**domains, choice: [value]}, sums) for value in narrowed[choice])


@given(TABLES, THRESHOLDS)
def test_shown_figures_are_true_and_never_small(counts: list[list[int]], threshold: int) -> None:
    for figure, truth in zip(_all(suppress(counts, threshold)), _true(counts), strict=True):
        if isinstance(figure, Shown):
            assert figure.value == truth
            assert truth == 0 or truth >= threshold
        else:
            assert truth > 0


@given(TABLES, THRESHOLDS, st.booleans())
def test_no_hidden_figure_can_be_worked_out(counts: list[list[int]], threshold: int, hide_zero: bool) -> None:
    table = suppress(counts, threshold, hide_zero=hide_zero)
    outsider = Outsider(table, counts, least=0 if hide_zero else 1)
    for place, (figure, truth) in enumerate(zip(_all(table), _true(counts), strict=True)):
        if isinstance(figure, Hidden):
            enough = threshold if truth < threshold else 2
            assert outsider.values(place, enough) == enough


@given(TABLES, THRESHOLDS)
def test_nought_is_hidden_where_it_tells_on_people(counts: list[list[int]], threshold: int) -> None:
    for figure, truth in zip(_all(suppress(counts, threshold, hide_zero=True)), _true(counts), strict=True):
        assert isinstance(figure, Hidden) or truth >= threshold


@given(st.lists(COUNTS, min_size=1, max_size=8), THRESHOLDS)
def test_a_row_keeps_its_secret_with_its_total(counts: list[int], threshold: int) -> None:
    row = suppress_row(counts, threshold)
    hidden = [count for count, figure in zip(counts, row.cells, strict=True) if figure.is_hidden]
    small = [count for count in counts if 0 < count < threshold]
    assert all(figure.is_hidden for figure, count in zip(row.cells, counts, strict=True) if count in small)
    if small and not row.total.is_hidden:
        assert len(hidden) >= 2
        # the rest of the hidden sum can be anything from one each, so the small one can be anything up to this
        assert sum(hidden) - (len(hidden) - 1) >= threshold


def test_the_outsider_of_these_tests_finds_what_can_be_found() -> None:
    """Hiding the small cell alone gives it away; the search above must see that, or it proves nothing."""
    counts = [[3, 20], [40, 50]]
    cells = ((Hidden(), Shown(20)), (Shown(40), Shown(50)))
    careless = SafeTable(cells, (Shown(23), Shown(90)), (Shown(43), Shown(70)), Shown(113))
    assert Outsider(careless, counts, least=1).values(0, 5) == 1
    pair = SafeTable(((Hidden(), Hidden()),), (Shown(2),), (Hidden(), Hidden()), Shown(2))
    assert Outsider(pair, [[1, 1]], least=1).values(0, 5) == 1


def test_nothing_is_hidden_without_need() -> None:
    table = suppress([[5, 20], [0, 9]], 5)
    assert not any(figure.is_hidden for figure in _all(table))
    assert table.hidden == 0


def test_one_small_cell_takes_a_rectangle_with_it() -> None:
    table = suppress([[3, 20, 30], [40, 50, 60], [7, 8, 0]], 5)
    assert table.hidden == 4
    assert [str(figure) for figure in table.cells[2]] == ["hidden", "hidden", "0"]
    assert str(table.total) == "218"


def test_two_ones_need_a_third() -> None:
    """A pair of ones with a shown total of two would be two ones: more has to be hidden."""
    row = suppress_row([1, 1, 50, 60, 7], 5)
    assert [figure.is_hidden for figure in row.cells] == [True, True, False, False, True]
    assert str(row.total) == "119"


def test_a_small_total_is_a_small_number() -> None:
    row = suppress_row([4, 0], 5)
    assert row.total.is_hidden


def test_an_empty_table_is_safe() -> None:
    assert suppress([], 5).total == Shown(0)
    assert suppress_row([], 5).cells == ()


@pytest.mark.parametrize(("counts", "threshold"), [([[1, 2], [3]], 5), ([[-1]], 5), ([[1]], 1)])
def test_odd_input_is_refused(counts: list[list[int]], threshold: int) -> None:
    with pytest.raises(ValueError, match=r"row|negative|threshold"):
        suppress(counts, threshold)


@pytest.mark.parametrize(
    ("count", "words", "in_words"),
    [(0, "0", "none"), (1, "fewer than 5", "several"), (4, "fewer than 5", "several"), (5, "5", "5")],
)
def test_one_figure_alone(count: int, words: str, in_words: str) -> None:
    assert str(public_count(count, 5)) == words
    assert str(several(count, 5)) == in_words
