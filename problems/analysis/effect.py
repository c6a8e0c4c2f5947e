"""How much changed here against how much changed where nothing was done, and how sure that is.

The relative incident rate ratio of Wilson (2022), ``(b / a) / (d / c)``: under one is a fall. The relative effect size of Farrington
and Welsh is its inverse. Where both places are counted over the same two windows, as they are here, how long the windows are cancels
out, so that unequal windows need no correction. A ratio without a comparison has rates a day in it, since there nothing cancels.

Incidents come in bursts: their spread is often a multiple of what chance alone would make. The variance is therefore multiplied by
``phi``, measured before the response, and never under one.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

LEVEL = 0.95
LEAST_MONTHS = 5  # half a year always holds five whole months
NONE_BEFORE, NONE_AFTER, NONE_COMPARED = "none_before", "none_after", "none_compared"


@dataclass(frozen=True)
class Estimate:
    """A ratio with its interval. Where a count is nought there is none: ``reason`` says which, and the numbers are None."""

    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""

    @property
    def is_there(self) -> bool:
        """Tell whether there is an estimate."""
        return self.ratio is not None

    @property
    def excludes_no_change(self) -> bool:
        """Tell whether the whole interval lies on one side of one."""
        return self.low is not None and self.high is not None and not self.low <= 1 <= self.high

    @property
    def inverse(self) -> Estimate:
        """Give the relative effect size: over one is a fall."""
        if self.ratio is None or self.low is None or self.high is None:
            return self
        return Estimate(1 / self.ratio, 1 / self.high, 1 / self.low)


def relative_rate(
    before: int, after: int, comparison_before: int, comparison_after: int, phi: float = 1.0, level: float = LEVEL
) -> Estimate:
    """Give how many incidents there were for each one that the comparison lets expect, with the interval at ``level``.

    All four counts come from the same two windows; how long those are cancels out. A nought among them gives no estimate. Raises
    ValueError for a negative count, a ``phi`` under one or a level outside of nought to one.
    """
    counts = (before, after, comparison_before, comparison_after)
    _refuse_odd(counts, phi, level)
    reason = _missing(before, after) or ("" if comparison_before and comparison_after else NONE_COMPARED)
    if reason:
        return Estimate(reason=reason)
    return _interval(math.log(after / before) - math.log(comparison_after / comparison_before), counts, phi, level)


def rate_ratio(before: int, after: int, *, days_before: int, days_after: int, phi: float = 1.0, level: float = LEVEL) -> Estimate:
    """Give the rate a day afterwards for each one before, with its interval: a change, which says nothing about its cause.

    Raises ValueError as ``relative_rate`` does, and for a window without a day.
    """
    _refuse_odd((before, after), phi, level)
    if days_before < 1 or days_after < 1:
        raise ValueError("a window has at least one day")
    reason = _missing(before, after)
    if reason:
        return Estimate(reason=reason)
    return _interval(math.log(after / days_after) - math.log(before / days_before), (before, after), phi, level)


def overdispersion(counts: Sequence[int]) -> float:
    """Give phi of counts a month: the sample's variance over its mean, at least one; one too where there is nothing to measure."""
    if len(counts) < 2 or not any(counts):
        return 1.0
    return max(1.0, statistics.variance(counts) / statistics.fmean(counts))


def _missing(before: int, after: int) -> str:
    if not before:
        return NONE_BEFORE
    return "" if after else NONE_AFTER


def _interval(ln_ratio: float, counts: Sequence[int], phi: float, level: float) -> Estimate:
    """Give the ratio of a logarithm, with the margin that the counts and their spread leave."""
    z = statistics.NormalDist().inv_cdf(0.5 + level / 2)
    margin = z * math.sqrt(phi * sum(1 / count for count in counts))
    return Estimate(math.exp(ln_ratio), math.exp(ln_ratio - margin), math.exp(ln_ratio + margin))


def _refuse_odd(counts: Sequence[int], phi: float, level: float) -> None:
    if any(count < 0 for count in counts):
        raise ValueError("a count is never negative")
    if phi < 1:
        raise ValueError("phi is at least one")
    if not 0 < level < 1:
        raise ValueError("a level lies between nought and one")
