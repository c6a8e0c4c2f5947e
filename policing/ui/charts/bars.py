"""Bars that are their own table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from policing.ui.charts.scale import said
from policing.ui.registry import Words


@dataclass(frozen=True)
class Bar:
    """One bar. ``low`` and ``high`` draw its margin. A value of None is hidden: ``hidden`` says why, never the number."""

    label: Words
    value: float | None
    low: float | None = None
    high: float | None = None
    unit: Words = ""
    hidden: Words = ""

    @property
    def margin(self) -> str:
        """The margin in words, where there is one."""
        if self.value is None or self.low is None or self.high is None:
            return ""
        down, up = self.value - self.low, self.high - self.value
        return (
            f"± {said(down)}"
            if math.isclose(down, up)
            else _("%(low)s to %(high)s") % {"low": said(self.low), "high": said(self.high)}
        )


@dataclass(frozen=True)
class BarRow:
    """A bar as it is drawn: widths in hundredths of the cell."""

    bar: Bar
    said: str
    width: str
    low: str
    high: str


@dataclass(frozen=True)
class BarChart:
    """Bars from zero that are their own table. ``most`` is the end of the scale; without it, the longest bar or whisker."""

    title: Words
    says: Words
    label_name: Words
    value_name: Words
    bars: tuple[Bar, ...]
    most: float = 0
    colour: int = 1
    template: ClassVar[str] = "chart_bars"

    @property
    def rows(self) -> list[BarRow]:
        """The bars as they are drawn."""
        longest = [max(bar.value or 0, bar.high or 0) for bar in self.bars]
        top = self.most or max(longest, default=0) or 1

        def part(value: float | None) -> str:
            return "" if value is None else f"{100 * min(max(value, 0), top) / top:.1f}%"

        return [BarRow(bar, said(bar.value), part(bar.value), part(bar.low), part(bar.high)) for bar in self.bars]
