"""Who it is about, and who looks into it: each change keeps those apart who must not meet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from feedback.conduct import conflicts
from feedback.conduct.workflow import CONDUCT, HANDLE
from feedback.models import Concerned, Conduct, ConductHandover
from feedback.services.conduct.moving import locked, move
from policing import access, timekeeping
from policing.accounts.models import RoleGrant, Team, User
from policing.accounts.roles import roles_with
from policing.commands import command
from policing.errors import BadInput
from policing.notifications.models import Notification

MOST_CONCERNED = 50
NEAR = _("This person must be kept apart from it, or does not review. Choose somebody else.")


@command(name="feedback.conduct.match", page="feedback:conduct-match", api="feedback-api:conduct-match")
def match(
    conduct_id: int,
    *,
    persons: Iterable[UUID] = (),
    teams: Iterable[str] = (),
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> Conduct:
    """Say which officers (by pseudonym) and teams (by code) it is about: exactly these from now on; none means not known.

    Whoever is in conflict by that loses sight at once, notices too. A reviewer who had it loses it, and the others are told.
    The same again changes nothing. Locks the row, emits one event. Raises Unseen, Denied, WrongState, StaleVersion, BadInput.
    """
    with transaction.atomic():
        conduct = locked(conduct_id, actor, "match", version)
        CONDUCT.check(conduct, "match")
        moment = now or timekeeping.now()
        people, units = _people(persons), _units(teams)
        is_changed = _set(conduct, people, units, actor, moment)
        if not is_changed and conduct.triaged_at is not None:
            return conduct
        conduct.triaged_at = conduct.triaged_at or moment
        conflicts.forget(conduct)
        taken = _take_away(conduct, actor, moment)
        payload = {"persons": len(people), "teams": len(units), "taken": taken}
        return move(conduct, "match", actor, moment, fields=("triaged_at", "assignee"), payload=payload)


@command(name="feedback.conduct.assign", page="feedback:conduct-assign", api="feedback-api:conduct-assign")
def assign(conduct_id: int, *, person: UUID, actor: User, version: int | None = None, now: datetime | None = None) -> Conduct:
    """Give it to a reviewer who is not in conflict. The same person again changes nothing. Locks the row, emits one event.

    Raises Unseen, Denied, WrongState, StaleVersion, and BadInput for somebody who must be kept apart or does not review; which
    of the two it is, is not said.
    """
    with transaction.atomic():
        conduct = locked(conduct_id, actor, "assign", version)
        CONDUCT.check(conduct, "assign")
        chosen = can_take_it(conduct).filter(pseudonym=person).first()
        if chosen is None:
            raise BadInput({"person": [NEAR]})
        if conduct.assignee_id == chosen.pk:
            return conduct
        moment = now or timekeeping.now()
        conduct.assignee = chosen
        ConductHandover.objects.create(conduct=conduct, by=actor, to_person=chosen, at=moment)
        return move(conduct, "assign", actor, moment, fields=("assignee",))


def can_take_it(conduct: Conduct) -> QuerySet[User]:
    """Give the reviewers who can have it, by name."""
    return access.people_who_can(User.objects.all(), "answer", conduct).order_by("name", "pk")


def reviewers() -> QuerySet[User]:
    """Give everybody who reviews anywhere, in conflict or not, by name: a list of choices says nothing about any one of them."""
    held = RoleGrant.objects.held_now().filter(role__in=roles_with(HANDLE))
    found: QuerySet[User] = User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("name", "pk")
    return found


def _people(persons: Iterable[UUID]) -> list[User]:
    wanted = set(persons)
    found = list(User.objects.filter(pseudonym__in=wanted)) if wanted else []
    if len(found) != len(wanted) or len(wanted) > MOST_CONCERNED:
        raise BadInput({"persons": [_("Choose officers from the list.")]})
    return found


def _units(codes: Iterable[str]) -> list[Team]:
    wanted = set(codes)
    found = list(Team.objects.filter(code__in=wanted)) if wanted else []
    if len(found) != len(wanted) or len(wanted) > MOST_CONCERNED:
        raise BadInput({"teams": [_("Choose teams from the list.")]})
    return found


def _set(conduct: Conduct, people: list[User], units: list[Team], actor: User, moment: datetime) -> bool:
    """End the rows that are not wanted any more and add those that are new. Tells whether anything changed."""
    wanted: set[tuple[int | None, int | None]] = {(one.pk, None) for one in people} | {(None, one.pk) for one in units}
    held = {(row.person_id, row.team_id): row.pk for row in Concerned.objects.active().filter(conduct=conduct)}
    gone = [pk for key, pk in held.items() if key not in wanted]
    new = sorted(wanted - set(held), key=str)
    Concerned.objects.filter(pk__in=gone).update(ended_at=moment)
    Concerned.objects.bulk_create(
        Concerned(conduct=conduct, person_id=person, team_id=team, by=actor, at=moment) for person, team in new
    )
    return bool(gone or new)


def _take_away(conduct: Conduct, actor: User, moment: datetime) -> bool:
    """Take it, and every notice about it, from those who must not see it any more. Tells whether a reviewer lost it."""
    may_see = access.people_who_can(User.objects.all(), "view", conduct)
    notices = Notification.objects.filter(subject_type=conduct._meta.label_lower, subject_id=conduct.pk)
    notices.exclude(user__in=may_see.values("pk")).delete()
    if conduct.assignee_id is None or may_see.filter(pk=conduct.assignee_id).exists():
        return False
    conduct.assignee = None
    ConductHandover.objects.create(conduct=conduct, by=actor, to_person=None, at=moment)
    return True


def choices_of(conduct: Conduct) -> list[dict[str, Any]]:
    """Give the officers and teams that it is about now, as codes and names. One query."""
    rows = Concerned.objects.active().filter(conduct=conduct).select_related("person", "team")
    return [
        {"kind": "person", "code": str(row.person.pseudonym), "name": row.person.display_name, "by_writer": False}
        if row.person
        else {"kind": "team", "code": row.team.code, "name": row.team.name, "by_writer": row.by_id is None}
        for row in rows
    ]
