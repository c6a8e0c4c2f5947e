"""What is published, as the front door shows it: the newest of a place, what became of those that are finished, and where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback import cellmap
from feedback.models import Publication
from feedback.published import NEWEST, Shown, shown
from policing import access
from policing.areas import drawing
from policing.areas.locate import locate
from policing.areas.models import Agency
from policing.ui.maps import AreaMap, MapPoint

MOST, MOST_POINTS, MAP_ZOOM = 4, 24, 13
FINISHED = Q(report__state="closed") | Q(report__lead__state="closed")


def latest(area_path: str = "") -> list[Shown]:
    """Give the newest published reports of an area that still go on. One query."""
    return _newest(area_path, ~FINISHED)


def changed(area_path: str = "") -> list[Shown]:
    """Give the newest published reports of an area that are finished, with what became of them. One query."""
    return _newest(area_path, FINISHED)


def _newest(area_path: str, which: Q) -> list[Shown]:
    rows = access.visible(Publication, None).for_list().filter(which)  # type: ignore[attr-defined]
    if area_path:
        rows = rows.filter(area_path__startswith=area_path)
    return [shown(row) for row in rows.order_by(*NEWEST.order(backwards=False))[:MOST]]


def panel(request: HttpRequest, narrowed: Any) -> Mapping[str, Any] | None:
    """Give the map of the busiest cells for the list of published reports, or nothing where there is nothing to draw."""
    found = cellmap.counted(cellmap.resolution_of(MAP_ZOOM))
    drawn = drawing.smallest()
    if drawn is None or not found.cells:
        return None
    busiest = sorted(found.cells, key=lambda one: (-one.number, one.cell))[:MOST_POINTS]
    points = tuple(MapPoint(one.lat, one.lon, one.number, _name(one.lat, one.lon)) for one in busiest)
    links = {one.code: f"{reverse('feedback:public-list')}?area={one.code}" for one in drawn.outlines}
    says = _(
        "Each mark stands in the middle of a part of the map, never on a home. Parts with fewer than %(least)d are not drawn."
    )
    hidden = says % {"least": Agency.current().small_number}
    label = _("Map of the areas with how many reports are published in the busiest parts")
    return {"map": AreaMap(drawn, label, says=hidden, links=links, points=points, show_list=False)}


def _name(lat: float, lon: float) -> str:
    hit = locate(lat, lon)
    return hit.name if hit else _("Outside the areas")
