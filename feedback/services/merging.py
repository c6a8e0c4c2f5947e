"""Reports that tell of the same are merged by a person, taken out again, or marked as not the same. Nothing is joined by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import Note, NotSame, Report
from feedback.services import promises, together
from feedback.workflow import OPEN, REPORT
from policing import access, timekeeping
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput, StaleVersion, Unseen, WrongState
from policing.events.services import Actor, emit

LONGEST_REASON = 500


@command(name="feedback.report.merge", page="feedback:report-merge", api="feedback-api:report-merge")
def merge(
    report_id: int, *, into: int, actor: User, reason: str = "", version: int | None = None, now: datetime | None = None
) -> Report:
    """Merge a report into the one of the id ``into``, or into that one's lead; what was merged with it before moves along.

    From now on the lead's status line is shared; each resident keeps a thread of their own, and is told. The promises to this
    resident end, those of the lead go on. Locks both, then what moves along, by id; emits one event for each that moves.

    Raises Unseen, Denied, WrongState, BadInput for itself, for a report that is finished or for too many together, and
    StaleVersion where somebody changed the report since ``version``.
    """
    said, moment = _reason(reason), now or timekeeping.now()
    with transaction.atomic():
        report, lead = _both(report_id, into, actor, "merge")
        if version is not None and version != report.version:
            raise StaleVersion
        row = REPORT.check(report, "merge")
        if lead.state not in OPEN:
            raise WrongState(_("The other report is finished. Take that one up again first."))
        moving = [report, *together.merged_into(report)]
        if Report.objects.filter(lead_id=lead.pk).count() + len(moving) > together.MOST:
            raise BadInput({"into": [_("At most %(most)d reports can be merged into one.") % {"most": together.MOST}]})
        promises.hand_over(report, moment)
        for member in moving:
            member.state, member.lead = row.after(member.state), lead
            member.version += 1
        Report.objects.bulk_update(moving, ["state", "lead", "version", "due_at"])
        NotSame.objects.filter(one_id=min(report.pk, lead.pk), other_id=max(report.pk, lead.pk)).delete()
        _note(report, said, actor, moment)
        for member in moving:
            _tell(member, row.event, actor, moment, {"lead": lead.pk})
    return report


@command(name="feedback.report.split", page="feedback:report-split", api="feedback-api:report-split")
def split(report_id: int, *, reason: str, actor: User, version: int | None = None, now: datetime | None = None) -> Report:
    """Take a merged report out again. It is read, the promise to answer runs anew, and its resident is told.

    The reason is kept as a note of the team. Locks the lead, then the report; emits one event. Raises Unseen, Denied,
    WrongState, BadInput without a reason, and StaleVersion.
    """
    said, moment = _reason(reason), now or timekeeping.now()
    if not said:
        raise BadInput({"reason": [_("Write a short reason.")]})
    with transaction.atomic():
        report = together.lock(report_id)
        if report is None:
            raise Unseen
        access.require(actor, "split", report)
        if version is not None and version != report.version:
            raise StaleVersion
        row = REPORT.check(report, "split")
        was = report.lead_id
        report.state, report.lead = row.after(report.state), None
        report.version += 1
        promises.start_answer(report, moment)
        report.save(update_fields=["state", "lead", "version", "due_at"])
        _note(report, said, actor, moment)
        _tell(report, row.event, actor, moment, {"lead": was})
    return report


@command(name="feedback.report.not_same", page="feedback:report-not-same", api="feedback-api:report-not-same")
def not_same(report_id: int, *, other: int, actor: User, now: datetime | None = None) -> Report:
    """Say that the report of the id ``other`` is not the same, so that it is not offered again. Twice is harmless.

    Locks both by id, emits one event. Raises Unseen, Denied, and WrongState where the two are merged.
    """
    moment = now or timekeeping.now()
    with transaction.atomic():
        report, against = _both(report_id, other, actor, "not_same", follow_lead=False)
        row = REPORT.check(report, "not_same")
        if (report.lead_id or report.pk) == (against.lead_id or against.pk):
            raise WrongState(_("These two are merged. Take one of them out first."))
        pair = {"one_id": min(report.pk, against.pk), "other_id": max(report.pk, against.pk)}
        if NotSame.objects.filter(**pair).exists():
            return report
        NotSame.objects.create(**pair, by=actor, at=moment)
        report.version += 1
        report.save(update_fields=["version"])
        _tell(report, row.event, actor, moment, {"other": against.pk})
    return report


def _both(report_id: int, other_id: int, actor: User, action: str, *, follow_lead: bool = True) -> tuple[Report, Report]:
    """Lock two reports by id, the second one being the lead of what was named, and ask for the right to both."""
    found = Report.objects.filter(pk=other_id).values_list("lead_id", flat=True)
    if not found:
        raise Unseen
    target = (found[0] if follow_lead else None) or other_id
    if target == report_id:
        raise BadInput({"into": [_("Choose another report: this one cannot be merged into itself.")]})
    rows = Report.objects.select_for_update(of=("self",)).filter(pk__in=[report_id, target]).order_by("pk")
    held = {row.pk: row for row in rows}
    if len(held) < 2:
        raise Unseen
    for pk in (report_id, target):
        access.require(actor, action, held[pk])
    if follow_lead and held[target].lead_id:
        raise StaleVersion
    return held[report_id], held[target]


def _reason(reason: str) -> str:
    said = " ".join(reason.split())
    if len(said) > LONGEST_REASON:
        raise BadInput({"reason": [_("Please use at most 500 letters.")]})
    return said


def _note(report: Report, said: str, actor: User, moment: datetime) -> None:
    if said:
        Note.objects.create(report=report, author=actor, words=said, at=moment)


def _tell(report: Report, event: str, actor: User, moment: datetime, payload: dict[str, Any]) -> None:
    emit(
        event,
        subject=report,
        subject_ref=report.reference,
        actor=Actor.person(actor),
        area_path=report.area_path,
        team_id=report.team_id,
        payload=payload,
        at=moment,
    )
