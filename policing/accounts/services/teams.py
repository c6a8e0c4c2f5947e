"""The commands of teams: save, join, leave. Lock order: the team's row, then the membership."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from policing import timekeeping
from policing.accounts.models import IN_TEAM_ALREADY, ONE_FRONT_DESK, Membership, Team, User
from policing.accounts.services.people import acting, locked, may
from policing.areas.models import Area
from policing.commands import command
from policing.errors import BadInput, Unseen, WrongState, explain_integrity, word_constraint
from policing.events.services import emit

word_constraint("team_one_front_desk", "kind", ONE_FRONT_DESK)
word_constraint("accounts_team_code_key", "code", _("Another team has this code."))
word_constraint("membership_once", "user", IN_TEAM_ALREADY)


@dataclass(frozen=True)
class TeamFacts:
    """What there is to say about a team."""

    code: str
    name: str
    kind: str = Team.Kind.NEIGHBOURHOOD
    contact: str = ""
    hours: str = ""
    belongs_to: str = Team.Belongs.AGENCY
    is_active: bool = True
    areas: Sequence[Area] = ()


@command(name="accounts.team.save", page="admin:accounts_team_add", api="accounts-api:team-list")
@transaction.atomic
def save(facts: TeamFacts, *, actor: User | None, team_id: int | None = None) -> Team:
    """Make a team, or change the team of that id, and the areas that it serves.

    Emits ``accounts.team.saved``. Raises Denied, Unseen, and BadInput for a missing name, a taken code or a second front desk.
    """
    team = _team(team_id) if team_id else Team()
    may(actor, "change", team)
    if not facts.name.strip() or not facts.code.strip():
        raise BadInput({"name" if not facts.name.strip() else "code": [_("We need an answer here.")]})
    if facts.kind not in Team.Kind.values:
        raise BadInput({"kind": [_("There is no such kind of team.")]})
    if facts.belongs_to not in Team.Belongs.values:
        raise BadInput({"belongs_to": [_("There is no such choice.")]})
    team.belongs_to = facts.belongs_to
    team.code, team.name, team.kind = facts.code.strip(), facts.name.strip(), facts.kind
    team.contact, team.hours, team.is_active = facts.contact.strip(), facts.hours.strip(), facts.is_active
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        raise explain_integrity(error) from error
    team.areas.set(facts.areas)
    emit("accounts.team.saved", subject=team, actor=acting(actor), team_id=team.pk, payload={"team": team.pk})
    return team


def _team(team_id: int) -> Team:
    found: Team | None = Team.objects.select_for_update(of=("self",)).filter(pk=team_id).first()
    if found is None:
        raise Unseen
    return found


@command(name="accounts.membership.start", page="admin:accounts_membership_add", api="accounts-api:membership-list")
@transaction.atomic
def join(
    user_id: int,
    *,
    team_id: int,
    title: str = "",
    surgery: str = "",
    is_public: bool = False,
    actor: User | None,
    now: datetime | None = None,
) -> Membership:
    """Put a person into a team. What they may do there is a role, given apart. Emits ``accounts.membership.started``.

    Raises Denied, Unseen, and BadInput where the person is in that team already.
    """
    team, user = _team(team_id), locked(user_id)
    row = Membership(user=user, team=team, title=title.strip(), surgery=surgery.strip(), is_public=is_public)
    row.valid_from = now or timekeeping.now()
    may(actor, "change", row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise explain_integrity(error) from error
    emit("accounts.membership.started", subject=user, actor=acting(actor), team_id=team.pk, payload={"team": team.pk})
    return row


@command(name="accounts.membership.end", page="admin:accounts_membership_changelist", api="accounts-api:membership-end")
@transaction.atomic
def leave(membership_id: int, *, actor: User | None, now: datetime | None = None) -> Membership:
    """End a person's time in a team; the row stays. Emits ``accounts.membership.ended``. Raises Unseen, Denied, WrongState."""
    moment = now or timekeeping.now()
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user")
    row: Membership | None = rows.filter(pk=membership_id).first()
    if row is None:
        raise Unseen
    may(actor, "change", row)
    if row.valid_until is not None and row.valid_until <= moment:
        raise WrongState(_("That has ended already."))
    row.valid_until = max(moment, row.valid_from + timedelta(microseconds=1))
    row.save(update_fields=["valid_until"])
    emit("accounts.membership.ended", subject=row.user, actor=acting(actor), team_id=row.team_id, payload={"team": row.team_id})
    return row
