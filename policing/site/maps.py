"""The maps of the front door: our own area shapes, drawn once for a state of the areas and kept in the process."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise

from policing import access
from policing.areas.models import Agency, Area
from policing.ui.maps import AreaMap, AreaShape, Drawing, draw_areas


@lru_cache(maxsize=8)
def _drawing(revision: int, inside: str) -> Drawing | None:
    """Draw the smallest areas inside a path (``""`` for all). Kept for a revision of the areas; runs one query when new."""
    below = Area.objects.filter(parent=OuterRef("pk"), is_active=True, boundary__isnull=False)
    rows = access.visible(Area, None).in_use().filter(path__startswith=inside, boundary__isnull=False)  # type: ignore[attr-defined]
    leaves = rows.filter(~Exists(below)).order_by("key").only("code", "name", "boundary")
    return draw_areas([AreaShape(area.code, area.name, area.boundary) for area in leaves])


def of_areas(label: str | Promise, *, show_list: bool = False) -> AreaMap | None:
    """Give the map of all areas with a link to each, or None where no area has a boundary."""
    drawing = _drawing(Agency.current().areas_revision, "")
    return _dressed(drawing, label, show_list=show_list)


def of_one(area: Area) -> AreaMap | None:
    """Give the map of the smallest areas with this one marked, or of the areas inside it."""
    revision = Agency.current().areas_revision
    drawing = _drawing(revision, "")
    return _dressed(drawing, area.name, here=area.code)


def _dressed(drawing: Drawing | None, label: str | Promise, *, here: str = "", show_list: bool = False) -> AreaMap | None:
    if drawing is None:
        return None
    links = {one.code: reverse("site:area", args=[one.code]) for one in drawing.outlines}
    return AreaMap(drawing, label, links=links, here=here, show_list=show_list)
