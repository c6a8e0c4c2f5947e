"""A street map of a small window of the town, drawn by the server from our own shapes: areas, streets, places, names.

A ``View`` is the window; ``draw`` gives a ``Sheet`` that ``templates/ui/town_map.svg`` writes down. Nothing here knows a person.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import shapely
from shapely.affinity import affine_transform
from shapely.geometry.base import BaseGeometry

WIDTH, HEIGHT = 576, 480
LAT_METRES, LON_METRES = 110_574.0, 111_320.0
STEPS_ACROSS = 16
LETTER, LINE = 9.6, 22.0  # large, since a phone shows the drawing at half its measure
WIDE = 2500.0  # metres across: from here on areas matter more than places
BEND = 0.8  # view units: finer bends than this are left out
MOST_STREETS, MOST_NAMES = 400, 40
WAYS = {"north": (0, -1), "south": (0, 1), "west": (-1, 0), "east": (1, 0)}
Point = tuple[float, float]


@dataclass(frozen=True)
class View:
    """A window of the map: its middle, and how many metres it is across."""

    lat: float
    lon: float
    span: float

    @property
    def _units(self) -> tuple[float, float]:
        """Units of the drawing for a degree of longitude and of latitude."""
        scale = WIDTH / self.span
        return LON_METRES * max(math.cos(math.radians(self.lat)), 0.01) * scale, LAT_METRES * scale

    def point(self, lat: float, lon: float) -> Point:
        """Give where a place lies in the drawing."""
        across, down = self._units
        return WIDTH / 2 + (lon - self.lon) * across, HEIGHT / 2 - (lat - self.lat) * down

    def place(self, x: float, y: float) -> Point:
        """Give the latitude and longitude of a point of the drawing."""
        across, down = self._units
        lat = self.lat - (y - HEIGHT / 2) / down
        lon = self.lon + (x - WIDTH / 2) / across
        return round(min(90.0, max(-90.0, lat)), 6), round(min(180.0, max(-180.0, lon)), 6)

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a place lies inside the window."""
        x, y = self.point(lat, lon)
        return 0 <= x <= WIDTH and 0 <= y <= HEIGHT

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the window, in degrees."""
        north, west = self.place(0, 0)
        south, east = self.place(WIDTH, HEIGHT)
        return west, south, east, north

    def step(self, lat: float, lon: float, way: str) -> Point:
        """Give the place one step to the north, south, west or east of a place."""
        across, down = WAYS[way]
        x, y = self.point(lat, lon)
        size = WIDTH / STEPS_ACROSS
        return self.place(x + across * size, y + down * size)

    def at(self, lat: float, lon: float) -> View:
        """Give the same window around another middle."""
        return replace(self, lat=lat, lon=lon)

    def flat(self, geometry: BaseGeometry) -> BaseGeometry:
        """Give a geometry in longitude and latitude in units of the drawing, cut to a little more than the window."""
        across, down = self._units
        west, south, east, north = self.corners
        wide, high = (east - west) * 0.05, (north - south) * 0.05
        cut = shapely.clip_by_rect(geometry, west - wide, south - high, east + wide, north + high)
        return affine_transform(cut, [across, 0, 0, -down, WIDTH / 2 - self.lon * across, HEIGHT / 2 + self.lat * down])


@dataclass(frozen=True)
class Name:
    """A name on the map."""

    words: str
    x: str
    y: str
    kind: str


@dataclass(frozen=True)
class Sheet:
    """What is drawn: outlines of areas, courses of streets, dots of places, and the names that fit."""

    areas: tuple[str, ...]
    streets: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    names: tuple[Name, ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Thing:
    """Something to draw: a name, and its geometry in longitude and latitude."""

    name: str
    geometry: BaseGeometry


class _Names:
    """Sets names down one after the other; one that would lie on another, or over the edge, is left out."""

    def __init__(self) -> None:
        self.taken: list[tuple[float, float, float, float]] = []
        self.names: list[Name] = []
        self.said: set[str] = set()

    def put(self, words: str, x: float, y: float, kind: str) -> bool:
        half = LETTER * len(words) / 2 + 3
        box = (x - half, y - LINE, x + half, y + 4)
        is_over = box[0] < 2 or box[1] < 2 or box[2] > WIDTH - 2 or box[3] > HEIGHT - 2
        if is_over or words in self.said or len(self.names) >= MOST_NAMES or any(_meet(box, other) for other in self.taken):
            return False
        self.taken.append(box)
        self.said.add(words)
        self.names.append(Name(words, f"{x:.0f}", f"{y:.0f}", kind))
        return True


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def draw(view: View, areas: Iterable[Thing], streets: Iterable[Thing], places: Iterable[Thing]) -> Sheet:
    """Draw the window. In a wide one the areas are named first, in a close one the places, then the streets."""
    names = _Names()
    outlines = [(area.name, view.flat(area.geometry)) for area in areas]
    courses = [(street.name, view.flat(street.geometry)) for street in list(streets)[:MOST_STREETS]]
    is_wide = view.span > WIDE
    if is_wide:
        _name_areas(names, outlines)
    dots = _name_places(names, view, places)
    for name, course in courses:
        _name_street(names, name, course)
    if not is_wide:
        _name_areas(names, outlines)
    return Sheet(
        tuple(filter(None, (_path(outline, closed=True) for _name, outline in outlines))),
        tuple(filter(None, (_path(course, closed=False) for _name, course in courses))),
        dots,
        tuple(names.names),
    )


def _name_areas(names: _Names, outlines: list[tuple[str, BaseGeometry]]) -> None:
    for name, outline in outlines:
        if not outline.is_empty:
            spot = outline.representative_point()
            names.put(name, spot.x, spot.y, "area")


def _name_street(names: _Names, name: str, course: BaseGeometry) -> None:
    """Set a name on the longest piece of a street, in its middle or else further along."""
    piece = max(getattr(course, "geoms", [course]), key=lambda one: one.length, default=course)
    if piece.length < LETTER * len(name):
        return
    for share in (0.5, 0.25, 0.75):
        spot = piece.interpolate(share, normalized=True)
        if names.put(name, spot.x, spot.y + 4, "street"):
            return


def _name_places(names: _Names, view: View, places: Iterable[Thing]) -> tuple[tuple[str, str], ...]:
    dots = []
    for place in places:
        spot = place.geometry.centroid
        x, y = view.point(spot.y, spot.x)
        if names.put(place.name, x, y + LINE, "place"):  # a dot without a name says nothing
            dots.append((f"{x:.0f}", f"{y:.0f}"))
    return tuple(dots)


def _path(geometry: BaseGeometry, *, closed: bool) -> str:
    """Give the ``d`` of an SVG path, its finest bends left out."""
    if geometry.is_empty:
        return ""
    plain = geometry.simplify(BEND)
    pieces = []
    for part in getattr(plain, "geoms", [plain]):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            if ring.geom_type in {"LineString", "LinearRing"}:
                points = "L".join(f"{x:.0f} {y:.0f}" for x, y in ring.coords)
                pieces.append(f"M{points}{'z' if closed else ''}")
    return "".join(pieces)
