"""Which area holds a point. A tree of the boundaries is kept per process and read anew when the areas change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from policing import timekeeping
from policing.areas.geometry import metres_per_degree, shape_of
from policing.areas.models import Agency, Area

CHECK_SECONDS = 2.0


@dataclass(frozen=True)
class AreaHit:
    """An area that was found, in plain values."""

    area_id: int
    code: str
    path: str
    name: str

    @property
    def depth(self) -> int:
        """Give how many areas hold it, itself counted."""
        return self.path.count("/")


@dataclass(frozen=True)
class NearHit:
    """The area nearest to a point, and how far its border is in metres (0 inside)."""

    area: AreaHit
    metres: float


def _choose(hits: list[AreaHit]) -> AreaHit:
    """Choose the deepest; among equals (a point on a border) the first by path, always the same."""
    return min(hits, key=lambda hit: (-hit.depth, hit.path))


class Index:
    """The boundaries of one revision of the areas."""

    def __init__(self, revision: int, rows: list[tuple[int, str, str, str, dict[str, Any]]]) -> None:
        self.revision = revision
        self.hits = [AreaHit(*row[:4]) for row in rows]
        self.shapes = np.array([shape_of(row[4]) for row in rows], dtype=object)
        shapely.prepare(self.shapes)
        self.tree = shapely.STRtree(self.shapes)

    def locate(self, lat: float, lon: float) -> AreaHit | None:
        """Give the area that holds the point, its border counted, or None."""
        found = [self.hits[place] for place in self.tree.query(shapely.Point(lon, lat), predicate="intersects")]
        return _choose(found) if found else None

    @cached_property
    def _ground(self) -> tuple[float, float, shapely.STRtree]:
        """Give metres per degree in the middle of all areas, and a tree of the shapes in metres (true to a per cent)."""
        bounds = shapely.total_bounds(self.shapes)
        wide, high = metres_per_degree((bounds[1] + bounds[3]) / 2)
        flat: list[BaseGeometry] = [shapely.transform(shape, lambda points: points * (wide, high)) for shape in self.shapes]
        return wide, high, shapely.STRtree(flat)

    def nearest(self, lat: float, lon: float) -> NearHit | None:
        """Give the area nearest to the point and the metres between, or None where there are no areas."""
        inside = self.locate(lat, lon)
        if inside is not None:
            return NearHit(inside, 0.0)
        if not self.hits:
            return None
        wide, high, tree = self._ground
        places, metres = tree.query_nearest(shapely.Point(lon * wide, lat * high), return_distance=True, all_matches=True)
        return NearHit(_choose([self.hits[place] for place in places]), float(metres[0]))


@dataclass
class _Kept:
    index: Index | None = None
    checked: float = 0.0


_kept = _Kept()


def forget() -> None:
    """Let the next question read the areas anew."""
    _kept.index = None


def index() -> Index:
    """Give the index of the present revision. Asks for the revision at most every two seconds; reads all areas when it moved."""
    kept, moment = _kept.index, timekeeping.ticks()
    if kept is not None and moment - _kept.checked < CHECK_SECONDS:
        return kept
    revision = Agency.objects.values_list("areas_revision", flat=True).filter(pk=1).first() or 0
    if kept is None or kept.revision != revision:
        rows = Area.objects.in_use().exclude(boundary=None).order_by("path")
        kept = Index(revision, list(rows.values_list("id", "code", "path", "name", "boundary")))
    _kept.index, _kept.checked = kept, moment
    return kept


def locate(lat: float, lon: float) -> AreaHit | None:
    """Give the deepest area that holds a point, or None for outside. A border belongs to the first of its areas by path."""
    return index().locate(lat, lon)


def nearest(lat: float, lon: float) -> NearHit | None:
    """Give the area nearest to a point, for words like “300 metres from Northgate”, or None where there are no areas."""
    return index().nearest(lat, lon)
