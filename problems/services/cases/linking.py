"""Reports that feed a case: link, take out, and merging one case into another with everything that is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from feedback.models import Report
from policing import access
from policing.accounts.models import User
from policing.clocks import services as clocks
from policing.clocks.models import Clock
from policing.commands import command
from policing.errors import BadInput, Unseen
from problems.models import Case, CasePage, CaseReport, Follow, Member, Part, Remark, Told
from problems.services.cases import acting, news
from problems.services.cases.acting import Step

MOST_AT_ONCE = 200


@command(name="problems.report.link", page="problems:case-link", api="problems-api:case-link")
def link(case_id: int, *, reports: Sequence[int], reason: str, actor: User, now: datetime | None = None) -> Case:
    """Let reports feed a case, at most two hundred at a time. Linking one that feeds it already changes nothing.

    Locks the case, then the reports. Emits ``problems.report.linked``. Raises Unseen for a report that the actor may not read,
    Denied, WrongState, and BadInput without a reason or for a report that feeds another case.
    """
    step = Step(case_id, "link", actor, now=now)
    with transaction.atomic():
        case = acting.lock(step)
        link_locked(case, reports, acting.reason_of(reason), step)
        return case


def link_locked(case: Case, reports: Sequence[int], reason: str, step: Step) -> None:
    """Link reports to a case that is locked, or was made in this transaction: the step that opening a case shares."""
    wanted = sorted(set(reports))
    if not wanted:
        raise BadInput({"reports": [_("Choose at least one report.")]})
    if len(wanted) > MOST_AT_ONCE:
        raise BadInput({"reports": [_("Link at most 200 reports at a time.")]})
    held = access.visible(Report, step.actor).filter(pk__in=wanted).exclude(state="withdrawn")
    found = list(held.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if len(found) < len(wanted):
        raise Unseen
    taken = dict(CaseReport.objects.filter(report__in=found, left_at=None).values_list("report_id", "case_id"))
    if any(other != case.pk for other in taken.values()):
        raise BadInput({"reports": [_("A report of these feeds another case already. Take it out there, or merge the cases.")]})
    new = [pk for pk in found if pk not in taken]
    if not new:
        return
    CaseReport.objects.bulk_create(
        CaseReport(case=case, report_id=pk, reason=reason, by=step.actor, at=step.moment) for pk in new
    )
    case.reports += len(new)
    acting.save(case, step, ["reports"])
    acting.count_anew(case, step.moment)
    acting.tell("problems.report.linked", case, step, {"reports": new})


@command(name="problems.report.unlink", page="problems:case-unlink", api="problems-api:case-unlink")
def unlink(case_id: int, *, report: int, reason: str, actor: User, now: datetime | None = None) -> Case:
    """Take a report out of a case, with a reason; that it was in it stays written. Twice is harmless.

    Locks the case. Emits ``problems.report.unlinked``. Raises Unseen, Denied, WrongState, and BadInput without a reason.
    """
    said, step = acting.reason_of(reason), Step(case_id, "unlink", actor, now=now)
    with transaction.atomic():
        case = acting.lock(step)
        row: CaseReport | None = CaseReport.objects.select_for_update().filter(case=case, report=report, left_at=None).first()
        if row is None:
            return case
        row.left_at, row.left_reason = step.moment, said
        row.save(update_fields=["left_at", "left_reason"])
        case.reports -= 1
        acting.save(case, step, ["reports"])
        acting.count_anew(case, step.moment)
        acting.tell("problems.report.unlinked", case, step, {"report": report})
        return case


@command(name="problems.case.merge", page="problems:case-merge", api="problems-api:case-merge")
def merge(case_id: int, *, into: int, reason: str, actor: User, now: datetime | None = None) -> Case:
    """Merge a case into another: its reports, parts, members, followers and remarks go along, and its history stays readable.

    Locks both cases by id. The sheet of the merged case stays with it. Emits ``problems.case.merged`` on it and
    ``problems.case.took_in`` on the other. Raises Unseen, Denied on either, WrongState, and BadInput without a reason or for a
    case merged into itself.
    """
    said, step = acting.reason_of(reason), Step(case_id, "merge", actor, now=now)
    if into == case_id:
        raise BadInput({"into": [_("Choose another case.")]})
    with transaction.atomic():
        list(Case.objects.select_for_update(of=("self",)).filter(pk__in=[case_id, into]).order_by("pk").values_list("pk"))
        case, other = acting.lock(step), acting.lock(Step(into, "merge", actor, now=now))
        _move_all(case, other, step.moment)
        case.merged_into, case.closed_at, case.proposed, case.proposed_by = other, step.moment, "", None
        case.moves.filter(state="proposed").update(state="taken_back", answered_by=actor, answered_at=step.moment)
        case.reports, case.due_at = 0, clocks.cancel(case, at=step.moment)
        acting.save(case, step, ["merged_into", "closed_at", "proposed", "proposed_by", "reports", "due_at", "sight"])
        other.reports = other.links.filter(left_at=None).count()
        other.version += 1
        other.save(update_fields=["reports", "sight", "version"])
        acting.count_anew(other, step.moment)
        case.casenotes.create(words=said, made_by=actor, made_at=step.moment)
        acting.tell("problems.case.merged", case, step, {"into": other.pk})
        acting.tell("problems.case.took_in", other, step, {"case": case.pk})
        news.joined(other, step)
        return other


def _move_all(case: Case, other: Case, moment: datetime) -> None:
    """Let everything that belongs to a case belong to the other one: reports, parts with their clocks, members, followers, remarks."""
    CaseReport.objects.filter(case=case).update(case=other)
    for kind in Part.__subclasses__():
        moved = list(kind.objects.filter(case=case).values_list("pk", flat=True))
        kind.objects.filter(pk__in=moved).update(case=other)
        of_kind = Clock.objects.filter(subject_type=kind._meta.label_lower, subject_id__in=moved)
        of_kind.update(subject_ref=other.reference, area_path=other.area_path, team_id=other.team_id)
    _move_members(case, other, moment)
    mine, theirs = getattr(case, "page", None), getattr(other, "page", None)
    if mine is not None and theirs is not None:
        _move_page(mine, theirs)
    elif mine is not None:
        mine.case, mine.area, mine.area_path = other, other.area, other.area_path
        mine.save(update_fields=["case", "area", "area_path"])


def _move_members(case: Case, other: Case, moment: datetime) -> None:
    """Let members work along in the other case as they did here, but that one person leads it; in this case nobody is left.

    So that who ends in the other case does not go on seeing this one.
    """
    here = set(other.members.filter(ended_at=None).values_list("user_id", flat=True))
    staying = Member.objects.filter(case=case, ended_at=None)
    staying.filter(user__in=here).update(ended_at=moment)
    staying.filter(role="lead").update(role="officer")
    staying.update(case=other)
    came = {key: held.replace("lead:", "officer:", 1) for key, held in case.sight.items()}
    other.sight, case.sight = {**came, **other.sight}, {}


def _move_page(mine: CasePage, theirs: CasePage) -> None:
    """Let followers and remarks go to the page that stays, and its numbers say so; who followed both follows one."""
    Follow.objects.filter(page=mine, user__in=theirs.follows.values("user")).delete()
    Follow.objects.filter(page=mine).update(page=theirs)
    Remark.objects.filter(page=mine).update(page=theirs)
    for page in (mine, theirs):
        page.followers, page.remarks = page.follows.count(), page.words.count()
        page.save(update_fields=["followers", "remarks"])


def recount() -> int:
    """Let each case say how many reports feed it, where some were deleted at the end of their time. Gives how many cases changed.

    Locks one case after the other, so that it waits for whoever links a report and holds nobody up.
    """
    there = CaseReport.objects.filter(case=OuterRef("pk"), left_at=None).order_by().values("case").annotate(number=Count("pk"))
    counted = Case.objects.annotate(number=Coalesce(Subquery(there.values("number")), 0)).exclude(reports=F("number"))
    return sum(_recount(pk) for pk in counted.order_by("pk").values_list("pk", flat=True))


def _recount(case_id: int) -> bool:
    with transaction.atomic():
        list(Case.objects.select_for_update(of=("self",)).filter(pk=case_id).values_list("pk"))
        number = CaseReport.objects.filter(case=case_id, left_at=None).count()
        return bool(Case.objects.filter(pk=case_id).exclude(reports=number).update(reports=number))


def fed_by(report: Report) -> Case | None:
    """Give the case that a report feeds now, or None. One query."""
    row = CaseReport.objects.filter(report=report, left_at=None).select_related("case").first()
    return row.case if row else None


def told_of(report_ids: Sequence[int]) -> dict[int, int]:
    """Give for each report the closing that it was told of last: report id to the case's id. One query."""
    rows = Told.objects.filter(report__in=list(report_ids), state="told").order_by("pk").values_list("report_id", "move__case_id")
    return dict(rows)
