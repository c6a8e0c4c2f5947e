"""The maps of the front door: our own area shapes, each with a link to its page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise

from policing.areas import drawing
from policing.areas.models import Area
from policing.ui.maps import AreaMap, Drawing


def of_areas(label: str | Promise, *, show_list: bool = False) -> AreaMap | None:
    """Give the map of all areas with a link to each, or None where no area has a boundary."""
    return _dressed(drawing.smallest(), label, show_list=show_list)


def of_one(area: Area) -> AreaMap | None:
    """Give the map of the smallest areas with this one marked, or of the areas inside it."""
    return _dressed(drawing.smallest(), area.name, here=area.code)


def _dressed(drawn: Drawing | None, label: str | Promise, *, here: str = "", show_list: bool = False) -> AreaMap | None:
    if drawn is None:
        return None
    links = {one.code: reverse("site:area", args=[one.code]) for one in drawn.outlines}
    return AreaMap(drawn, label, links=links, here=here, show_list=show_list)
