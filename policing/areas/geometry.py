"""Turns what a file says is a shape into one that the house can use: WGS84, valid, polygons only. Pure: no database."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.geometry.base import BaseGeometry

WGS84 = "EPSG:4326"
DIGITS = 7  # about a centimetre
MOST_POINTS = 500_000
Points = np.ndarray[Any, np.dtype[np.float64]]
Project = Callable[[Points], Points]


class Unusable(Exception):
    """A shape or a coordinate system that cannot be used; the message is the reason in words."""


@dataclass(frozen=True)
class Shape:
    """A usable shape: GeoJSON of a MultiPolygon in WGS84, and what had to be mended (empty for nothing)."""

    boundary: dict[str, Any]
    mended: str = ""


def as_it_is(points: Points) -> Points:
    """Leave points in longitude and latitude as they are: the projection of shapes that state WGS84."""
    return points


def usable(geometry: Any, project: Project) -> Shape:
    """Give the usable shape of a GeoJSON geometry. Raises Unusable with the reason where there is none."""
    polygons = list(_polygons(geometry))
    if sum(len(ring) for rings in polygons for ring in rings) > MOST_POINTS:
        raise Unusable(_("its border has more than %(most)s points") % {"most": MOST_POINTS})
    raw = MultiPolygon([Polygon(rings[0], rings[1:]) for rings in polygons])
    mended = "" if raw.is_valid else _why(raw)
    placed = shapely.transform(raw, project)
    _refuse_off_earth(placed, raw)
    return Shape(_tidy(placed), mended)


def _why(shape: BaseGeometry) -> str:
    """Say in words what is wrong with a shape."""
    reason = shapely.is_valid_reason(shape).split("[")[0].strip()
    words = {
        "Self-intersection": _("its border crosses itself"),
        "Ring Self-intersection": _("its border touches itself"),
        "Nested shells": _("one of its parts lies inside another"),
        "Hole lies outside shell": _("one of its holes lies outside it"),
        "Holes are nested": _("one of its holes lies inside another"),
        "Too few points in geometry component": _("one of its rings has too few different points"),
        "Interior is disconnected": _("its holes cut it apart"),
    }
    return words.get(reason, reason.lower())


def _polygons(geometry: Any) -> Iterable[list[Points]]:
    """Give the polygons of a geometry as lists of rings, the outer one first."""
    if not isinstance(geometry, dict):
        raise Unusable(_("it has no shape"))
    kind = geometry.get("type")
    if kind == "Polygon":
        return [_rings(geometry.get("coordinates"))]
    if kind == "MultiPolygon":
        parts = geometry.get("coordinates")
        if not isinstance(parts, list) or not parts:
            raise Unusable(_("its shape is empty"))
        return [_rings(part) for part in parts]
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        inner = [
            part for part in geometry["geometries"] if isinstance(part, dict) and part.get("type") in {"Polygon", "MultiPolygon"}
        ]
        if inner:
            return [rings for part in inner for rings in _polygons(part)]
    raise Unusable(_("its shape is %(kind)s, not a polygon") % {"kind": str(kind)[:40]})


def _rings(rings: Any) -> list[Points]:
    if not isinstance(rings, list) or not rings:
        raise Unusable(_("its shape is empty"))
    return [_ring(ring) for ring in rings]


def _ring(ring: Any) -> Points:
    if not isinstance(ring, list):
        raise Unusable(_("a ring of its border is not a list of points"))
    points = [_point(place) for place in ring]
    if len(set(points)) < 3:
        raise Unusable(_("a ring of its border has fewer than three different points"))
    return np.array(points if points[0] == points[-1] else [*points, points[0]], dtype=np.float64)


def _point(place: Any) -> tuple[float, float]:
    pair = place[:2] if isinstance(place, list) else []
    numbers = [value for value in pair if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) != 2 or not all(abs(value) < 1e12 for value in numbers):
        raise Unusable(_("a point of its border is not two numbers"))
    return float(numbers[0]), float(numbers[1])


def _refuse_off_earth(placed: BaseGeometry, raw: BaseGeometry) -> None:
    places = shapely.get_coordinates(placed)
    if np.isfinite(places).all() and (np.abs(places) <= (180.0, 90.0)).all():
        return
    far = shapely.get_coordinates(raw)[~((np.abs(places) <= (180.0, 90.0)).all(axis=1))][0]
    words = _("the point %(x)s, %(y)s is not on Earth: state the file's coordinate system with --crs EPSG:n")
    raise Unusable(words % {"x": f"{far[0]:g}", "y": f"{far[1]:g}"})


def _tidy(shape: BaseGeometry) -> dict[str, Any]:
    """Round, mend, keep the parts with an area, and turn rings the way RFC 7946 asks. The same input gives the same output."""
    rounded = shapely.transform(shape, lambda points: np.round(points, DIGITS))
    sound = rounded if rounded.is_valid else shapely.make_valid(rounded, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(shapely.get_parts(sound)) if isinstance(part, Polygon) and part.area > 0]
    if not parts:
        raise Unusable(_("its shape has no area"))
    whole = shapely.orient_polygons(MultiPolygon(parts))
    coordinates = [[[list(point) for point in ring] for ring in part] for part in mapping(whole)["coordinates"]]
    return {"type": "MultiPolygon", "coordinates": coordinates}


def shape_of(boundary: dict[str, Any]) -> BaseGeometry:
    """Give the geometry of a stored boundary."""
    return shapely.geometry.shape(boundary)


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Give the length of a degree of longitude and of latitude at a latitude, in metres."""
    return 111_320.0 * math.cos(math.radians(lat)), 110_574.0
