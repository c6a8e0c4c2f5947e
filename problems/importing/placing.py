"""Where rows lie: many at once from the file's coordinates to longitude and latitude, their areas and their cells.

It loads the library of coordinate systems, so only what loads rows may import it: a worker or a command, never a page.
"""

from __future__ import annotations

from collections.abc import Sequence

import h3
import numpy as np
import shapely

from policing.areas import locate, projection
from policing.areas.cells import FINEST
from policing.areas.geometry import WGS84, Project
from policing.areas.locate import AreaHit
from problems.importing.spots import NO_PLACE, NOWHERE, Spot
from problems.importing.understanding import Understood

PRECISE = 7  # digits after the point: about a centimetre


class Placer:
    """Places the rows of one file."""

    def __init__(self, crs: str) -> None:
        self.project: Project = projection.projector(crs or WGS84)

    def place(self, rows: Sequence[Understood]) -> list[Spot]:
        """Give the spot of each row, in their order."""
        found = [NO_PLACE] * len(rows)
        known = [(at, row.x, row.y) for at, row in enumerate(rows) if row.x is not None]
        if not known:
            return found
        points = self.project(np.array([(x, y) for _at, x, y in known], dtype=float))
        hits = self._hits(points)
        for (at, _x, _y), (lon, lat), hit in zip(known, points.tolist(), hits, strict=True):
            found[at] = self._spot(lat, lon, hit)
        return found

    @staticmethod
    def _spot(lat: float, lon: float, hit: AreaHit | None) -> Spot:
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            return NOWHERE
        return Spot(round(lat, PRECISE), round(lon, PRECISE), str(h3.latlng_to_cell(lat, lon, FINEST)), hit)

    @staticmethod
    def _hits(points: np.ndarray) -> list[AreaHit | None]:
        """Give the area that holds each point: the deepest, the first by path among equals, as ``locate`` chooses."""
        kept = locate.index()
        rows, shapes = kept.tree.query(shapely.points(points), predicate="intersects")
        found: list[AreaHit | None] = [None] * len(points)
        for row, shape in zip(rows.tolist(), shapes.tolist(), strict=True):
            hit, held = kept.hits[shape], found[row]
            if held is None or (-hit.depth, hit.path) < (-held.depth, held.path):
                found[row] = hit
        return found
