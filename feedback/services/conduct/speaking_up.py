"""What the person does after sending: write to the reviewer, say that they do not agree, and take it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.conduct.workflow import CONDUCT
from feedback.models import Conduct, ConductMessage
from feedback.services.conduct import promises
from feedback.services.conduct.intake import MOST_WORDS
from feedback.services.conduct.tracking import Door
from policing import timekeeping
from policing.commands import command
from policing.errors import BadInput, Unseen
from policing.events.services import Actor, emit
from policing.privacy.crypto import keyed_hash

KINDS = {
    "reply": ConductMessage.Kind.REPLY,
    "contest": ConductMessage.Kind.CONTEST,
    "withdraw": ConductMessage.Kind.WITHDRAWAL,
}


@command(name="feedback.conduct.reply", page="feedback:track-conduct-reply", api="feedback-api:track-conduct-reply")
def reply(door: Door, *, words: str, token: str, now: datetime | None = None) -> Conduct:
    """Write to the reviewer. Sent twice with the same form token is one message. Locks the row, emits one event.

    Raises BadInput without words and for a token that came with other words before, and WrongState once it is finished.
    """
    return _speak(door, "reply", _said(words), token, now)


@command(name="feedback.conduct.contest", page="feedback:track-conduct-contest", api="feedback-api:track-conduct-contest")
def contest(door: Door, *, words: str, token: str, now: datetime | None = None) -> Conduct:
    """Say that one does not agree, and why. It is open again, counted, and a promise to look again runs.

    Raises BadInput without words and for a token that came with other words before, and WrongState where it is not finished.
    """
    return _speak(door, "contest", _said(words), token, now)


@command(name="feedback.conduct.withdraw", page="feedback:track-conduct-withdraw", api="feedback-api:track-conduct-withdraw")
def withdraw(door: Door, *, words: str = "", token: str, now: datetime | None = None) -> Conduct:
    """Take it back, with words or without; nothing is owed any more, and nobody works on it. Raises as ``reply`` does."""
    return _speak(door, "withdraw", _said(words) if words.strip() else "", token, now)


def _said(words: str) -> str:
    said = words.strip()
    if not said:
        raise BadInput({"words": [_("Write a few words first.")]})
    if len(said) > MOST_WORDS:
        raise BadInput({"words": [_("That is too long for one message. Please use fewer words.")]})
    return said


def _speak(door: Door, action: str, said: str, token: str, now: datetime | None) -> Conduct:
    moment = timekeeping.coarse(now or timekeeping.now())
    with transaction.atomic():
        conduct: Conduct | None = Conduct.objects.select_for_update(of=("self",)).filter(pk=door.conduct_id).first()
        if conduct is None:
            raise Unseen
        sealed = keyed_hash("conduct-message", f"{conduct.pk}:{token}")
        if _was_said(conduct, action, sealed, said):
            return conduct
        row = CONDUCT.check(conduct, action)
        if said:
            ConductMessage.objects.create(
                conduct=conduct, author=ConductMessage.Author.REPORTER, kind=KINDS[action], words=said, token=sealed, at=moment
            )
        payload = _follow(conduct, action, moment)
        conduct.state = row.target or conduct.state
        conduct.unread_replies += 1 if said else 0
        conduct.version += 1
        conduct.save(update_fields=["state", "outcome", "closed_at", "contests", "due_at", "unread_replies", "version"])
        emit(
            row.event,
            subject=conduct,
            subject_ref=conduct.reference,
            actor=Actor.reporter(),
            payload=payload,
            at=moment,
        )
    return conduct


def _was_said(conduct: Conduct, action: str, sealed: str, words: str) -> bool:
    """Tell whether this form came in before. Raises BadInput where it did with other words, which must not be lost."""
    before = ConductMessage.objects.filter(token=sealed).values_list("kind", "words").first()
    if before is not None and before != (KINDS[action], words):
        raise BadInput({"token": [_("This form was already sent with other words. Open a new form for new words.")]})
    taken_back_before = action == "withdraw" and conduct.state == "withdrawn"
    return before is not None or (taken_back_before and not words)


def _follow(conduct: Conduct, action: str, moment: datetime) -> dict[str, Any]:
    """Let promises and counts follow what was said. Gives the payload of its event."""
    if action == "contest":
        conduct.outcome, conduct.closed_at = "", None
        conduct.contests += 1
        promises.start_contest(conduct, moment)
        return {"contests": conduct.contests}
    if action == "withdraw":
        conduct.closed_at = moment
        promises.drop(conduct, moment)
    return {}
