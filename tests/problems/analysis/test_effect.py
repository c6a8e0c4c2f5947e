"""The effect of a response against published vectors, and what must hold for any numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.analysis import effect
from problems.analysis.effect import Estimate

counts = st.integers(1, 100_000)
spreads = st.floats(1, 50)


def rounded(found: Estimate, places: int = 4) -> tuple[float, float, float]:
    assert found.ratio is not None
    assert found.low is not None
    assert found.high is not None
    return round(found.ratio, places), round(found.low, places), round(found.high, places)


def close(one: Estimate, other: Estimate) -> bool:
    pairs = zip((one.ratio, one.low, one.high), (other.ratio, other.low, other.high), strict=True)
    return all(mine is not None and yours is not None and math.isclose(mine, yours, rel_tol=1e-9) for mine, yours in pairs)


def test_the_published_ratio_with_its_interval() -> None:
    assert rounded(effect.relative_rate(50, 30, 60, 55)) == (0.6545, 0.3657, 1.1714)


@pytest.mark.parametrize(
    ("numbers", "phi", "wanted"),
    [
        ((100, 80, 100, 90), 1, (1.125, 0.7471, 1.694)),
        ((100, 80, 100, 90), 2, (1.125, 0.6306, 2.007)),
        ((80, 20, 100, 50), 1, (2.0, 1.1019, 3.6301)),
        ((80, 20, 100, 50), 2, (2.0, 0.8608, 4.6467)),
    ],
)
def test_the_relative_effect_size_is_the_inverse(
    numbers: tuple[int, int, int, int], phi: float, wanted: tuple[float, float, float]
) -> None:
    found = effect.relative_rate(*numbers, phi=phi).inverse
    assert rounded(found)[:2] == wanted[:2]
    assert rounded(found)[2] == pytest.approx(wanted[2], abs=0.0005)


def test_phi_of_the_published_months() -> None:
    assert round(effect.overdispersion([12, 9, 15, 7, 22, 11, 8, 14, 10, 19, 6, 11]), 4) == 1.9242


@pytest.mark.parametrize("months", [[], [7], [0, 0, 0], [5, 5, 5, 5]])
def test_phi_is_never_under_one(months: list[int]) -> None:
    assert effect.overdispersion(months) == 1


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ((0, 3, 5, 5), effect.NONE_BEFORE),
        ((9, 0, 5, 5), effect.NONE_AFTER),
        ((9, 3, 0, 5), effect.NONE_COMPARED),
        ((9, 3, 5, 0), effect.NONE_COMPARED),
    ],
)
def test_a_nought_gives_no_estimate_and_says_which(numbers: tuple[int, int, int, int], reason: str) -> None:
    found = effect.relative_rate(*numbers)
    assert (found.ratio, found.low, found.high, found.reason) == (None, None, None, reason)
    assert not found.is_there
    assert not found.excludes_no_change
    assert found.inverse is found


@pytest.mark.parametrize(
    "odd", [{"before": -1}, {"phi": 0.5}, {"level": 1.0}], ids=["a negative count", "phi under one", "a level of one"]
)
def test_what_makes_no_sense_is_refused(odd: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"."):
        effect.relative_rate(**({"before": 1, "after": 1, "comparison_before": 1, "comparison_after": 1} | odd))  # type: ignore[arg-type]


def test_a_window_twice_as_long_is_half_the_rate() -> None:
    found = effect.rate_ratio(30, 30, days_before=90, days_after=180)
    assert found.ratio == pytest.approx(0.5)
    with pytest.raises(ValueError, match="day"):
        effect.rate_ratio(30, 30, days_before=0, days_after=180)


@given(counts, counts, counts, counts, spreads)
def test_changing_the_places_or_the_times_turns_it_round(a: int, b: int, c: int, d: int, phi: float) -> None:
    here = effect.relative_rate(a, b, c, d, phi)
    assert close(effect.relative_rate(c, d, a, b, phi), here.inverse)
    assert close(effect.relative_rate(b, a, d, c, phi), here.inverse)
    assert here.low is not None
    assert here.ratio is not None
    assert here.high is not None
    assert here.low <= here.ratio <= here.high


@given(counts, counts, counts, counts, spreads, spreads)
def test_a_wider_spread_never_narrows_the_interval(a: int, b: int, c: int, d: int, one: float, other: float) -> None:
    narrow, wide = (effect.relative_rate(a, b, c, d, phi) for phi in sorted((one, other)))
    assert narrow.ratio == wide.ratio
    assert wide.low is not None
    assert narrow.low is not None
    assert wide.high is not None
    assert narrow.high is not None
    assert wide.low <= narrow.low
    assert wide.high >= narrow.high


@given(counts, counts, counts, counts, st.integers(2, 50))
def test_more_of_everything_keeps_the_ratio_and_narrows_the_interval(a: int, b: int, c: int, d: int, times: int) -> None:
    few, many = effect.relative_rate(a, b, c, d), effect.relative_rate(a * times, b * times, c * times, d * times)
    assert few.ratio is not None
    assert many.ratio == pytest.approx(few.ratio)
    assert few.high is not None
    assert many.high is not None
    assert many.high <= few.high


@given(st.lists(st.integers(0, 500), max_size=40))
def test_the_spread_knows_no_order(months: list[int]) -> None:
    assert effect.overdispersion(months) == pytest.approx(effect.overdispersion(sorted(months)))
    assert effect.overdispersion(months) >= 1
