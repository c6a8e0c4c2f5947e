"""What somebody typed while a colleague was quicker: kept on the server until they send it or throw it away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import Report, Unsent
from feedback.services.acting import MOST_WORDS
from feedback.workflow import REPORT
from policing import access, timekeeping
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput, Unseen
from policing.events.services import Actor, emit

BETWEEN = "\n\n\u2014\n\n"


@dataclass(frozen=True)
class Text:
    """What was typed: for which act, the words, the other fields, the version that was seen, and the kept text that it was."""

    action: str
    words: str
    seen_version: int
    fields: dict[str, str] = field(default_factory=dict)
    unsent: int | None = None


@command(name="feedback.unsent.keep", page="feedback:report-answer", api="feedback-api:report-unsent")
def keep(report_id: int, *, text: Text, actor: User, now: datetime | None = None) -> Unsent:
    """Keep what was typed and could not be sent, once for a person, a report and an act. Locks the report, emits one event.

    Another text for the same act is put behind the one that is kept already, so that neither is lost; a kept text that was
    changed and sent in vain again takes its own place. Keeping the same twice changes nothing. Raises Unseen for a report
    that the person may not read, and BadInput for an act that has no words, no words at all, or far too many.
    """
    _refuse_odd(text)
    with transaction.atomic():
        report = Report.objects.select_for_update(of=("self",)).filter(pk=report_id).first()
        if report is None:
            raise Unseen
        access.require(actor, "view", report)
        kept = Unsent.objects.filter(report=report, user=actor, action=text.action).first()
        words = _both(kept, text)
        if kept is not None and (kept.words, kept.fields) == (words, text.fields):
            return kept
        row = kept or Unsent(report=report, user=actor, action=text.action, seen_version=text.seen_version)
        row.words, row.fields, row.at = words, text.fields, now or timekeeping.now()
        row.save()
        _tell("feedback.unsent.kept", row, report, actor, row.at)
    return row


def _refuse_odd(text: Text) -> None:
    rows = {row.action for row in REPORT.transitions if {"words", "reason"} & set(row.requires)}
    if text.action not in rows:
        raise BadInput({"action": [_("That needs no words, so there is nothing to keep.")]})
    if not text.words.strip():
        raise BadInput({"words": [_("Write a few words first.")]})
    if len(text.words) > MOST_WORDS:
        raise BadInput({"words": [_("That is too long for one message. Please use fewer words.")]})


def _both(kept: Unsent | None, text: Text) -> str:
    """Give the words to keep: the new ones, behind those that are kept of another form."""
    if kept is None or kept.pk == text.unsent:
        return text.words
    return kept.words if text.words.strip() in kept.words else f"{kept.words}{BETWEEN}{text.words}"


@command(name="feedback.unsent.drop", page="feedback:unsent-drop", api="feedback-api:unsent-drop")
def drop(unsent_id: int, *, actor: User, now: datetime | None = None) -> None:
    """Throw away a kept text of one's own. Locks the row, emits one event. Raises Unseen for what is not there or not theirs."""
    with transaction.atomic():
        row = Unsent.objects.select_for_update(of=("self",)).select_related("report").filter(pk=unsent_id, user=actor).first()
        if row is None:
            raise Unseen
        _tell("feedback.unsent.dropped", row, row.report, actor, now or timekeeping.now())
        row.delete()


def _tell(name: str, row: Unsent, report: Report, actor: User, at: datetime) -> None:
    payload: dict[str, Any] = {"report": report.pk, "action": row.action}
    emit(
        name,
        subject=row,
        subject_ref=report.reference,
        actor=Actor.person(actor),
        area_path=report.area_path,
        team_id=report.team_id,
        payload=payload,
        at=at,
    )
