"""Words are compared only where they can matter; what comes out is the same as if all were compared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback.weighing import Nearness, Told, weighed

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
WORDS = ["window", "garden", "lantern", "shouting", "dogs", "bottle"]
NEAR = Nearness(250, 60)

points = st.none() | st.tuples(st.sampled_from([0.5, 0.5005, 0.501, 0.6]), st.just(0.5))
told = st.builds(
    Told,
    category_id=st.integers(1, 2),
    area_id=st.none() | st.integers(1, 2),
    cell=st.sampled_from(["", "one", "two"]),
    point=points,
    at=st.integers(0, 90).map(lambda days: NOW - timedelta(days=days)),
    text=st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
)


@given(told, st.lists(st.tuples(told, st.integers(1, 6)), max_size=30), st.integers(1, 5))
def test_the_most_alike_are_the_same_as_of_all(one: Told, others: list[tuple[Told, int]], most: int) -> None:
    rows, same = [row for row, _group in others], [group for _row, group in others]
    every = weighed(NEAR, one, rows, most=len(rows) + 1, same=same)
    assert len(every) == len(rows)
    assert _best(weighed(NEAR, one, rows, most=most, same=same), same, most) == _best(every, same, most)
    alone = weighed(NEAR, one, rows, most=most)
    assert sorted(alone, key=_order)[:most] == sorted(every, key=_order)[:most]


def _order(one: tuple[float, int]) -> tuple[float, int]:
    return -round(one[0]), one[1]


def _best(found: list[tuple[float, int]], same: list[int], most: int) -> list[tuple[float, int]]:
    best: dict[int, tuple[float, int]] = {}
    for score, at in sorted(found, key=_order):
        best.setdefault(same[at], (score, at))
    return list(best.values())[:most]
