"""Lines over time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from policing.ui.charts.scale import nice_step, plain, said, spread
from policing.ui.components.parts import Cell, Column, Table
from policing.ui.registry import Words

WIDTH, TOP, BOTTOM = 560, 18, 216
LETTER = 9.5  # units that a letter needs at the end of a line, on a phone
MOST_SERIES = 3


@dataclass(frozen=True)
class Series:
    """One line. Its name stands at its end; ``None`` among its values leaves a gap."""

    name: Words
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Mark:
    """A moment that parts before from after: after how many steps along the axis (halves allowed), and its words."""

    at: float
    label: Words


@dataclass(frozen=True)
class Band:
    """The margin around the first line: lowest and highest at each step."""

    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Label:
    """Words at a place."""

    x: str
    y: str
    text: str


@dataclass(frozen=True)
class Drawn:
    """A line as it is drawn: its class, its unbroken runs of points, the lone points between gaps, its name."""

    number: int
    runs: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    label: Label | None


@dataclass(frozen=True)
class LineChart:
    """Up to three lines over the same steps, from zero. Raises ImproperlyConfigured for more, or for uneven lengths."""

    title: Words
    says: Words
    steps: tuple[str, ...]
    series: tuple[Series, ...]
    step_name: Words
    marks: tuple[Mark, ...] = ()
    band: Band | None = None
    template: ClassVar[str] = "chart_line"
    width: ClassVar[int] = WIDTH

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= MOST_SERIES:
            raise ImproperlyConfigured("A line chart has one to three lines")
        lengths = {len(one.values) for one in self.series} | ({len(self.band.low), len(self.band.high)} if self.band else set())
        if lengths != {len(self.steps)}:
            raise ImproperlyConfigured("Every line and the band have a value for each step")

    @property
    def top(self) -> float:
        """The value at the top of the axis: a whole number of steps that nothing passes."""
        values = [value for one in self.series for value in one.values if value is not None]
        highest = max([*values, *(self.band.high if self.band else ()), 0]) or 1
        step = nice_step(highest)
        return max(1, math.ceil(highest / step - 1e-9)) * step

    @property
    def left(self) -> float:
        """Where the axis starts, after its longest number."""
        return 16.0 + 9 * len(said(self.top))

    @property
    def right(self) -> float:
        """Where the lines end, so that their names have room."""
        longest = max(len(str(one.name)) for one in self.series)
        return WIDTH - min(200.0, max(60.0, LETTER * longest + 12))

    def x(self, step: float) -> float:
        """Give how far along a step is drawn."""
        last = max(len(self.steps) - 1, 1)
        return self.left + (self.right - self.left) * step / last

    def y(self, value: float) -> float:
        """Give how high a value is drawn; zero is the axis."""
        return BOTTOM - (BOTTOM - TOP) * value / self.top

    @property
    def ticks(self) -> list[Label]:
        """The numbers of the upright axis, from zero."""
        step = nice_step(self.top)
        many = round(self.top / step)
        return [Label(plain(self.left - 8), plain(self.y(step * at) + 4), said(step * at)) for at in range(many + 1)]

    @property
    def rules(self) -> list[str]:
        """How high the lines behind the numbers lie, the axis first."""
        step = nice_step(self.top)
        return [plain(self.y(step * at)) for at in range(round(self.top / step) + 1)]

    @property
    def step_labels(self) -> list[Label]:
        """The names of the steps, as many as can be read on a phone, first and last among them where they fit."""
        last = len(self.steps) - 1
        room = (self.right - self.left) / (11.0 * max(map(len, self.steps), default=1) + 12)
        every = max(1, math.ceil(last / max(1, min(6, int(room)))))
        return [Label(plain(self.x(at)), "242", self.steps[at]) for at in range(0, last + 1, every)]

    @property
    def lines(self) -> list[Drawn]:
        """The lines as they are drawn."""
        ends = [self._end(one) for one in self.series]
        heights = iter(spread([y for __, y in filter(None, ends)], 18, TOP, BOTTOM))
        drawn = []
        for number, (one, end) in enumerate(zip(self.series, ends, strict=True), start=1):
            label = Label(plain(self.right + 8), plain(next(heights) + 4), str(one.name)) if end else None
            runs = self._runs(one)
            dots = tuple((plain(x), plain(y)) for run in runs if len(run) == 1 for x, y in run)
            drawn.append(Drawn(number, tuple(_points(run) for run in runs if len(run) > 1), dots, label))
        return drawn

    def _runs(self, one: Series) -> list[list[tuple[float, float]]]:
        runs: list[list[tuple[float, float]]] = [[]]
        for at, value in enumerate(one.values):
            if value is None:
                runs.append([])
            else:
                runs[-1].append((self.x(at), self.y(value)))
        return [run for run in runs if run]

    def _end(self, one: Series) -> tuple[float, float] | None:
        runs = self._runs(one)
        return runs[-1][-1] if runs else None

    @property
    def cuts(self) -> list[Label]:
        """The marks that part before from after."""
        return [Label(plain(self.x(mark.at)), plain(TOP + 4 + 18 * row), str(mark.label)) for row, mark in enumerate(self.marks)]

    @property
    def band_points(self) -> str:
        """The outline of the margin."""
        if not self.band:
            return ""
        upper = [(self.x(at), self.y(value)) for at, value in enumerate(self.band.high)]
        lower = [(self.x(at), self.y(value)) for at, value in enumerate(self.band.low)]
        return _points([*upper, *reversed(lower)])

    @property
    def numbers(self) -> Table:
        """The same as a table."""
        columns = [Column(self.step_name), *(Column(one.name, number=True) for one in self.series)]
        rows = [(Cell(step), *(Cell(said(one.values[at])) for one in self.series)) for at, step in enumerate(self.steps)]
        if self.band:
            columns += [Column(_("Lowest"), number=True), Column(_("Highest"), number=True)]
            rows = [(*row, Cell(said(self.band.low[at])), Cell(said(self.band.high[at]))) for at, row in enumerate(rows)]
        return Table(str(self.title), tuple(columns), tuple(rows), show_caption=True, fold=False)


def _points(run: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{plain(x)},{plain(y)}" for x, y in run)
