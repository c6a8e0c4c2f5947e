"""Maps that draw the agency's own area shapes: no tile, no script, no other host. A list of the same places stands beside.

``draw_areas`` does the heavy part (project, simplify, place names) and gives a frozen ``Drawing`` that callers keep in their
cache until an area changes; ``AreaMap`` dresses it for one page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import shapely
from shapely.affinity import affine_transform
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry

from policing.ui.components.parts import Table
from policing.ui.registry import Words

WIDTH = 480.0
EDGE = 8.0
LETTER, LINE = 7.6, 16.0
DETAIL = 1.0  # view units: finer bends than this are left out


@dataclass(frozen=True)
class Projection:
    """From longitude and latitude to the drawing: distances kept alike both ways at the middle latitude."""

    west: float
    north: float
    squeeze: float
    scale: float
    height: float

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float]) -> Projection:
        """Fit bounds (west, south, east, north, in degrees) into the drawing's width."""
        west, south, east, north = bounds
        squeeze = math.cos(math.radians((south + north) / 2))
        wide, high = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
        scale = min((WIDTH - 2 * EDGE) / wide, (WIDTH - 2 * EDGE) / high)
        return cls(west - (WIDTH / scale - wide) / 2 / squeeze, north + EDGE / scale, squeeze, scale, high * scale + 2 * EDGE)

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        """Give where a place lies in the drawing."""
        return (lon - self.west) * self.squeeze * self.scale, (self.north - lat) * self.scale

    def apply(self, geometry: BaseGeometry) -> BaseGeometry:
        """Give the geometry in units of the drawing."""
        across = self.squeeze * self.scale
        return affine_transform(geometry, [across, 0, 0, -self.scale, -self.west * across, self.north * self.scale])


@dataclass(frozen=True)
class NameLine:
    """One line of an area's name and the middle of its foot."""

    x: str
    y: str
    words: str


@dataclass(frozen=True)
class Outline:
    """One area as it is drawn, with the lines of its name and where they stand; none where the name would not fit inside."""

    code: str
    name: str
    path: str
    lines: tuple[NameLine, ...] = ()


@dataclass(frozen=True)
class Drawing:
    """Every area of a map, ready to be dressed."""

    projection: Projection
    outlines: tuple[Outline, ...]

    @property
    def view_box(self) -> str:
        """The drawing's measure."""
        return f"0 0 {WIDTH:.0f} {math.ceil(self.projection.height)}"


@dataclass(frozen=True)
class AreaShape:
    """What a map needs to know of an area: GeoJSON Polygon or MultiPolygon in longitude and latitude."""

    code: str
    name: str
    boundary: Mapping[str, Any]


def draw_areas(areas: Sequence[AreaShape]) -> Drawing | None:
    """Project and simplify the areas together, so that neighbours still share their edges. None for nothing to draw."""
    shapes = [shape(dict(area.boundary)) for area in areas]
    if not shapes or all(one.is_empty for one in shapes):
        return None
    projection = Projection.around(tuple(shapely.total_bounds(shapes)))
    flat = [projection.apply(one) for one in shapes]
    thinned = shapely.coverage_simplify(flat, DETAIL**2)
    return Drawing(projection, tuple(_outline(area, one) for area, one in zip(areas, thinned, strict=True)))


def _outline(area: AreaShape, geometry: BaseGeometry) -> Outline:
    parts = [one for one in getattr(geometry, "geoms", [geometry]) if isinstance(one, Polygon) and not one.is_empty]
    path = "".join(_ring(list(ring.coords)) for one in parts for ring in (one.exterior, *one.interiors))
    if not parts:
        return Outline(area.code, area.name, path)
    largest = max(parts, key=lambda one: one.area)
    spot = largest.representative_point()
    return Outline(area.code, area.name, path, _name_lines(area.name, largest, spot.x, spot.y))


def _name_lines(name: str, inside: Polygon, x: float, y: float) -> tuple[NameLine, ...]:
    """Set a name around a point in one line, or else in two; nothing where neither stays inside the shape."""
    words = name.split()
    middle = (len(words) + 1) // 2
    for lines in ((name,), (" ".join(words[:middle]), " ".join(words[middle:]))):
        half, high = LETTER * max(map(len, lines)) / 2, LINE * len(lines) / 2
        if all(lines) and inside.contains(shapely.box(x - half, y - high, x + half, y + high)):
            top = y - high + LINE - 4
            return tuple(NameLine(f"{x:.0f}", f"{top + LINE * at:.0f}", line) for at, line in enumerate(lines))
    return ()


def _ring(coordinates: list[tuple[float, ...]]) -> str:
    points = [f"{x:.0f} {y:.0f}" for x, y, *__ in coordinates[:-1]]
    kept = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
    return f"M{'L'.join(kept)}z" if len(kept) > 2 else ""


