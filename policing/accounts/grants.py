"""Where grants come from: RoleGrant rows and the role table, handed to ``policing.access``."""

from __future__ import annotations

from django.db.models import Q

from policing import access, timekeeping
from policing.accounts.models import RoleGrant, User
from policing.accounts.querysets import valid_at
from policing.accounts.roles import ROLES, roles_with


def load(user: User) -> access.Grants:
    """Give what an active person holds now. Runs one query."""
    rows = RoleGrant.objects.held_now().filter(user=user).values_list("role", "area__path", "team_id")
    found = frozenset(
        access.Grant(role, ROLES[role].permissions, None if team else (path or ""), team)
        for role, path, team in rows
        if role in ROLES
    )
    return access.Grants(user_id=user.pk, active=True, grants=found)


def holders_q(permission: str, *, area_path: str, team_id: int | None = None) -> Q:
    """Give the query over users who hold the permission over that area or that team: the reverse of ``load``."""
    scope = Q(area=None, team=None) | Q(area__path__in=access.ancestors(area_path), team=None)
    if team_id is not None:
        scope |= Q(team=team_id)
    held = RoleGrant.objects.filter(scope & valid_at(timekeeping.now()), role__in=roles_with(permission))
    return Q(pk__in=held.values("user_id"))


def anybody_q(permission: str) -> Q:
    """Give the query over users who hold the permission over anything at all: the reverse of ``Grants.holds``."""
    held = RoleGrant.objects.filter(valid_at(timekeeping.now()), role__in=roles_with(permission))
    return Q(pk__in=held.values("user_id"))
