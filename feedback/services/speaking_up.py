"""What the resident does after sending: write to the team, say that it is not fixed, and take the report back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback.models import Message, Report
from feedback.services import promises, together
from feedback.services.tracking import Door
from feedback.workflow import REPORT
from policing import timekeeping
from policing.commands import command
from policing.errors import BadInput, Unseen
from policing.events.services import Actor, emit
from policing.privacy.crypto import keyed_hash

MOST_WORDS = 8000


@command(name="feedback.report.reply", page="feedback:track-reply", api="feedback-api:track-reply")
def reply(door: Door, *, words: str, token: str, now: datetime | None = None) -> Report:
    """Write to the team. Sent twice with the same form token is one message. Locks the report, emits one event.

    Raises BadInput without words and for a token that came with other words before, and WrongState on a closed report.
    """
    return _speak(door, "reply", Message.Kind.REPLY, words, token, now)


@command(name="feedback.report.contest", page="feedback:track-contest", api="feedback-api:track-contest")
def contest(door: Door, *, words: str, token: str, now: datetime | None = None) -> Report:
    """Say that a closed report is not fixed, and why. It is open again, counted in public, and a promise to look again runs.

    Raises BadInput without words and for a token that came with other words before, and WrongState where it is not closed.
    """
    return _speak(door, "contest", Message.Kind.CONTEST, words, token, now)


@command(name="feedback.report.withdraw", page="feedback:track-withdraw", api="feedback-api:track-withdraw")
def withdraw(door: Door, *, words: str = "", token: str, now: datetime | None = None) -> Report:
    """Take the report back, with words or without. Nothing is owed any more, and it leaves the inbox; it cannot be undone.

    Sent twice with the same form token it is done once. Locks the report, emits one event. Raises BadInput for words that are
    too long or came with that token before as others, and WrongState where the report is finished or was taken back already.
    """
    said = words.strip()
    _refuse_long(said)
    moment = timekeeping.coarse(now or timekeeping.now())
    with transaction.atomic():
        report = _locked(door)
        with translation.override(report.language):
            said = said or gettext("I take my report back.")
        sealed = keyed_hash("message", f"{report.pk}:{token}")
        if _was_said(sealed, Message.Kind.WITHDRAWAL, said):
            return report
        row = REPORT.check(report, "withdraw")
        _write(report, Message.Kind.WITHDRAWAL, said, sealed, moment)
        promises.drop_promises(report, moment)
        report.state, report.outcome, report.lead, report.closed_at = row.target or report.state, "", None, moment
        report.unread_replies = 0
        report.version += 1
        report.save(update_fields=["state", "outcome", "lead", "closed_at", "due_at", "unread_replies", "version"])
        _tell(report, row.event, moment)
        together.pass_on_lead(report, moment)
    return report


def _locked(door: Door) -> Report:
    report = together.lock(door.report_id)
    if report is None:
        raise Unseen
    return report


def _write(report: Report, kind: str, said: str, sealed: str, at: datetime) -> None:
    Message.objects.create(report=report, author=Message.Author.REPORTER, kind=kind, words=said, token=sealed, at=at)


def _tell(report: Report, event: str, at: datetime, payload: dict[str, Any] | None = None) -> None:
    emit(
        event,
        subject=report,
        subject_ref=report.reference,
        actor=Actor.reporter(),
        area_path=report.area_path,
        team_id=report.team_id,
        payload=payload or {},
        at=at,
    )


def _refuse_long(said: str) -> None:
    if len(said) > MOST_WORDS:
        raise BadInput({"words": [_("That is too long for one message. Please use fewer words.")]})


def _speak(door: Door, action: str, kind: str, words: str, token: str, now: datetime | None) -> Report:
    said = words.strip()
    if not said:
        raise BadInput({"words": [_("Write a few words first.")]})
    _refuse_long(said)
    moment = timekeeping.coarse(now or timekeeping.now())
    with transaction.atomic():
        report = _locked(door)
        sealed = keyed_hash("message", f"{report.pk}:{token}")
        if _was_said(sealed, kind, said):
            return report
        row = REPORT.check(report, action)
        _write(report, kind, said, sealed, moment)
        payload = together.contest(report, moment) if action == "contest" else {}
        report.state = row.after(report.state)
        report.unread_replies += 1
        report.version += 1
        report.save(update_fields=["state", "outcome", "closed_at", "contests", "due_at", "unread_replies", "version"])
        _tell(report, row.event, moment, payload)
        if action == "contest":
            together.tell_of_contest(report, moment)
    return report


def _was_said(sealed: str, kind: str, words: str) -> bool:
    """Tell whether this form came in before. Raises BadInput where it did with other words, which must not be lost."""
    before = Message.objects.filter(token=sealed).values_list("kind", "words").first()
    if before is not None and before != (kind, words):
        raise BadInput({"token": [_("This form was already sent with other words. Open a new form for new words.")]})
    return before is not None
