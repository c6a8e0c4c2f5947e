"""Figures of a case for readers outside the agency's team: small numbers hide people, there as on public pages.

What is hidden is None. Months, both times and their total are made safe together, so that none gives another back; a month that a
time cuts through is never shown, since what lies on one side of the cut could be worked out. Where a count of the effect is
hidden, so is the effect; where a month is, the ratio is told in hundredths and the spread not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from policing.privacy.suppression import Figure, Shown, public_count, suppress_row, suppress_tree
from problems.analysis import series
from problems.analysis.series import Window

Months = Sequence[Sequence[Any]]
BEFORE, AFTER = "before/", "after/"
RATIOS = ("change", "effect", "moved")
NUMBERS = ("ratio", "low", "high")


def safe(data: Mapping[str, Any], threshold: int) -> dict[str, Any]:
    """Give the same figures with nothing in them by which a number under the threshold could be read or worked out. Pure."""
    found = dict(data)
    windows = [_window(one) for one in data.get("windows") or ()]
    here = _Safe(data.get("months") or (), windows, (data.get("before"), data.get("after")), threshold)
    found |= {"months": here.months, "total": here.total, "before": here.before, "after": here.after}
    there = _Safe(data.get("comparison_months") or (), windows, _pair(data.get("comparison")), threshold)
    found["comparison_months"] = there.months
    if data.get("comparison") is not None:
        found["comparison"] = [there.before, there.after]
    if data.get("around") is not None:
        found["around"] = [_value(None if one is None else public_count(one, threshold)) for one in data["around"]]
    found["reports"] = _row(data.get("reports") or (), threshold)
    found |= {name: _row(data[name], threshold) for name in ("categories", "cells") if name in data}
    if "week" in data:
        found["week"] = _week(data["week"], threshold)
    found["hidden"] = _is_hidden(data, found)
    return found | _effect(data, found, has_gaps=here.has_gaps or there.has_gaps)


class _Safe:
    """Months with the sums of both times and the whole, made safe together."""

    def __init__(self, months: Months, windows: Sequence[Window | None], sums: Sequence[int | None], threshold: int) -> None:
        held, self.cut = _places(months, windows)
        inside = {BEFORE: 0, AFTER: 0}
        for path, number in held.values():
            if path in inside:
                inside[path] += number
        counts = {f"{path}{name}/": (number,) for name, (path, number) in held.items()}
        rest = {path: max(0, (whole or 0) - inside[path]) for path, whole in zip(inside, sums, strict=True)}
        counts |= {path: (number,) for path, number in rest.items()}
        whole = sum(number for _name, number in months)
        counts[""] = (max(0, whole - sum(number for _path, number in held.values()) - sum(rest.values())),)
        tree = suppress_tree(counts, threshold)
        self.months = [
            [name, _value(tree[f"{held[name][0]}{name}/"].total) if name in held else None] for name, _number in months
        ]
        self.total = _value(tree[""].total)
        self.before, self.after = (
            None if number is None else _value(tree[path].total) for path, number in zip(inside, sums, strict=True)
        )

    @property
    def has_gaps(self) -> bool:
        """Tell whether any month is hidden."""
        return any(number is None for _name, number in self.months)


def _places(months: Months, windows: Sequence[Window | None]) -> tuple[dict[str, tuple[str, int]], Collection[str]]:
    """Give for each month that may be shown at all where it lies (in the time before, after, or neither), and those that may not."""
    path_of: dict[str, str] = {}
    cut: set[str] = set()
    for path, window in zip((BEFORE, AFTER), windows, strict=False):
        if window is not None:
            whole = {f"{month:%Y-%m}" for month in series.whole_months(window)}
            path_of |= dict.fromkeys(whole, path)
            cut |= {f"{month:%Y-%m}" for month in series.months_of(window.first, window.last)} - whole
    return {name: (path_of.get(name, ""), number) for name, number in months if name not in cut}, cut


def _window(days: Sequence[str] | None) -> Window | None:
    return Window(*(date.fromisoformat(day) for day in days)) if days else None


def _pair(counts: Sequence[int | None] | None) -> Sequence[int | None]:
    return counts if counts is not None else (None, None)


def _value(figure: Figure | None) -> int | None:
    return figure.value if isinstance(figure, Shown) else None


def _row(pairs: Months, threshold: int) -> list[list[Any]]:
    """Make named numbers safe beside their sum, which may be known."""
    cells = suppress_row([number for _name, number in pairs], threshold).cells if pairs else ()
    return [[name, _value(figure)] for (name, _number), figure in zip(pairs, cells, strict=True)]


def _week(counts: Sequence[Sequence[int]], threshold: int) -> list[list[int | None]]:
    cells = [_value(figure) for figure in suppress_row([number for row in counts for number in row], threshold).cells]
    return [cells[at : at + 24] for at in range(0, len(cells), 24)]


def _is_hidden(data: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Tell whether a count is hidden that the effect is made of."""
    pairs = [(data.get("before"), found["before"]), (data.get("after"), found["after"])]
    for name in ("comparison", "around"):
        pairs += list(zip(data[name], found[name], strict=True)) if data.get(name) is not None else []
    return any(was is not None and now is None for was, now in pairs)


def _effect(data: Mapping[str, Any], found: Mapping[str, Any], *, has_gaps: bool) -> dict[str, Any]:
    if found["hidden"]:
        return {name: None for name in (*RATIOS, *NUMBERS, "phi", "coarse") if name in data}
    if not has_gaps:
        return {}
    held: dict[str, Any] = {name: _rounded(data[name]) for name in RATIOS if data.get(name)}
    held |= {name: round(data[name], 2) for name in NUMBERS if data.get(name) is not None}
    return held | {"phi": None}


def _rounded(estimate: Mapping[str, Any]) -> dict[str, Any]:
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in estimate.items()}
