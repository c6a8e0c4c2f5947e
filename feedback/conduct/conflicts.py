"""Who must not come near: the officers concerned, all who work in a team with them, and the chain above them.

Two faces of one rule, both as subqueries: ``rows_q`` for a list (what one person must not see) and ``people_q`` for a row (who
must not see it). A test holds them against each other.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from feedback.models import Concerned
from policing.access import Grants
from policing.accounts.models import Membership, RoleGrant, Team
from policing.accounts.roles import roles_with
from policing.areas.models import Area

LINE = "reports.handle"  # whoever holds it does police work in the line
CHAIN = "teams.watch"  # whoever holds it stands above a team
EVERYWHERE = ~Q(pk__in=[])
NOWHERE = Q(pk__in=[])


def _line_grants() -> QuerySet[RoleGrant]:
    rows: QuerySet[RoleGrant] = RoleGrant.objects.held_now().filter(role__in=roles_with(LINE))
    return rows


def _inside(areas: tuple[str, ...], column: str) -> Q:
    found = NOWHERE
    for path in areas:
        found |= Q(**{f"{column}__startswith": path})
    return found


def rows_q(grants: Grants) -> Q:
    """Give the query over what this person must not see. Before triage that is everything, for who works in the line."""
    about = Concerned.objects.active().filter(about_q(grants))
    found = Q(pk__in=about.values("conduct_id"))
    return found | Q(triaged_at=None) if grants.holds(LINE) else found


def about_q(grants: Grants) -> Q:
    """Give the query over the concerned officers and teams that this person is, works with, or stands above."""
    mine = Membership.objects.held_now().filter(user_id=grants.user_id).values("team_id")
    mates = Membership.objects.held_now().filter(team_id__in=mine).values("user_id")
    found = Q(person_id=grants.user_id) | Q(team_id__in=mine) | Q(person_id__in=mates)
    areas, teams = grants.areas(CHAIN), grants.teams(CHAIN)
    if "" in areas:
        return EVERYWHERE
    if not areas and not teams:
        return found
    led = Team.objects.filter(Q(pk__in=teams) | _inside(areas, "areas__path")).values("pk")
    of_led = Membership.objects.held_now().filter(team_id__in=led).values("user_id")
    under = _line_grants().filter(Q(team_id__in=teams) | _inside(areas, "area__path")).values("user_id")
    return found | Q(team_id__in=led) | Q(person_id__in=of_led) | Q(person_id__in=under)


def is_in_conflict(grants: Grants, obj: Any) -> bool:
    """Tell whether this person must not see the row. At most one query, kept on the row for the page that asks again."""
    if obj.triaged_at is None and grants.holds(LINE):
        return True
    known: dict[int | None, bool] = obj.__dict__.setdefault("_conflicts", {})
    if grants.user_id not in known:
        known[grants.user_id] = Concerned.objects.active().filter(about_q(grants), conduct_id=obj.pk).exists()
    return known[grants.user_id]


def forget(obj: Any) -> None:
    """Let the next question be asked anew, after the officers concerned have changed."""
    obj.__dict__.pop("_conflicts", None)


def people_q(obj: Any) -> Q:
    """Give the query over the people who must not see the row: the reverse of ``rows_q``."""
    rows = Concerned.objects.active().filter(conduct_id=obj.pk)
    persons = rows.exclude(person=None).values("person_id")
    named = Q(pk__in=rows.exclude(team=None).values("team_id"))
    of_persons = Q(pk__in=Membership.objects.held_now().filter(user_id__in=persons).values("team_id"))
    teams = Team.objects.filter(named | of_persons).values("pk")
    members = Membership.objects.held_now().filter(team_id__in=teams).values("user_id")
    found = Q(pk__in=persons) | Q(pk__in=members) | Q(pk__in=_chain(rows, persons, teams).values("user_id"))
    return found | Q(pk__in=_line_grants().values("user_id")) if obj.triaged_at is None else found


def _chain(rows: QuerySet[Any], persons: QuerySet[Any], teams: QuerySet[Any]) -> QuerySet[RoleGrant]:
    """Give the roles that stand above the concerned: over everything, over their teams, or over a place where they work."""
    of_persons = _line_grants().filter(user_id__in=persons)
    over_all = Q(area=None, team=None) & Exists(rows)
    over_team = Q(team_id__in=teams) | Q(team_id__in=of_persons.exclude(team=None).values("team_id"))
    served = Area.objects.filter(teams__in=teams, path__startswith=OuterRef("area__path"))
    worked = of_persons.filter(area__path__startswith=OuterRef("area__path"))
    over_area = ~Q(area=None) & (Exists(served) | Exists(worked))
    held: QuerySet[RoleGrant] = RoleGrant.objects.held_now().filter(role__in=roles_with(CHAIN))
    return held.filter(over_all | over_team | over_area)
