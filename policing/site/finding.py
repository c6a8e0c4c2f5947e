"""What the search finds of the town: areas, streets and places, and the teams that serve them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from policing.accounts.models import Team
from policing.areas.models import Area, Place
from policing.areas.querysets import fold
from policing.ui.lists import listed
from policing.ui.registry import Hit


def places(user: Any, words: str, most: int) -> list[Hit]:
    """Give the areas of that name, then the streets and places, each leading to the page of its area. Two queries."""
    key = fold(words)
    if not key:
        return []
    areas = Area.objects.in_use().filter(key__contains=key).only("code", "name", "key").order_by("key", "pk")[:most]
    hits = [Hit(area.name, reverse("site:area", args=[area.code]), kind=_("area")) for area in areas]
    if len(hits) >= most:
        return hits
    named = Place.objects.named_like(words, limit=most - len(hits))
    return hits + [
        Hit(place.name, reverse("site:area", args=[place.area.code]), place.area.name, place.get_kind_display())
        for place in named
        if place.area
    ]


def teams(user: Any, words: str, most: int) -> list[Hit]:
    """Give the teams whose name holds the words, or whose area does, each leading to its first area. Two queries."""
    key = fold(words)
    if not key:
        return []
    of_area = Team.areas.through.objects.filter(area__key__contains=key).values("team_id")
    rows = Team.objects.in_use().filter(Q(name__icontains=words) | Q(pk__in=of_area)).prefetch_related("areas")
    rows = rows.order_by("name", "pk")[:most]
    return [_team(team) for team in rows]


def _team(team: Team) -> Hit:
    areas = sorted(team.areas.all(), key=lambda area: area.key)
    url = reverse("site:area", args=[areas[0].code]) if areas else reverse("site:areas")
    names = listed(area.name for area in areas[:3])
    return Hit(team.name, url, names + ("…" if len(areas) > 3 else ""), team.get_kind_display())
