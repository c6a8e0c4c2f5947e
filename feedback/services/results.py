"""Telling a resident what came of the larger thing that their report was part of. Called by higher apps as a step of their command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from feedback.models import Message, Report
from feedback.services import following, promises, together
from feedback.workflow import OPEN, REPORT
from policing import timekeeping
from policing.accounts.models import User
from policing.events.services import Actor, emit
from policing.privacy.crypto import keyed_hash

Opened = Callable[[int, datetime], None]
_listeners: list[Opened] = []


@dataclass(frozen=True)
class Result:
    """What came of it (an ``Outcome``), the words that the resident reads, who says it, and a key: the same key tells once.

    ``closed_by_it``: when earlier results of the same thing were told. A report that one of them closed takes on the new outcome.
    ``neighbours`` tells whether those who joined hear it from the report, or from elsewhere.
    """

    outcome: str
    words: str
    staff: User | None
    key: str
    closed_by_it: frozenset[datetime] = frozenset()
    neighbours: bool = True


def tell(report_id: int, *, result: Result, now: datetime) -> Message | None:
    """Tell the resident behind one report, whose report is closed with it where it was still open. Told once for a key.

    Locks the report. Emits ``feedback.report.closed`` where it ends with this, else ``feedback.report.result``. Gives the message,
    or None where nobody is there to be told any more: the report was taken back or deleted.
    """
    with transaction.atomic():
        report = together.lock(report_id)
        if report is None or report.state == "withdrawn":
            return None
        token = keyed_hash("result", f"{report_id}:{result.key}")
        known: Message | None = Message.objects.filter(token=token).first()
        if known is not None:
            return known
        message = Message.objects.create(
            report=report, author="team", kind="result", staff=result.staff, words=result.words, token=token, at=now
        )
        report.has_unread_result = True
        report.version += 1
        if report.state in OPEN:
            _close(report, result, message, now)
            return message
        if report.state == "closed" and report.closed_at in result.closed_by_it:
            report.outcome = result.outcome
        report.save(update_fields=["has_unread_result", "version", "outcome"])
        _emit("feedback.report.result", report, result, message, now)
        return message


def _close(report: Report, result: Result, message: Message, now: datetime) -> None:
    """End a report that was still open with what came of it; neighbours who joined it hear that it is finished."""
    report.state = REPORT.transition("close").after(report.state)
    report.outcome, report.closed_at, report.unread_replies = result.outcome, now, 0
    promises.keep_promises(report, *promises.ALL, moment=now)
    report.save(update_fields=["state", "outcome", "closed_at", "unread_replies", "due_at", "version", "has_unread_result"])
    _emit("feedback.report.closed", report, result, message, now)
    following.tell([report.pk], "close", _actor(result), now, result.outcome, quiet=not result.neighbours)


def look_again(report_id: int, *, now: datetime) -> bool:
    """Tell the resident behind one report that what it was part of is looked at again. Their own report stays finished.

    Locks the report. Emits ``feedback.report.looked_again``. Tells whether somebody is there to be told: nobody is where the report
    was taken back or deleted, or where it, or the one that it is merged into, is open again by itself.
    """
    with transaction.atomic():
        report = together.lock(report_id)
        line = report.lead or report if report is not None else None
        if report is None or line is None or line.state != "closed":
            return False
        emit(
            "feedback.report.looked_again", subject=report, subject_ref=report.reference, actor=Actor.system(),
            area_path=report.area_path, team_id=report.team_id, payload={}, at=now,
        )  # fmt: skip
        return True


def _actor(result: Result) -> Actor:
    return Actor.person(result.staff) if result.staff else Actor.system()


def _emit(name: str, report: Report, result: Result, message: Message, now: datetime) -> None:
    emit(
        name,
        subject=report,
        subject_ref=report.reference,
        actor=_actor(result),
        area_path=report.area_path,
        team_id=report.team_id,
        payload={"outcome": result.outcome, "message": message.pk},
        at=now,
    )


def on_opened(listener: Opened) -> None:
    """Let a higher app write down that what it told was read. It runs in the transaction of the opening."""
    _listeners.append(listener)


def note_opened(report_id: int, *, by_account: bool = False, now: datetime | None = None) -> bool:
    """Write down that the resident opened their report after a result was posted: with the codes, a mailed link, or a button.

    A printed receipt that was not replaced proves nothing, since staff had it in their hands. It is no event: that would say for
    ever when a resident reads. Twice is harmless. One query, and those of who listens. Tells whether it was news.
    """
    unread = Report.objects.filter(pk=report_id, has_unread_result=True)
    if not by_account:
        unread = unread.filter(receipt_is_printed=False)
    with transaction.atomic():
        is_news = bool(unread.update(has_unread_result=False))
        for listener in _listeners if is_news else ():
            listener(report_id, now or timekeeping.now())
    return is_news
