"""How many published reports lie in each cell of the map, at each size of cell, safe to show together.

Only published reports are counted. From the largest cells down, the figures of the cells inside one cell pass suppression with
their total; where that would hide the total too, or it is hidden already, nothing inside is shown. So no cell, and no difference of
cells of two sizes, gives back a small number. The whole is counted once and kept a while, for each kind and day asked for.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import h3
from django.core.cache import cache
from django.db.models import Count

from feedback.models import Publication
from policing import access
from policing.areas.cells import FINEST
from policing.areas.models import Agency
from policing.privacy.suppression import Shown, suppress_row

COARSEST = 5
KEPT_SECONDS = 300
# from this zoom on (of web maps), cells of this resolution
RESOLUTIONS = ((0, 5), (9, 6), (11, 7), (13, 8), (14, 9))
Box = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True)
class CellCount:
    """One cell with its number of published reports, and its middle."""

    cell: str
    lat: float
    lon: float
    number: int


@dataclass(frozen=True)
class Counted:
    """The cells of one size that may be shown, and a tag that changes when one of them does."""

    resolution: int
    cells: tuple[CellCount, ...]
    tag: str


def resolution_of(zoom: int) -> int:
    """Give the size of cells for a zoom: never finer than the Agency's."""
    wanted = max(resolution for least, resolution in RESOLUTIONS if zoom >= least)
    return min(wanted, Agency.current().cell_resolution, FINEST)


def counted(resolution: int, *, category: str = "", since: date | None = None) -> Counted:
    """Give the cells of a size, at most five minutes old. One query when they are counted anew, or none."""
    agency = Agency.current()
    finest = min(agency.cell_resolution, FINEST)
    name = f"cells:{finest}:{agency.small_number}:{category}:{since or ''}"
    kept: dict[int, Counted] | None = cache.get(f"{name}:{resolution}")
    if kept is None:
        found = _all_sizes(_leaves(category, since), finest, agency.small_number)
        for size, one in found.items():
            cache.set(f"{name}:{size}", {size: one}, KEPT_SECONDS)
        kept = {resolution: found[resolution]}
    return kept[resolution]


def inside(found: Counted, box: Box | None) -> list[CellCount]:
    """Give the cells whose middle lies in the box, which may cross the line where the days change."""
    if box is None:
        return list(found.cells)
    west, south, east, north = box
    wraps = west > east
    return [
        one
        for one in found.cells
        if south <= one.lat <= north and ((one.lon >= west or one.lon <= east) if wraps else west <= one.lon <= east)
    ]


def _leaves(category: str, since: date | None) -> dict[str, int]:
    rows = access.visible(Publication, None).exclude(cell="")
    if category:
        rows = rows.filter(category__code=category)
    if since is not None:
        rows = rows.filter(happened_on__gte=since)
    return dict(rows.order_by("cell").values_list("cell").annotate(many=Count("pk")))


def _all_sizes(leaves: dict[str, int], finest: int, threshold: int) -> dict[int, Counted]:
    sizes = _sums(leaves, finest)
    shown = _shown(sizes, finest, threshold)
    return {size: _counted(size, {cell: sizes[size][cell] for cell in shown[size]}) for size in sizes}


def _sums(leaves: dict[str, int], finest: int) -> dict[int, dict[str, int]]:
    """Give the counts of cells of every size. A cell finer than the Agency wants now counts in the one that holds it."""
    sizes: dict[int, dict[str, int]] = {size: defaultdict(int) for size in range(COARSEST, finest + 1)}
    for cell, number in leaves.items():
        own = h3.get_resolution(cell)
        for size in range(COARSEST, min(own, finest) + 1):
            sizes[size][str(h3.cell_to_parent(cell, size))] += number
    return sizes


def _shown(sizes: dict[int, dict[str, int]], finest: int, threshold: int) -> dict[int, list[str]]:
    shown: dict[int, list[str]] = {COARSEST: _safe(sizes[COARSEST], None, threshold)}
    for size in range(COARSEST + 1, finest + 1):
        families: dict[str, dict[str, int]] = defaultdict(dict)
        for cell, number in sizes[size].items():
            families[str(h3.cell_to_parent(cell, size - 1))][cell] = number
        held = [(sizes[size - 1][parent], families[parent]) for parent in shown[size - 1] if parent in families]
        shown[size] = [cell for total, family in held for cell in _safe(family, total, threshold)]
    return shown


def _safe(family: dict[str, int], total: int | None, threshold: int) -> list[str]:
    """Give the cells of one family that may be shown beside their total, where there is one; none where that cannot be."""
    rest = [] if total is None or total == sum(family.values()) else [total - sum(family.values())]
    row = suppress_row([*family.values(), *rest], threshold)
    if total is not None and row.total.is_hidden:
        return []
    return [cell for cell, figure in zip(family, row.cells, strict=False) if isinstance(figure, Shown)]


def _counted(size: int, cells: dict[str, int]) -> Counted:
    found = tuple(_placed(cell, number) for cell, number in sorted(cells.items()))
    said: Iterable[Any] = [(one.cell, one.number) for one in found]
    return Counted(size, found, hashlib.blake2b(json.dumps([size, *said]).encode(), digest_size=10).hexdigest())


def _placed(cell: str, number: int) -> CellCount:
    lat, lon = h3.cell_to_latlng(cell)
    return CellCount(cell, round(float(lat), 5), round(float(lon), 5), number)
