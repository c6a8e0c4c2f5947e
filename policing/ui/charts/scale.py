"""Where numbers go on a page: steps of an axis, labels that do not lie on each other, coordinates as SVG wants them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from django.utils.formats import number_format


def said(value: float | None) -> str:
    """Give a number as people read it here, or a dash for one that is hidden."""
    if value is None:
        return "–"
    return number_format(int(value) if float(value).is_integer() else round(value, 1), use_l10n=True, force_grouping=True)


def nice_step(top: float, parts: int = 4) -> float:
    """Give a step of 1, 2 or 5 times a power of ten that reaches ``top`` in at most ``parts`` steps."""
    rough = max(top, 1e-9) / parts
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * (1 - 1e-9))


def spread(wanted: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """Move labels apart so that none is nearer than ``gap`` to the next, in their order, inside the bounds where they fit."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = [wanted[index] for index in order]
    for at in range(1, len(placed)):
        placed[at] = max(placed[at], placed[at - 1] + gap)
    slide = max(0.0, placed[-1] - highest) if placed else 0.0
    for at in range(len(placed) - 1, -1, -1):
        ceiling = placed[at + 1] - gap if at + 1 < len(placed) else highest
        placed[at] = max(lowest + at * gap, min(placed[at], ceiling)) if slide else placed[at]
    found = [0.0] * len(wanted)
    for index, value in zip(order, placed, strict=True):
        found[index] = value
    return found


def plain(value: float) -> str:
    """Give a coordinate for an SVG attribute: never in the reader's number format."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
