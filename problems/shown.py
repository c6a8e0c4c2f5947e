"""How a case and its parts are named for somebody, by what they see of it. The one place that turns a sight into words of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from policing import access, timekeeping
from policing.access import Grants, sight
from policing.access.sight import SIGHTS, Sight
from policing.workflow import State
from problems.access import CasePolicy
from problems.models import Case, Member
from problems.workflow import CASE


def sight_of(user: Any, case: Case) -> Sight:
    """Give what a person sees of a case. No query where their grants are loaded."""
    return cast(CasePolicy, access.policy_for(Case)).sight_of(access.load(user), case)


def title_of(case: Case, seen: Sight) -> str:
    """Give the name of a case, which tells a place and what happens there; to who sees no plan it has a number only."""
    return case.title if seen.shows(sight.PLAN) else _("Case %(reference)s") % {"reference": case.reference}


def knowing(user: Any, data_class: str) -> Q:
    """Give the cases of which a person sees that class of data, so that no filter tells what the row itself would not."""
    grants: Grants = access.load(user)
    scope = grants.scope_q("cases.view")
    if not grants.lets("cases.view"):
        return scope
    codes = [one.code for one in SIGHTS.values() if one.shows(data_class)]
    member = Member.objects.filter(case=OuterRef("pk"), user=user, ended_at=None, sees__in=codes)
    return scope | Q(Exists(member))


@dataclass(frozen=True)
class Row:
    """One case in a list: what its reader may see of it, and nothing else. None stands for what they do not see."""

    case: Case
    state: State
    title: str
    area: str | None
    lead: str | None
    reports: int | None
    waits: str
    due_at: datetime | None
    is_late: bool
    says: str


def row_of(user: Any, case: Case) -> Row:
    """Give a case as a row of a list. No query for a case of ``for_list``."""
    seen = sight_of(user, case)
    plan = seen.shows(sight.PLAN)
    due = case.due_at if plan else None
    return Row(
        case=case,
        state=CASE.state(case.state),
        title=title_of(case, seen),
        area=(case.area.name if case.area else "") if seen.shows(sight.PLACES) else None,
        lead=(case.lead.display_name if case.lead else "") if seen.shows(sight.TEAM) else None,
        reports=case.reports if seen.shows(sight.REPORTS) else None,
        waits=str(CASE.state(case.proposed).label) if plan and case.proposed else "",
        due_at=due,
        is_late=due is not None and due < timekeeping.now(),
        says="" if seen.shows(sight.WORDS) else str(seen.to_you),
    )
