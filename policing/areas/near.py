"""What lies near a point, and where a point is in words. A tree of the gazetteer is kept per process and read anew in time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from django.db.models import Count, Max
from django.utils import translation
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from policing import timekeeping
from policing.areas import locate as areas
from policing.areas.geometry import metres_per_degree
from policing.areas.models import Place

NEAR_METRES = 300.0
CHECK_SECONDS = 2.0  # then it is asked whether places came or went
KEPT_SECONDS = 300.0  # then all are read anew, so that a place that was moved elsewhere is seen
Row = tuple[str, str, float, float, Any]


@dataclass(frozen=True)
class Spot:
    """A street or a place of the gazetteer, with its course or its point in longitude and latitude."""

    name: str
    is_street: bool
    geometry: BaseGeometry


@dataclass(frozen=True)
class NearPlace:
    """A street or a place that is near, and how far it is in metres."""

    name: str
    metres: float


def _geometry(lat: float, lon: float, line: Any) -> BaseGeometry:
    """Give the course of a street, or its point where it has none that can be drawn."""
    try:
        points = [(float(place[0]), float(place[1])) for place in line or []]
    except (TypeError, ValueError, IndexError):
        points = []
    return shapely.LineString(points) if len(points) > 1 else shapely.Point(lon, lat)


class Gazetteer:
    """The streets and places of one moment, in a tree."""

    def __init__(self, rows: list[Row]) -> None:
        self.spots = [Spot(name, kind == Place.Kind.STREET, _geometry(lat, lon, line)) for name, kind, lat, lon, line in rows]
        middle = sum(row[2] for row in rows) / len(rows) if rows else 0.0
        self.wide, self.high = metres_per_degree(middle)
        self.tree = shapely.STRtree([spot.geometry for spot in self.spots])
        self.ground = shapely.STRtree(
            [shapely.transform(spot.geometry, lambda points: points * (self.wide, self.high)) for spot in self.spots]
        )

    def nearest(self, lat: float, lon: float, within: float = NEAR_METRES) -> NearPlace | None:
        """Give the street or place nearest to a point, or None where none is near. Of equals the first by name."""
        point = shapely.Point(lon * self.wide, lat * self.high)
        places, metres = self.ground.query_nearest(point, max_distance=within, return_distance=True, all_matches=True)
        found = sorted((self.spots[at].name, float(far)) for at, far in zip(places, metres, strict=True))
        return NearPlace(*found[0]) if found else None

    def inside(self, west: float, south: float, east: float, north: float) -> list[Spot]:
        """Give what lies in a window, in the order of the gazetteer."""
        return [self.spots[at] for at in np.sort(self.tree.query(shapely.box(west, south, east, north)))]


@dataclass
class _Kept:
    book: Gazetteer | None = None
    of: object = None
    count: tuple[int, int] = (0, 0)
    read: float = 0.0
    checked: float = field(default=0.0)


_kept = _Kept()


def forget() -> None:
    """Let the next question read the gazetteer anew."""
    _kept.book = None


def gazetteer() -> Gazetteer:
    """Give the gazetteer. Counts its rows at most every two seconds, and reads them when some came or went, or after a while."""
    moment, areas_now = timekeeping.ticks(), areas.index()
    if _kept.book is not None and _kept.of is areas_now and moment - _kept.checked < CHECK_SECONDS:
        return _kept.book
    counted = Place.objects.aggregate(rows=Count("id"), last=Max("id"))
    count = (counted["rows"], counted["last"] or 0)
    if _kept.book is None or _kept.of is not areas_now or _kept.count != count or moment - _kept.read > KEPT_SECONDS:
        rows = Place.objects.order_by("key", "id").values_list("name", "kind", "lat", "lon", "line")
        _kept.book, _kept.of, _kept.count, _kept.read = Gazetteer(list(rows)), areas_now, count, moment
    _kept.checked = moment
    return _kept.book


def near_words(lat: float, lon: float, language: str) -> str:
    """Say where a point is, in words of a language: “near Mill Lane, Tanner’s Row”. Costs no query most of the time."""
    hit, place = areas.locate(lat, lon), gazetteer().nearest(lat, lon)
    with translation.override(language):
        if hit and place:
            return _("near %(place)s, %(area)s") % {"place": place.name, "area": hit.name}
        if hit:
            return _("in %(area)s") % {"area": hit.name}
        if place:
            return _("near %(place)s, outside our area") % {"place": place.name}
        return _outside(lat, lon)


def _outside(lat: float, lon: float) -> str:
    near = areas.nearest(lat, lon)
    if near is None or near.metres > 20_000:
        return _("outside our area")
    if near.metres < 950:
        metres = max(50, round(near.metres / 50) * 50)
        return _("outside our area, %(metres)d metres from %(area)s") % {"metres": metres, "area": near.area.name}
    return _("outside our area, %(kilometres)d km from %(area)s") % {
        "kilometres": round(near.metres / 1000),
        "area": near.area.name,
    }
