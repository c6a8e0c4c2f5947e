"""Reading one case for the pages of its reports, of who works along, and of what it is merged into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from feedback import inboxing
from feedback.models import Report
from feedback.workflow import REPORT
from policing import access
from policing.accounts.models import Membership, RoleGrant, Team, User
from policing.accounts.roles import roles_with
from policing.errors import BadInput, Denied, Unseen
from policing.prepared import PreparedRows
from policing.workflow import State
from problems import shown
from problems.casebook import case_of
from problems.models import Case, CaseReport, Member

MOST_MEMBERS = 200
MOST_PEOPLE = 300
MOST_OTHERS = 30
ON_PANEL = 5


def to_do(user: Any, reference: str, action: str) -> Case:
    """Give a case to which the person may do that. Raises Unseen, or Denied with the reason. One query."""
    case = case_of(reference, user)
    access.require(user, action, case)
    return case


def with_facet(user: Any, reference: str, data_class: str) -> Case:
    """Give a case of which the person sees that class of data. Raises Unseen, or Denied with what they see instead. One query."""
    case = case_of(reference, user)
    seen = shown.sight_of(user, case)
    if not seen.shows(data_class):
        raise Denied(seen.to_you)
    return case


@dataclass(frozen=True)
class Linked:
    """One report that feeds a case, as its team reads it. ``may_open``: its own page on the desk is open to the reader."""

    link: CaseReport
    report: Report
    subject: str
    gist: str
    state: State
    may_open: bool


def links(case: Case | int) -> QuerySet[CaseReport]:
    """Give the links of the reports that feed a case now, with what a row shows."""
    rows = CaseReport.objects.filter(case=case, left_at=None)
    joined = rows.select_related("by", "report", "report__category", "report__area")
    return joined.defer("report__search", "report__answers", "report__details", "report__area__boundary", "report__area__about")


NEWEST = PreparedRows(lambda case_id: links(case_id).order_by("-pk")[:ON_PANEL])


def newest_links(case: Case) -> list[CaseReport]:
    """Give the five links that are the newest, as ``links`` gives them. One query."""
    return NEWEST.ask(case.pk)


def linked(user: Any, link: CaseReport) -> Linked:
    """Give one linked report for people who see everything of the case. No query for a row of ``links``."""
    report = link.report
    subject, gist = inboxing.split(report.shown_words)
    return Linked(link, report, subject, gist, REPORT.state(report.state), bool(access.can(user, "view", report)))


def taken_out(case: Case) -> list[CaseReport]:
    """Give the reports that were taken out again, the last first, bounded. One query."""
    rows = CaseReport.objects.filter(case=case, left_at__isnull=False).select_related("report").order_by("-left_at", "-pk")
    return list(rows.only("left_at", "left_reason", "report__reference")[:MOST_OTHERS])


def members(case: Case) -> list[Member]:
    """Give who works along now, who leads first, then in the order in which they came. One query."""
    rows = list(case.members.filter(ended_at=None).select_related("user", "team").order_by("pk")[:MOST_MEMBERS])
    return sorted(rows, key=lambda row: row.role != Member.Role.LEAD)


def others(user: Any, case: Case) -> list[Case]:
    """Give the open cases into which this one may be merged, those of its area first. One query."""
    rows = access.visible(Case, user).filter(state__in=["scanning", "analysis", "response", "assessment"]).exclude(pk=case.pk)
    found: list[Case] = list(rows.for_list().order_by("-id")[: MOST_OTHERS * 3])  # type: ignore[attr-defined]
    open_to = [one for one in found if access.can(user, "merge", one)]
    return sorted(open_to, key=lambda one: not one.area_path.startswith(case.area_path))[:MOST_OTHERS]


def report_in(case: Case, reference: str) -> Report:
    """Give the report of that reference that feeds or fed the case. Raises Unseen for any other. One query."""
    found: Report | None = Report.objects.filter(reference=reference, case_links__case=case).only("reference").first()
    if found is None:
        raise Unseen
    return found


def people_to_ask() -> list[tuple[str, str]]:
    """Give (pseudonym, name and team) of the people of the agency and the city who may work along, by name, bounded. One query."""
    places = Membership.objects.held_now().filter(
        user=OuterRef("pk"), team__belongs_to__in=["agency", "city"], team__is_active=True
    )
    roles = RoleGrant.objects.held_now().filter(user=OuterRef("pk"), role__in=roles_with("cases.view"))
    rows = User.objects.active().filter(Exists(places) | Exists(roles))
    named = rows.annotate(of_team=Subquery(places.order_by("pk").values("team__name")[:1])).order_by("name", "pk")
    light = named.only("name", "email", "pseudonym")[:MOST_PEOPLE]
    return [(str(one.pseudonym), f"{one.display_name}, {one.of_team}" if one.of_team else one.display_name) for one in light]


def person_of(pseudonym: Any, email: str) -> User:
    """Give the person who was chosen, or whose verified address was written. Raises BadInput where there is nobody. One query."""
    found: User | None
    if pseudonym:
        found = User.objects.active().filter(pseudonym=pseudonym).first()
    else:
        found = User.objects.active().filter(emailaddress__email__iexact=email, emailaddress__verified=True).first()
    if found is None:
        raise BadInput({"person" if pseudonym else "email": [_("There is no account of that address.")]})
    return found


def team_of(user: User) -> Team | None:
    """Give the team of the agency or the city for which a person works along, or None. One query."""
    held = Membership.objects.held_now().filter(user=user, team__belongs_to__in=["agency", "city"], team__is_active=True)
    row = held.select_related("team").order_by("pk").first()
    return row.team if row else None
