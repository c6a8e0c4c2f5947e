"""Who serves a place: the team of an area or the nearest area above, and its people whom residents may know by name."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Length

from policing import access, timekeeping
from policing.accounts.models import Membership, Team
from policing.accounts.querysets import valid_at


def serving(area_path: str) -> Team | None:
    """Give the team that serves the area, else the nearest above, else the front desk, else None. One query, or two."""
    if area_path:
        rows = Team.objects.in_use().filter(areas__path__in=access.ancestors(area_path)).exclude(kind=Team.Kind.PARTNER)
        found: Team | None = rows.order_by(Length("areas__path").desc(), "pk").first()
        if found is not None:
            return found
    return Team.objects.in_use().filter(kind=Team.Kind.FRONT_DESK).first()


def people_of(team: Team | None) -> QuerySet[Membership]:
    """Give the members of a team who are named in public, with their names."""
    if team is None:
        return Membership.objects.none()
    rows = Membership.objects.filter(valid_at(timekeeping.now()), team=team, is_public=True, user__is_active=True)
    return rows.select_related("user").order_by("user__name", "pk")
