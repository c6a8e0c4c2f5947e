"""Whose a report is and what it is about: given to a person, passed to another team, put under another category."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from feedback.models import Category, CategoryChange, Handover, Publication, Report
from feedback.services import acting
from feedback.services.acting import NO_FORM, Form, Step
from feedback.workflow import REPORT
from policing import access
from policing.accounts.models import Membership, RoleGrant, Team, User
from policing.accounts.roles import roles_with
from policing.clocks import services as clocks
from policing.commands import command
from policing.errors import BadInput

HANDLE = "reports.handle"


@command(name="feedback.report.assign", page="feedback:report-assign", api="feedback-api:report-assign")
def assign(report_id: int, *, to: UUID | None, actor: User, version: int | None = None, now: datetime | None = None) -> Report:
    """Give the report to a person who can handle it (by pseudonym), or to nobody. Who gets it is told.

    Giving it to who has it already changes nothing. Locks the report, emits one event. Raises Unseen, Denied, WrongState,
    StaleVersion, and BadInput for a person who cannot work on it.
    """
    step = Step(report_id, "assign", actor, version, now=now)
    with transaction.atomic():
        report = acting.lock(step)
        person = _person(report, to)
        if report.assignee_id == (person.pk if person else None):
            return report
        acting.refuse_stale(step, report)
        REPORT.check(report, "assign")
        report.assignee = person
        row = Handover.objects.create(
            report=report, kind=Handover.Kind.ASSIGN, by=actor, from_team_id=report.team_id, to_team_id=report.team_id,
            to_person=person, at=step.moment,
        )  # fmt: skip
        return acting.move(step, report, fields=("assignee",), payload={"handover": row.pk})


def people_for(report: Report) -> QuerySet[User]:
    """Give the people who can handle a report, by name."""
    return access.people_who_can(User.objects.all(), "answer", report).order_by("name", "pk")


def _person(report: Report, to: UUID | None) -> User | None:
    if to is None:
        return None
    found = people_for(report).filter(pseudonym=to).first()
    if found is None:
        raise BadInput({"to": [_("That person cannot work on this report.")]})
    return found


@command(name="feedback.report.refer", page="feedback:report-refer", api="feedback-api:report-refer")
def refer(
    report_id: int,
    *,
    to: str,
    reason: str,
    actor: User,
    version: int | None = None,
    form: Form = NO_FORM,
    now: datetime | None = None,
) -> Report:
    """Pass the report to another team (by code), with a reason for the colleagues there. Clocks follow; the area stays.

    The new team is told, and the resident reads to whom it went. It is nobody's until the new team gives it to somebody.
    Passing it where it is already changes nothing. Raises as ``assign``, and BadInput without a reason or for a team in
    which nobody could open it.
    """
    why, step = acting.reason_of(reason), Step(report_id, "refer", actor, version, form, now)
    with transaction.atomic():
        report = acting.lock(step)
        if report.team.code == to:
            return report
        acting.refuse_stale(step, report)
        REPORT.check(report, "refer")
        team = _team(report, to)
        row = Handover.objects.create(
            report=report,
            kind=Handover.Kind.REFER,
            by=actor,
            from_team_id=report.team_id,
            to_team=team,
            reason=why,
            at=step.moment,
        )
        report.team, report.assignee = team, None
        clocks.reassign(report, area_path=report.area_path, team_id=team.pk)
        return acting.move(step, report, fields=("team", "assignee"), payload={"handover": row.pk, "team": team.code})


def teams_for(report: Report) -> QuerySet[Team]:
    """Give the other teams of the agency in which somebody could open and handle the report, by name."""
    by_team = RoleGrant.objects.held_now().filter(team=OuterRef("pk"), role__in=roles_with(HANDLE), user__is_active=True)
    in_scope = User.objects.active().filter(access.holders_q(HANDLE, area_path=report.area_path))
    by_area = Membership.objects.held_now().filter(team=OuterRef("pk"), user__in=in_scope)
    rows: QuerySet[Team] = Team.objects.in_use().exclude(kind=Team.Kind.PARTNER).exclude(pk=report.team_id)
    return rows.filter(Exists(by_team) | Exists(by_area)).order_by("name", "pk")


def _team(report: Report, code: str) -> Team:
    found: Team | None = teams_for(report).filter(code=code).first()
    if found is None:
        raise BadInput({"to": [_("Nobody in that team could open this report. Choose another team.")]})
    return found


@command(name="feedback.report.categorise", page="feedback:report-categorise", api="feedback-api:report-categorise")
def categorise(
    report_id: int,
    *,
    to: str,
    reason: str,
    actor: User,
    version: int | None = None,
    form: Form = NO_FORM,
    now: datetime | None = None,
) -> Report:
    """Put the report under another category (by code), with a reason; what it was before stays readable.

    A sensitive category hides what is published of the report. Putting it where it is already changes nothing. Raises as
    ``assign``, and BadInput without a reason or for a category that is not offered.
    """
    why, step = acting.reason_of(reason), Step(report_id, "categorise", actor, version, form, now)
    with transaction.atomic():
        report = acting.lock(step)
        if report.category.code == to:
            return report
        acting.refuse_stale(step, report)
        REPORT.check(report, "categorise")
        new = _category(to)
        row = CategoryChange.objects.create(
            report=report, old_id=report.category_id, new=new, by=actor, reason=why, at=step.moment
        )
        report.category = new
        _follow_in_public(report, step)
        payload = {"change": row.pk, "from": row.old.code, "to": new.code}
        return acting.move(step, report, fields=("category",), payload=payload)


def _category(code: str) -> Category:
    found: Category | None = Category.objects.offered().filter(code=code).first()
    if found is None:
        raise BadInput({"to": [_("Choose one of the categories that are offered.")]})
    return found


def _follow_in_public(report: Report, step: Step) -> None:
    """Let what is published of the report follow its category: hidden where that is sensitive, shown under it else."""
    changes: dict[str, Any] = {"category": report.category}
    if report.category.is_sensitive:
        changes["hidden_at"] = step.moment
    Publication.objects.filter(report=report).update(**changes)
