"""Reports that are merged go one way: what happens to the lead reaches everybody who told of the same, each in their own thread.

Locks: the lead first, then those merged into it by id. Nobody reads what another one wrote; the words of the team come as a copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from feedback.models import Message, Report
from feedback.services import following, promises
from feedback.workflow import REPORT
from policing.errors import StaleVersion
from policing.events.services import Actor, emit

MOST = 200
SHARED = frozenset({"acknowledge", "close", "reopen"})


def lock(report_id: int) -> Report | None:
    """Lock a report, the one that it is merged into before it, or give None where there is none. Two queries, or three.

    A merged report comes with its locked ``lead``. Raises StaleVersion where it was merged or taken out in the meantime.
    """
    known = Report.objects.filter(pk=report_id).values_list("lead_id", flat=True).first()
    lead = Report.objects.select_for_update(of=("self",)).filter(pk=known).first() if known else None
    report: Report | None = (
        Report.objects.select_for_update(of=("self",)).select_related("category", "team").filter(pk=report_id).first()
    )
    if report is not None and report.lead_id != known:
        raise StaleVersion
    if report is not None and lead is not None:
        report.lead = lead
    return report


def merged_into(report: Report) -> list[Report]:
    """Lock the reports that are merged into a locked one, by id. One query."""
    return list(Report.objects.select_for_update(of=("self",)).filter(lead_id=report.pk).order_by("pk"))


def follow(report: Report, action: str, actor: Actor, moment: datetime, payload: Mapping[str, Any]) -> None:
    """Let what the team just did to a report reach everybody whose report is merged into it, if it is for all of them.

    Each gets an event of their own, and with it a notice; words go as a copy into each thread. One query where none is merged.
    """
    if action not in SHARED:
        following.tell([report.pk], action, actor, moment)
        return
    members = merged_into(report)
    following.tell([report.pk, *(one.pk for one in members)], action, actor, moment, str(payload.get("outcome", "")))
    said = Message.objects.filter(pk=payload["message"]).first() if members and payload.get("message") else None
    for member in members:
        told = dict(payload)
        if said is not None:
            told["message"] = _copy(said, member).pk
            member.unread_replies = 0
        if action == "reopen":
            told["reopenings"] = report.reopenings
        _tell(member, REPORT.transition(action).event, actor, moment, told)
    Report.objects.bulk_update(members, ["version", "unread_replies"])


def _copy(said: Message, member: Report) -> Message:
    return Message.objects.create(
        report=member, author=said.author, kind=said.kind, staff_id=said.staff_id, words=said.words, at=said.at
    )


def contest(report: Report, moment: datetime) -> dict[str, Any]:
    """Count a contest at the locked report of the person who contests, and open its line again: its lead, or itself.

    The report is not saved here, its lead is. Gives the payload of the event.
    """
    line = report.lead or report
    line.outcome, line.closed_at = "", None
    report.contests += 1
    promises.start_contest(line, moment)
    if line is not report:
        line.state = REPORT.transition("contest").after(line.state)
        line.version += 1
        line.save(update_fields=["state", "outcome", "closed_at", "due_at", "version"])
    return {"contests": report.contests}


def tell_of_contest(report: Report, moment: datetime) -> None:
    """Tell everybody else of the same that one of them says it is not fixed. One query where nobody is."""
    line = report.lead or report
    everybody = merged_into(line)
    following.tell([line.pk, *(one.pk for one in everybody)], "contest", Actor.reporter(), moment)
    members = [member for member in everybody if member.pk != report.pk]
    for member in members:
        _tell(member, "feedback.report.contested_together", Actor.reporter(), moment, {})
    Report.objects.bulk_update(members, ["version"])
    if line is not report:  # its version moved with its state
        _emit(line, "feedback.report.contested_together", Actor.reporter(), moment, {})


def pass_on_lead(report: Report, moment: datetime) -> None:
    """Let the oldest of those merged into a locked report lead the others, since that one is taken back.

    The promise to answer runs anew for all of them. One query where none is merged.
    """
    members = merged_into(report)
    if not members:
        return
    lead, *others = members
    lead.lead, lead.state = None, REPORT.transition("split").after(lead.state)
    lead.version += 1
    promises.start_answer(lead, moment)
    lead.save(update_fields=["lead", "state", "version", "due_at"])
    _emit(lead, "feedback.report.led", Actor.system(), moment, {"before": report.pk})
    for member in others:
        member.lead = lead
    Report.objects.bulk_update(others, ["lead"])


def people(report: Report) -> int:
    """Count who reads what is told on a report's line: its own resident, and those of what is merged into it. One query."""
    return 1 + Report.objects.filter(lead_id=report.pk).count()


def _tell(member: Report, event: str, actor: Actor, moment: datetime, payload: Mapping[str, Any]) -> None:
    member.version += 1
    _emit(member, event, actor, moment, payload)


def _emit(report: Report, event: str, actor: Actor, moment: datetime, payload: Mapping[str, Any]) -> None:
    emit(
        event,
        subject=report,
        subject_ref=report.reference,
        actor=actor,
        area_path=report.area_path,
        team_id=report.team_id,
        payload=payload,
        at=moment,
    )
