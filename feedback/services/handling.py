"""What the team does with a report: read, ask, answer, close, take up again. Each tells the resident."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import Message, Report
from feedback.services import promises
from feedback.workflow import REPORT
from policing import access, timekeeping
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput, StaleVersion, Unseen
from policing.events.services import Actor, emit

MOST_WORDS = 8000


@command(name="feedback.report.acknowledge", page="feedback:report-acknowledge", api="feedback-api:report-acknowledge")
def acknowledge(report_id: int, *, actor: User, version: int | None = None, now: datetime | None = None) -> Report:
    """Say that an officer has read the report; the promise to read is kept. Locks the report, emits one event.

    Raises Unseen, Denied, WrongState, or StaleVersion where somebody changed the report since ``version``.
    """
    with transaction.atomic():
        report = _locked(report_id, actor, "acknowledge", version)
        return _move(report, "acknowledge", actor, now=now, met=(promises.READ,))


@command(name="feedback.report.ask", page="feedback:report-ask", api="feedback-api:report-ask")
def ask(report_id: int, *, words: str, actor: User, version: int | None = None, now: datetime | None = None) -> Report:
    """Ask the resident a question. Having asked in words keeps the promise to answer. Raises as ``acknowledge``, and BadInput."""
    return _say(report_id, "ask", Message.Kind.QUESTION, words, actor, version, now)


@command(name="feedback.report.answer", page="feedback:report-answer", api="feedback-api:report-answer")
def answer(report_id: int, *, words: str, actor: User, version: int | None = None, now: datetime | None = None) -> Report:
    """Answer the resident in words; the promises to read and to answer are kept. Raises as ``acknowledge``, and BadInput."""
    return _say(report_id, "answer", Message.Kind.ANSWER, words, actor, version, now)


@command(name="feedback.report.close", page="feedback:report-close", api="feedback-api:report-close")
def close(
    report_id: int, *, outcome: str, words: str, actor: User, version: int | None = None, now: datetime | None = None
) -> Report:
    """Close the report with what became of it and words for the resident; every open promise ends.

    Raises as ``acknowledge``, and BadInput without an outcome or without words: nothing is ever closed in silence.
    """
    if outcome not in Report.Outcome.values:
        raise BadInput({"outcome": [_("Choose what became of it.")]})
    said = _said(words)
    with transaction.atomic():
        report = _locked(report_id, actor, "close", version)
        REPORT.check(report, "close")
        moment = now or timekeeping.now()
        report.outcome, report.closed_at, report.unread_replies = outcome, moment, 0
        payload = {"outcome": outcome, "message": _write(report, Message.Kind.CLOSING, said, actor, moment)}
        fields = ("outcome", "closed_at", "unread_replies")
        return _move(report, "close", actor, now=moment, met=promises.ALL, fields=fields, payload=payload)


@command(name="feedback.report.reopen", page="feedback:report-reopen", api="feedback-api:report-reopen")
def reopen(report_id: int, *, words: str, actor: User, version: int | None = None, now: datetime | None = None) -> Report:
    """Take up a closed or contested report again, with words for the resident; a promise to look again runs.

    Counted, and public with the other outcomes. Raises as ``acknowledge``, and BadInput without words.
    """
    said = _said(words)
    with transaction.atomic():
        report = _locked(report_id, actor, "reopen", version)
        REPORT.check(report, "reopen")
        moment = now or timekeeping.now()
        if report.state == "closed":
            promises.start_contest(report, moment)
        report.outcome, report.closed_at, report.unread_replies = "", None, 0
        report.reopenings += 1
        message = _write(report, Message.Kind.REOPENING, said, actor, moment)
        payload = {"reopenings": report.reopenings, "message": message}
        fields = ("outcome", "closed_at", "reopenings", "unread_replies")
        return _move(report, "reopen", actor, now=moment, fields=fields, payload=payload)


def unread(report_id: int, *, actor: User, version: int | None = None, now: datetime | None = None) -> Report:
    """Take back “read”, as an undo does: the report waits to be read again, by the same moment as before.

    A step of ``feedback.bulk.undo``. Locks the report, emits one event, which the resident reads too. Raises as ``acknowledge``.
    """
    with transaction.atomic():
        report = _locked(report_id, actor, "unread", version)
        REPORT.check(report, "unread")
        promises.owe_reading(report)
        return _move(report, "unread", actor, now=now)


def _locked(report_id: int, actor: User, action: str, version: int | None) -> Report:
    report: Report | None = (
        Report.objects.select_for_update(of=("self",)).select_related("category", "team").filter(pk=report_id).first()
    )
    if report is None:
        raise Unseen
    access.require(actor, action, report)
    if version is not None and version != report.version:
        raise StaleVersion
    return report


def _said(words: str) -> str:
    said = words.strip()
    if not said:
        raise BadInput({"words": [_("Write what the resident will read.")]})
    if len(said) > MOST_WORDS:
        raise BadInput({"words": [_("That is too long for one message. Please use fewer words.")]})
    return said


def _write(report: Report, kind: str, words: str, actor: User, at: datetime) -> int:
    """Keep the words in their one row and give its id, by which the event and the mail about it find them."""
    return Message.objects.create(report=report, author=Message.Author.TEAM, kind=kind, staff=actor, words=words, at=at).pk


def _say(report_id: int, action: str, kind: str, words: str, actor: User, version: int | None, now: datetime | None) -> Report:
    said = _said(words)
    with transaction.atomic():
        report = _locked(report_id, actor, action, version)
        REPORT.check(report, action)
        moment = now or timekeeping.now()
        payload = {"message": _write(report, kind, said, actor, moment)}
        report.unread_replies = 0
        met = (promises.READ, promises.ANSWER)
        return _move(report, action, actor, now=moment, met=met, fields=("unread_replies",), payload=payload)


def _move(
    report: Report,
    action: str,
    actor: User,
    *,
    now: datetime | None,
    met: tuple[str, ...] = (),
    fields: tuple[str, ...] = (),
    payload: dict[str, Any] | None = None,
) -> Report:
    """Check the table, change the state, keep promises, save, and emit the row's event. The report is locked already."""
    row = REPORT.check(report, action)
    moment = now or timekeeping.now()
    report.state = row.target or report.state
    report.version += 1
    if met:
        promises.keep_promises(report, *met, moment=moment)
    report.save(update_fields=["state", "version", "due_at", *fields])
    emit(
        row.event,
        subject=report,
        subject_ref=report.reference,
        actor=Actor.person(actor),
        area_path=report.area_path,
        team_id=report.team_id,
        payload=payload or {},
        at=moment,
    )
    return report
