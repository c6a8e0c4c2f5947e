"""The map of the town at any place and closeness: which window there can be, and what is drawn in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import shapely

from policing.areas import locate as areas
from policing.areas import near
from policing.areas.geometry import metres_per_degree
from policing.ui.townmap import HEIGHT, WIDTH, Sheet, Thing, View, draw

LEAST_SPAN, CLOSE_SPAN, STREETS_SPAN = 300.0, 1200.0, 6000.0
ROOM = 1.06


@dataclass(frozen=True)
class Town:
    """All areas together: their middle, and how wide the window is at each closeness, the widest first."""

    lat: float
    lon: float
    spans: tuple[float, ...]

    def view(self, lat: float, lon: float, zoom: int) -> View:
        """Give the window around a place; the widest always shows the whole town."""
        zoom = self.closeness(zoom)
        middle = (lat, lon) if zoom else (self.lat, self.lon)
        return View(*middle, self.spans[zoom])

    def closeness(self, zoom: int) -> int:
        """Give the closeness that there is, nearest to the one asked for."""
        return max(0, min(zoom, len(self.spans) - 1))

    def zoom_for(self, span: float) -> int:
        """Give the closest window that is still at least so many metres across."""
        return max((zoom for zoom, wide in enumerate(self.spans) if wide >= span), default=0)


@lru_cache(maxsize=2)
def _town(index: areas.Index) -> tuple[Town, tuple[int, ...]]:
    """Measure the town and find its smallest areas, once for a state of the areas."""
    west, south, east, north = shapely.total_bounds(index.shapes)
    lat, lon = (south + north) / 2, (west + east) / 2
    wide, high = metres_per_degree(lat)
    whole = max((east - west) * wide, (north - south) * high * WIDTH / HEIGHT, LEAST_SPAN) * ROOM
    spans = [whole]
    while spans[-1] / 2 >= LEAST_SPAN:
        spans.append(spans[-1] / 2)
    paths = [hit.path for hit in index.hits]
    leaves = [at for at, path in enumerate(paths) if not any(other != path and other.startswith(path) for other in paths)]
    return Town(float(lat), float(lon), tuple(float(span) for span in spans)), tuple(leaves)


def town() -> Town | None:
    """Give the measure of the town, or None where no area has a boundary yet."""
    index = areas.index()
    return _town(index)[0] if index.hits else None


def middle_of(code: str) -> tuple[float, float, float] | None:
    """Give latitude, longitude and width in metres of an area, or None where it has no boundary."""
    index = areas.index()
    shape = next((index.shapes[at] for at, hit in enumerate(index.hits) if hit.code == code), None)
    if shape is None:
        return None
    west, _south, east, _north = shape.bounds
    spot = shape.representative_point()
    return float(spot.y), float(spot.x), (east - west) * metres_per_degree(spot.y)[0]


def sheet(view: View) -> Sheet:
    """Draw a window: the smallest areas, and in a window that is close enough the streets and places."""
    index = areas.index()
    if not index.hits:
        return draw(view, (), (), ())
    window = shapely.box(*view.corners)
    leaves = set(_town(index)[1])
    seen = [at for at in sorted(index.tree.query(window)) if at in leaves]
    outlines = [Thing(index.hits[at].name, index.shapes[at]) for at in seen]
    spots = near.gazetteer().inside(*view.corners) if view.span <= STREETS_SPAN else []
    lines = [Thing(spot.name, spot.geometry) for spot in spots if spot.geometry.geom_type == "LineString"]
    dots = [Thing(spot.name, spot.geometry) for spot in spots if spot.geometry.geom_type == "Point"]
    return draw(view, outlines, lines, dots)
