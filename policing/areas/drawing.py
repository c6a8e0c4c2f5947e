"""The shapes of the smallest areas, drawn once for a state of the areas and kept in the process, for every map of the house."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Exists, OuterRef

from policing.areas.models import Agency, Area
from policing.ui.maps import AreaShape, Drawing, draw_areas


@lru_cache(maxsize=32)
def _drawing(revision: int, inside: str) -> Drawing | None:
    below = Area.objects.filter(parent=OuterRef("pk"), is_active=True, boundary__isnull=False)
    rows = Area.objects.in_use().filter(path__startswith=inside, boundary__isnull=False)
    leaves = rows.filter(~Exists(below)).order_by("key").only("code", "name", "boundary")
    return draw_areas([AreaShape(area.code, area.name, area.boundary) for area in leaves])


def smallest(inside: str = "") -> Drawing | None:
    """Give the drawing of the smallest areas inside a path (``""`` for all), or None where none has a boundary.

    Areas are public, so it asks for no right. Runs one query when the areas changed since it was drawn last, else none.
    """
    return _drawing(Agency.current().areas_revision, inside)
