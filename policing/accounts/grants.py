"""Where grants come from: RoleGrant rows and the role table, handed to ``policing.access``."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q

from policing import access, timekeeping
from policing.accounts.models import RoleGrant, User
from policing.accounts.querysets import valid_at
from policing.accounts.roles import ROLES, roles_with


def load(user: User) -> access.Grants:
    """Give what an active person holds now. Runs one query."""
    rows = RoleGrant.objects.held_now().filter(user=user).values_list("role", "area__path", "team_id", "team__areas__path")
    held: dict[tuple[str, str | None, int | None], set[str]] = defaultdict(set)
    for role, path, team, served in rows:
        held[role, None if team else (path or ""), team].update({served} if served else ())
    found = frozenset(
        access.Grant(role, ROLES[role].permissions, path, team, tuple(sorted(serves)))
        for (role, path, team), serves in held.items()
        if role in ROLES
    )
    return access.Grants(user_id=user.pk, active=True, grants=found)


def holders_q(permission: str, *, area_path: str, team_id: int | None = None, on_grounds: bool = False) -> Q:
    """Give the query over users who hold the permission over that area or that team: the reverse of ``load``.

    ``on_grounds`` adds those who hold it over the work of a team that serves the area: the reverse of ``Grants.grounds``.
    """
    scope = Q(area=None, team=None) | Q(area__path__in=access.ancestors(area_path), team=None)
    if team_id is not None:
        scope |= Q(team=team_id)
    if on_grounds:
        scope |= Q(team__areas__path__in=access.ancestors(area_path))
    held = RoleGrant.objects.filter(scope & valid_at(timekeeping.now()), role__in=roles_with(permission))
    return Q(pk__in=held.values("user_id"))


def anybody_q(permission: str) -> Q:
    """Give the query over users who hold the permission over anything at all: the reverse of ``Grants.holds``."""
    held = RoleGrant.objects.filter(valid_at(timekeeping.now()), role__in=roles_with(permission))
    return Q(pk__in=held.values("user_id"))
