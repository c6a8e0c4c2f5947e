"""What readers outside the team see of figures: no small number, and none that could be worked out from what is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from problems import safenumbers
from problems.analysis import series

THRESHOLD = 5
MONTHS = [f"{month:%Y-%m}" for month in series.months_of(date(2024, 1, 1), date(2025, 12, 1))]
WINDOWS = [["2024-01-01", "2024-12-31"], ["2025-01-01", "2025-06-30"]]


def figures(here: list[int], there: list[int] | None = None, windows: list[Any] = WINDOWS, **more: Any) -> dict[str, Any]:
    there = there or [40] * 24
    estimate = {"ratio": 0.654321, "low": 0.512345, "high": 0.854321, "reason": ""}
    return {
        "has_places": True, "total": sum(here), "months": [list(one) for one in zip(MONTHS, here, strict=True)],
        "comparison_months": [list(one) for one in zip(MONTHS, there, strict=True)], "reports": [[name, 1] for name in MONTHS],
        "before": sum(here[:12]), "after": sum(here[12:18]), "comparison": [sum(there[:12]), sum(there[12:18])],
        "around": [90, 3], "phi": 1.23456, "phi_months": 12, "windows": windows, "change": estimate, "effect": estimate,
        "moved": None, "ratio": 0.654321, "low": 0.512345, "high": 0.854321, "spread_known": True, "coarse": 0, **more,
    }  # fmt: skip


def numbers(pairs: list[list[Any]]) -> list[int | None]:
    return [number for _name, number in pairs]


def test_large_numbers_stay_as_they_are() -> None:
    data = figures([20] * 24, around=[90, 60], reports=[[name, 9] for name in MONTHS])
    assert safenumbers.safe(data, THRESHOLD) == {**data, "hidden": False}


def test_a_small_month_is_hidden_with_another_that_would_give_it_back() -> None:
    found = safenumbers.safe(figures([20] * 11 + [3] + [20] * 12, around=[90, 60]), THRESHOLD)
    shown = numbers(found["months"])
    assert shown[11] is None
    assert sum(number is None for number in shown[:12]) >= 2, "one alone is the sum less the others"
    assert None not in shown[12:]
    assert (found["before"], found["hidden"]) == (223, False)
    assert (found["ratio"], found["effect"]["low"], found["phi"]) == (0.65, 0.51, None)


def test_where_a_count_of_the_effect_is_small_there_is_no_effect() -> None:
    found = safenumbers.safe(figures([20] * 12 + [0, 1, 0, 1, 0, 0] + [20] * 6), THRESHOLD)
    assert found["hidden"]
    assert [found[name] for name in ("after", "change", "effect", "ratio", "low", "high", "phi")] == [None] * 7
    assert found["around"] == [90, None]


def test_a_month_that_a_time_cuts_through_is_never_shown() -> None:
    data = figures([20] * 24, windows=[["2024-01-10", "2024-12-31"], ["2025-01-01", "2025-06-15"]], before=233, after=111)
    shown = numbers(safenumbers.safe(data, THRESHOLD)["months"])
    assert shown[0] is None
    assert shown[17] is None
    assert shown[1] == 20


def test_hours_kinds_and_cells_are_hidden_too() -> None:
    week = [[0] * 24 for _day in range(7)]
    week[0][0], week[1][5], week[2][7] = 9, 2, 30
    found = safenumbers.safe(
        figures([20] * 24, week=week, categories=[["Theft", 60], ["Arson", 1]], cells=[["a", 9], ["b", 4], ["c", 40]]), THRESHOLD
    )
    assert found["week"][1][5] is None
    assert found["week"][2][7] == 30
    assert found["week"][3][3] == 0
    assert numbers(found["categories"]) == [None, None]
    assert found["cells"] == [["a", None], ["b", None], ["c", 40]]


@given(st.lists(st.integers(0, 12), min_size=24, max_size=24), st.lists(st.integers(0, 12), min_size=24, max_size=24))
def test_no_small_number_is_shown_or_stands_alone_behind_a_sum(here: list[int], there: list[int]) -> None:
    found = safenumbers.safe(figures(here, there), THRESHOLD)
    for name, sums in (("months", (found["before"], found["after"])), ("comparison_months", found["comparison"])):
        shown = numbers(found[name])
        assert not any(number is not None and 0 < number < THRESHOLD for number in shown)
        for months, whole in ((shown[:12], sums[0]), (shown[12:18], sums[1])):
            assert whole is None or months.count(None) != 1
    assert not any(found[name] is not None and 0 < found[name] < THRESHOLD for name in ("total", "before", "after"))
