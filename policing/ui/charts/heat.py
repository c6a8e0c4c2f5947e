"""Hours by days."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.formats import localize
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from policing.ui import dates
from policing.ui.registry import Words

HEAT_STEPS = 5


@dataclass(frozen=True)
class HeatCell:
    """One hour of one day. ``step`` 0 to 5 is its tint; a hidden number is None."""

    number: int | None
    step: int


def heat_step(number: int | None, most: int) -> int:
    """Give the tint of a number where ``most`` is the highest: 0 for none or hidden, 5 for the highest fifth."""
    return 0 if not number or most <= 0 else min(HEAT_STEPS, math.ceil(HEAT_STEPS * number / most))


@dataclass(frozen=True)
class HeatChart:
    """Twenty-four hours by seven days, Monday first. Raises ImproperlyConfigured for another shape."""

    title: Words
    says: Words
    caption: Words
    counts: tuple[tuple[int | None, ...], ...]
    template: ClassVar[str] = "chart_heat"

    def __post_init__(self) -> None:
        if [len(row) for row in self.counts] != [24] * 7:
            raise ImproperlyConfigured("A heat table has seven days of twenty-four hours")

    @property
    def hours(self) -> list[str]:
        """The names of the columns."""
        return [f"{hour:02}" for hour in range(24)]

    @property
    def days(self) -> list[tuple[str, list[HeatCell]]]:
        """Each day's short name and its cells."""
        names = dates.reader_locale().days["stand-alone"]["abbreviated"]
        most = max((number or 0 for row in self.counts for number in row), default=0)
        return [
            (names[day], [HeatCell(number, heat_step(number, most)) for number in row]) for day, row in enumerate(self.counts)
        ]

    @property
    def body(self) -> SafeString:
        """The rows of the table, drawn here: a template takes ten times as long for so many cells."""
        hidden = f'<td><span aria-hidden="true">–</span><span class="sr">{escape(_("hidden"))}</span></td>'
        lines = []
        for name, cells in self.days:
            drawn = "".join(hidden if cell.number is None else _drawn(cell) for cell in cells)
            lines.append(f'\n      <tr><th scope="row">{escape(name)}</th>{drawn}</tr>')
        return SafeString("".join(lines))


def _drawn(cell: HeatCell) -> str:
    tint = f' class="h{cell.step}"' if cell.step else ""
    return f"<td{tint}>{escape(localize(cell.number))}</td>"
