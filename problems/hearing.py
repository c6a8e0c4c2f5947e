"""Who of a case's team hears of what: who works along, whose place it is, who leads it, and whose action or task it is."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from policing import access
from policing.access.sight import PLAN, SIGHTS
from policing.accounts.models import Membership, User
from policing.events.models import Event
from policing.notifications.kinds import Recipients, holders
from problems.models import Action, Case, Member, Task

SEE_PLAN = [code for code, one in SIGHTS.items() if one.shows(PLAN)]
DOERS = holders("cases.work", "cases.progress")  # by a role, wherever it is held
OWNED: Mapping[str, type[Action | Task]] = {"action": Action, "task": Task}


def works_along(user: User) -> bool:
    """Reach who works along in a case now. One query."""
    return Member.objects.filter(user=user, ended_at=None).exists()


def works_along_by_plan(user: User) -> bool:
    """Reach who works along in a case now and sees its plan. One query."""
    return Member.objects.filter(user=user, ended_at=None, sees__in=SEE_PLAN).exists()


def does_things(user: User) -> bool:
    """Reach whom something can be given to do in a case, and who leads one or can: by role, or as a member. At most one query."""
    return DOERS(user) or works_along_by_plan(user)


def members(event: Event) -> Recipients:
    """Give who works along in a case."""
    rows = Member.objects.filter(case=event.subject_id, ended_at=None)
    return Recipients(users=User.objects.filter(pk__in=rows.values("user_id")))


def members_of_plan(event: Event) -> Recipients:
    """Give who works along and sees the plan: that a step was proposed is a part of it."""
    rows = Member.objects.filter(case=event.subject_id, ended_at=None, sees__in=SEE_PLAN)
    return Recipients(users=User.objects.filter(pk__in=rows.values("user_id")))


def the_member(event: Event) -> Recipients:
    """Give the person whose place in the team it is."""
    rows = Member.objects.filter(pk=event.payload["member"])
    return Recipients(users=User.objects.filter(pk__in=rows.values("user_id")))


def lead_and_team(event: Event) -> Recipients:
    """Give the lead of a case, who works on it, and the people of its team who may."""
    case = Case.objects.filter(pk=event.subject_id).first()
    return Recipients(users=_workers(case)) if case is not None else Recipients()


def _workers(case: Case) -> QuerySet[User]:
    along = Member.objects.filter(case=case, ended_at=None).values("user_id")
    here = Membership.objects.held_now().filter(team=case.team_id).values("user_id")
    found = access.people_who_can(User.objects.all(), "write", case)
    return found.filter(Q(pk=case.lead_id) | Q(pk__in=along) | Q(pk__in=here))


def lead_and_team_in_danger(event: Event) -> Recipients:
    """Give the same people where the words of a remark sound like danger, so that they look at once."""
    return lead_and_team(event) if event.payload.get("danger") else Recipients()


def doer(event: Event) -> Recipients:
    """Give whose action or task it is, while they work along; of what is nobody's with an account, who leads the case."""
    found = _part_of(event)
    if found is None:
        return Recipients()
    mine = _doer(found)
    return Recipients(users=mine if mine is not None else _lead(found.case))


def doer_and_lead(event: Event) -> Recipients:
    """Give whose action or task it is, and who leads the case: what is late concerns both."""
    found = _part_of(event)
    if found is None:
        return Recipients()
    mine, lead = _doer(found), _lead(found.case)
    return Recipients(users=mine | lead if mine is not None else lead)


def owner(event: Event) -> Recipients:
    """Give to whom an action or a task was given."""
    found = _part_of(event)
    return Recipients(users=_doer(found)) if found is not None else Recipients()


def _part_of(event: Event) -> Action | Task | None:
    model = OWNED.get(str(event.payload["kind"]))
    return model.objects.select_related("case").filter(pk=event.payload["part"]).first() if model else None


def _doer(part: Action | Task) -> QuerySet[User] | None:
    """Give the owner as a query, or None where nobody with an account does it, or who did works along no more."""
    who = User.objects.filter(pk=part.owner_id, is_active=True)
    return who if any(access.can(one, "progress", part.case) for one in who) else None


def _lead(case: Case) -> QuerySet[User]:
    """Give who leads a case; where nobody does, who works on it."""
    leads = Q(pk=case.lead_id) if case.lead_id else Q(pk__in=_workers(case).values("pk"))
    found: QuerySet[User] = User.objects.filter(leads)
    return found
