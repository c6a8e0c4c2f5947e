"""The commands of roles held: grant and end. A role that was held stays on record; it ends by date. Locks the person's row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.accounts.models import ONE_SCOPE, RoleGrant, Team, User
from policing.accounts.roles import ROLES
from policing.accounts.services.people import acting, keep_an_administrator, locked, may
from policing.areas.models import Area
from policing.commands import command
from policing.errors import BadInput, Unseen, WrongState
from policing.events.services import emit


@dataclass(frozen=True)
class Scope:
    """Over what a role is held: an area and all inside it, a team's work, or (neither) the whole agency."""

    area: Area | None = None
    team: Team | None = None

    @property
    def area_path(self) -> str:
        """Give the path of the area, empty for the whole agency and for a team."""
        return self.area.path if self.area else ""

    @property
    def team_id(self) -> int | None:
        """Give the id of the team."""
        return self.team.pk if self.team else None


@command(name="accounts.role.grant", page="admin:accounts_rolegrant_add", api="accounts-api:rolegrant-list")
@transaction.atomic
def grant(
    user_id: int,
    *,
    role: str,
    scope: Scope,
    reason: str = "",
    until: datetime | None = None,
    actor: User | None,
    now: datetime | None = None,
) -> RoleGrant:
    """Give a person a role from now on, perhaps until a moment.

    Emits ``accounts.role.granted``. Raises Denied, BadInput for an odd role, scope or end, and WrongState where the person
    holds that role over that scope already.
    """
    moment = now or timekeeping.now()
    user = locked(user_id)
    row = RoleGrant(
        user=user, role=role, area=scope.area, team=scope.team, granted_by=actor, reason=reason.strip()[:200], valid_from=moment
    )
    may(actor, "grant", row)
    _check(row, until, moment)
    row.valid_until = until
    row.save()
    access.forget(user)
    emit(
        "accounts.role.granted",
        subject=user,
        actor=acting(actor),
        area_path=scope.area_path,
        team_id=scope.team_id,
        payload={"role": role},
    )
    return row


def _check(row: RoleGrant, until: datetime | None, moment: datetime) -> None:
    wrong: dict[str, list[Any]] = {}
    if row.role not in ROLES:
        wrong["role"] = [_("There is no such role.")]
    if row.area_id and row.team_id:
        wrong["area"] = [ONE_SCOPE]
    if until is not None and until <= moment:
        wrong["until"] = [_("The end lies in the past.")]
    if wrong:
        raise BadInput(wrong)
    if RoleGrant.objects.held_now().filter(user=row.user, role=row.role, area=row.area, team=row.team).exists():
        raise WrongState(_("This person holds that role there already."))


@command(name="accounts.role.end", page="admin:accounts_rolegrant_changelist", api="accounts-api:rolegrant-end")
@transaction.atomic
def end(grant_id: int, *, actor: User | None, now: datetime | None = None) -> RoleGrant:
    """End a role that a person holds; the row stays. Emits ``accounts.role.ended``.

    Raises Unseen, Denied, and WrongState where it has ended or is the last administrator's.
    """
    moment = now or timekeeping.now()
    found = RoleGrant.objects.filter(pk=grant_id).values_list("user_id", flat=True).first()
    if found is None:
        raise Unseen
    locked(found)
    row: RoleGrant = RoleGrant.objects.select_for_update(of=("self",)).select_related("user", "area").get(pk=grant_id)
    may(actor, "end", row)
    if row.valid_until is not None and row.valid_until <= moment:
        raise WrongState(_("This role has ended already."))
    keep_an_administrator(without_grant=row.pk)
    row.valid_until = max(moment, row.valid_from + timedelta(microseconds=1))
    row.save(update_fields=["valid_until"])
    area_path = row.area.path if row.area else ""
    emit(
        "accounts.role.ended",
        subject=row.user,
        actor=acting(actor),
        area_path=area_path,
        team_id=row.team_id,
        payload={"role": row.role},
    )
    return row
