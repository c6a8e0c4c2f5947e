"""What the team says to the resident: read, ask, answer, close, take up again, tell one of several. Each tells the resident."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import Message, Report
from feedback.services import acting, promises
from feedback.services.acting import NO_FORM, Form, Step
from feedback.workflow import REPORT
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput

MOST_WORDS = acting.MOST_WORDS


@command(name="feedback.report.acknowledge", page="feedback:report-acknowledge", api="feedback-api:report-acknowledge")
def acknowledge(report_id: int, *, actor: User, version: int | None = None, now: datetime | None = None) -> Report:
    """Say that an officer has read the report; the promise to read is kept. Locks the report, emits one event.

    Raises Unseen, Denied, WrongState, or StaleVersion where somebody changed the report since ``version``.
    """
    step = Step(report_id, "acknowledge", actor, version, now=now)
    with transaction.atomic():
        return acting.move(step, acting.lock_fresh(step), met=(promises.READ,))


@command(name="feedback.report.ask", page="feedback:report-ask", api="feedback-api:report-ask")
def ask(
    report_id: int, *, words: str, actor: User, version: int | None = None, form: Form = NO_FORM, now: datetime | None = None
) -> Report:
    """Ask the resident a question. Having asked in words keeps the promise to answer. Raises as ``acknowledge``, and BadInput.

    The same ``form`` sent twice asks once.
    """
    return _say(Step(report_id, "ask", actor, version, form, now), Message.Kind.QUESTION, words)


@command(name="feedback.report.answer", page="feedback:report-answer", api="feedback-api:report-answer")
def answer(
    report_id: int, *, words: str, actor: User, version: int | None = None, form: Form = NO_FORM, now: datetime | None = None
) -> Report:
    """Answer the resident in words; the promises to read and to answer are kept. Raises as ``acknowledge``, and BadInput.

    The same ``form`` sent twice answers once.
    """
    return _say(Step(report_id, "answer", actor, version, form, now), Message.Kind.ANSWER, words)


@command(name="feedback.report.tell", page="feedback:report-tell", api="feedback-api:report-tell")
def tell(
    report_id: int, *, words: str, actor: User, version: int | None = None, form: Form = NO_FORM, now: datetime | None = None
) -> Report:
    """Write to the one resident behind a merged report, in their own thread; the shared state stays as it is.

    Raises as ``acknowledge``, and BadInput. The same ``form`` sent twice tells once.
    """
    return _say(Step(report_id, "tell", actor, version, form, now), Message.Kind.TOLD, words)


@command(name="feedback.report.close", page="feedback:report-close", api="feedback-api:report-close")
def close(
    report_id: int,
    *,
    outcome: str,
    words: str,
    actor: User,
    version: int | None = None,
    form: Form = NO_FORM,
    now: datetime | None = None,
) -> Report:
    """Close the report with what became of it and words for the resident; every open promise ends.

    Raises as ``acknowledge``, and BadInput without an outcome or without words: nothing is ever closed in silence.
    """
    if outcome not in Report.Outcome.values:
        raise BadInput({"outcome": [_("Choose what became of it.")]})
    said, step = acting.words_of(words), Step(report_id, "close", actor, version, form, now)
    with transaction.atomic():
        report = acting.lock(step)
        if acting.was_written(step, Message.objects, said):
            return report
        acting.refuse_stale(step, report)
        REPORT.check(report, "close")
        report.outcome, report.closed_at, report.unread_replies = outcome, step.moment, 0
        payload = {"outcome": outcome, "message": acting.write(step, report, Message.Kind.CLOSING, said)}
        fields = ("outcome", "closed_at", "unread_replies")
        return acting.move(step, report, met=promises.ALL, fields=fields, payload=payload)


@command(name="feedback.report.reopen", page="feedback:report-reopen", api="feedback-api:report-reopen")
def reopen(
    report_id: int, *, words: str, actor: User, version: int | None = None, form: Form = NO_FORM, now: datetime | None = None
) -> Report:
    """Take up a closed or contested report again, with words for the resident; a promise to look again runs.

    Counted, and public with the other outcomes. Raises as ``acknowledge``, and BadInput without words.
    """
    said, step = acting.words_of(words), Step(report_id, "reopen", actor, version, form, now)
    with transaction.atomic():
        report = acting.lock(step)
        if acting.was_written(step, Message.objects, said):
            return report
        acting.refuse_stale(step, report)
        REPORT.check(report, "reopen")
        if report.state == "closed":
            promises.start_contest(report, step.moment)
        report.outcome, report.closed_at, report.unread_replies = "", None, 0
        report.reopenings += 1
        payload = {"reopenings": report.reopenings, "message": acting.write(step, report, Message.Kind.REOPENING, said)}
        fields = ("outcome", "closed_at", "reopenings", "unread_replies")
        return acting.move(step, report, fields=fields, payload=payload)


def unread(report_id: int, *, actor: User, version: int | None = None, now: datetime | None = None) -> Report:
    """Take back “read”, as an undo does: the report waits to be read again, by the same moment as before.

    A step of ``feedback.bulk.undo``. Locks the report, emits one event, which the resident reads too. Raises as ``acknowledge``.
    """
    step = Step(report_id, "unread", actor, version, now=now)
    with transaction.atomic():
        report = acting.lock_fresh(step)
        REPORT.check(report, "unread")
        promises.owe_reading(report)
        return acting.move(step, report)


def _say(step: Step, kind: str, words: str) -> Report:
    said = acting.words_of(words)
    with transaction.atomic():
        report = acting.lock(step)
        if acting.was_written(step, Message.objects, said):
            return report
        acting.refuse_stale(step, report)
        REPORT.check(report, step.action)
        payload = {"message": acting.write(step, report, kind, said)}
        report.unread_replies = 0
        met = () if step.action == "tell" else (promises.READ, promises.ANSWER)
        return acting.move(step, report, met=met, fields=("unread_replies",), payload=payload)
