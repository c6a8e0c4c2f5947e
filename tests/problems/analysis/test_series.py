"""Months and windows: no day is lost and none is counted twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.analysis import series
from problems.analysis.series import Window

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def test_only_months_from_first_to_last_day_are_whole() -> None:
    assert series.whole_months(Window(date(2025, 12, 3), date(2026, 3, 31))) == [date(2026, month, 1) for month in (1, 2, 3)]
    assert series.whole_months(Window(date(2026, 1, 2), date(2026, 2, 27))) == []


@given(days, st.integers(0, 2000))
def test_every_day_has_its_month(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    window, months = Window(first, last), series.months_of(first, last)
    assert window.days == more + 1
    assert months == sorted({series.month_of(first + timedelta(days=step)) for step in range(more + 1)})
    assert series.months_of(first, last, most=5) == months[-5:]
    whole = series.whole_months(window)
    assert set(whole) <= set(months)
    assert len(whole) >= len(months) - 2
    assert window.is_whole_months == (whole == months)


@given(days, st.integers(-500, 500))
def test_months_go_there_and_back(day: date, many: int) -> None:
    month = series.month_of(day)
    if 1 < month.year + many // 12 < 9000:
        assert series.add_months(series.add_months(month, many), -many) == month


def test_windows_that_touch_on_one_day_overlap() -> None:
    one = Window(date(2026, 1, 1), date(2026, 1, 31))
    assert one.overlaps(Window(date(2026, 1, 31), date(2026, 2, 5)))
    assert not one.overlaps(Window(date(2026, 2, 1), date(2026, 2, 5)))


@pytest.mark.parametrize(("counts", "wanted"), [([], 0), ([0, 0], 0), ([10] + [0] * 9, 1), ([1] * 10, 5), ([5, 3, 1, 1], 1)])
def test_how_few_places_hold_half(counts: list[int], wanted: int) -> None:
    assert series.most_of(counts) == wanted


def test_noughts_have_their_place() -> None:
    assert series.filled({date(2026, 2, 1): 3}, series.months_of(date(2026, 1, 9), date(2026, 3, 1))) == [0, 3, 0]
    week = series.grid({(6, 23): 4})
    assert (len(week), {len(row) for row in week}, week[6][23], sum(map(sum, week))) == (7, {24}, 4, 4)