@dataclass(frozen=True)
class MapPoint:
    """A count at the centre of a map cell, never at a home. ``kind`` gives its shape and colour; the number is printed in it."""

    lat: float
    lon: float
    number: int
    name: Words
    kind: Literal[1, 2, 3] = 1


@dataclass(frozen=True)
class MapCell:
    """A cell of the grid by its corners (lat, lon), shaded by ``tone`` 1 to 5. ``name`` is read out; ``number`` is printed in it
    where it is large enough.
    """

    ring: tuple[tuple[float, float], ...]
    tone: int
    number: int
    name: Words
    url: str = ""


@dataclass(frozen=True)
class PlacedCell:
    """A cell as it is drawn."""

    cell: MapCell
    points: str
    x: str
    y: str
    is_large: bool

    @property
    def text_class(self) -> str:
        """Which ink its number needs on its ground."""
        return "on-dark" if self.cell.tone >= 3 else "on-light"

    @classmethod
    def placed(cls, cell: MapCell, projection: Projection) -> PlacedCell:
        """Put a cell into a drawing."""
        corners = [projection.point(lat, lon) for lat, lon in cell.ring]
        across, down = [x for x, _y in corners], [y for _x, y in corners]
        wide = max(across) - min(across)
        x, y = sum(across) / len(corners), sum(down) / len(corners)
        points = " ".join(f"{one:.1f},{other:.1f}" for one, other in corners)
        return cls(cell, points, f"{x:.0f}", f"{y + 4:.0f}", wide > 2 * LETTER * max(3, len(str(cell.number))))


@dataclass(frozen=True)
class PlacedPoint:
    """A point as it is drawn."""

    point: MapPoint
    x: float
    y: float

    @property
    def cx(self) -> str:
        """Across, for an attribute."""
        return f"{self.x:.0f}"

    @property
    def cy(self) -> str:
        """Down, for an attribute."""
        return f"{self.y:.0f}"

    @property
    def text_y(self) -> str:
        """Where the number's line of text stands."""
        return f"{self.y + 4:.0f}"

    @property
    def corner(self) -> tuple[str, str]:
        """The corner of a square of 24 units around the point."""
        return f"{self.x - 12:.0f}", f"{self.y - 12:.0f}"

    @property
    def diamond(self) -> str:
        """The corners of a diamond around the point."""
        x, y = self.x, self.y
        return f"{x:.0f},{y - 15:.0f} {x + 15:.0f},{y:.0f} {x:.0f},{y + 15:.0f} {x - 15:.0f},{y:.0f}"


@dataclass(frozen=True)
class PlacedArea:
    """An area as this page shows it. ``tone`` 0 to 4 shades it; None leaves it plain."""

    outline: Outline
    url: str
    tone: int | None
    here: bool

    @property
    def text_class(self) -> str:
        """Which ink its name needs on its ground."""
        return "" if self.tone is None else "on-dark" if self.tone >= 3 else "on-light"


@dataclass(frozen=True)
class AreaMap:
    """A map of areas with links, and its list. ``label`` names it to people who cannot see it, ``says`` is the sentence below.

    A shaded map carries its ``numbers`` as a table by place; a plain one its list of areas.
    """

    drawing: Drawing
    label: Words
    says: Words = ""
    title: Words = ""
    links: Mapping[str, str] = field(default_factory=dict)
    tones: Mapping[str, int] = field(default_factory=dict)
    here: str = ""
    points: tuple[MapPoint, ...] = ()
    cells: tuple[MapCell, ...] = ()
    key: tuple[tuple[int, Words], ...] = ()
    numbers: Table | None = None
    show_list: bool = True
    template: ClassVar[str] = "map"

    @property
    def areas(self) -> list[PlacedArea]:
        """The areas, in the order given, the present one on top of its neighbours."""
        found = [
            PlacedArea(one, self.links.get(one.code, ""), self.tones.get(one.code), one.code == self.here)
            for one in self.drawing.outlines
        ]
        return sorted(found, key=lambda one: one.here)

    @property
    def listed(self) -> list[PlacedArea]:
        """The areas by name."""
        return sorted(self.areas, key=lambda one: one.outline.name.casefold())

    @property
    def placed_cells(self) -> list[PlacedCell]:
        """The cells as they are drawn."""
        return [PlacedCell.placed(one, self.drawing.projection) for one in self.cells]

    @property
    def is_group(self) -> bool:
        """Tell whether the map holds links, which a picture may not."""
        return bool(self.links) or any(one.url for one in self.cells)

    @property
    def placed(self) -> list[PlacedPoint]:
        """The points as they are drawn."""
        project = self.drawing.projection.point
        return [PlacedPoint(one, *project(one.lat, one.lon)) for one in self.points]
