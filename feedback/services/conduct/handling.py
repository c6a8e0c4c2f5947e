"""What a reviewer says and does: read, begin, ask, answer, finish, pass on, note, and say what it is. The person hears of each step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.conduct.workflow import CONDUCT
from feedback.models import Conduct, ConductMessage, ConductNote, Praise
from feedback.services.conduct import promises
from feedback.services.conduct.intake import MOST_WORDS
from feedback.services.conduct.moving import locked, move
from policing import timekeeping
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput
from policing.privacy.crypto import keyed_hash

OUTCOMES = [code for code in Conduct.Outcome.values if code != Conduct.Outcome.INDEPENDENT]


@command(name="feedback.conduct.acknowledge", page="feedback:conduct-acknowledge", api="feedback-api:conduct-acknowledge")
def acknowledge(conduct_id: int, *, actor: User, version: int | None = None, now: datetime | None = None) -> Conduct:
    """Say that a reviewer has read it; the promise to read is kept. Locks the row, emits one event.

    Raises Unseen (for everybody in conflict too), Denied, WrongState, or StaleVersion where somebody changed it since ``version``.
    """
    with transaction.atomic():
        conduct = locked(conduct_id, actor, "acknowledge", version)
        CONDUCT.check(conduct, "acknowledge")
        moment = now or timekeeping.now()
        promises.keep(conduct, promises.READ, moment=moment)
        return move(conduct, "acknowledge", actor, moment)


@command(name="feedback.conduct.begin", page="feedback:conduct-begin", api="feedback-api:conduct-begin")
def begin(conduct_id: int, *, actor: User, version: int | None = None, now: datetime | None = None) -> Conduct:
    """Say that somebody looks into it now. Whoever begins has it, where nobody else does. Raises as ``acknowledge``."""
    with transaction.atomic():
        conduct = locked(conduct_id, actor, "begin", version)
        CONDUCT.check(conduct, "begin")
        conduct.assignee_id = conduct.assignee_id or actor.pk
        return move(conduct, "begin", actor, now or timekeeping.now(), fields=("assignee",))


@command(name="feedback.conduct.sort", page="feedback:conduct-sort", api="feedback-api:conduct-sort")
def sort(conduct_id: int, *, kind: str, actor: User, version: int | None = None, now: datetime | None = None) -> Conduct:
    """Say what it is: thanks, a suggestion or a complaint. The same again changes nothing.

    What stops being thanks stops being shared, and the tick does not come back. Raises as ``acknowledge``, and BadInput.
    """
    if kind not in Conduct.Kind.values or kind == Conduct.Kind.UNSURE:
        raise BadInput({"kind": [_("Choose what it is.")]})
    with transaction.atomic():
        conduct = locked(conduct_id, actor, "sort", version)
        CONDUCT.check(conduct, "sort")
        if conduct.kind == kind:
            return conduct
        conduct.kind = kind
        conduct.may_share = conduct.may_share and kind == Conduct.Kind.THANKS
        moment = now or timekeeping.now()
        return move(conduct, "sort", actor, moment, fields=("kind", "may_share"), payload={"kind": kind})


@command(name="feedback.conduct.ask", page="feedback:conduct-ask", api="feedback-api:conduct-ask")
def ask(conduct_id: int, *, words: str, actor: User, version: int | None = None, now: datetime | None = None) -> Conduct:
    """Ask the person a question; the promise to read is kept. Raises as ``acknowledge``, and BadInput without words."""
    said = _said(words)
    with transaction.atomic():
        conduct = locked(conduct_id, actor, "ask", version)
        CONDUCT.check(conduct, "ask")
        moment = now or timekeeping.now()
        message = _write(conduct, ConductMessage.Kind.QUESTION, said, actor, moment)
        promises.keep(conduct, promises.READ, moment=moment)
        return move(conduct, "ask", actor, moment, fields=("unread_replies",), payload={"message": message})


@command(name="feedback.conduct.answer", page="feedback:conduct-answer", api="feedback-api:conduct-answer")
def answer(conduct_id: int, *, words: str, actor: User, version: int | None = None, now: datetime | None = None) -> Conduct:
    """Tell the person how far it is. What was owed is kept, and the next word is owed from now on.

    Raises as ``acknowledge``, and BadInput without words.
    """
    said = _said(words)
    with transaction.atomic():
        conduct = locked(conduct_id, actor, "answer", version)
        CONDUCT.check(conduct, "answer")
        moment = now or timekeeping.now()
        message = _write(conduct, ConductMessage.Kind.ANSWER, said, actor, moment)
        promises.keep(conduct, *promises.ALL, moment=moment)
        promises.owe_an_update(conduct, moment)
        return move(conduct, "answer", actor, moment, fields=("unread_replies",), payload={"message": message})


@command(name="feedback.conduct.note", page="feedback:conduct-note", api="feedback-api:conduct-note")
def note(
    conduct_id: int, *, words: str, token: str, actor: User, version: int | None = None, now: datetime | None = None
) -> Conduct:
    """Write words among the reviewers, which the person never reads. Sent twice with the same form token is one note.

    Raises as ``acknowledge``, and BadInput without words.
    """
    said = _said(words)
    with transaction.atomic():
        conduct = locked(conduct_id, actor, "note", None)
        sealed = keyed_hash("conduct-note", f"{conduct.pk}:{token}")
        before = ConductNote.objects.filter(token=sealed).values_list("words", flat=True).first()
        if before is not None and before != said:
            raise BadInput({"token": [_("This form was already sent with other words. Open a new form for new words.")]})
        if before is not None:
            return conduct
        moment = now or timekeeping.now()
        ConductNote.objects.create(conduct=conduct, author=actor, words=said, token=sealed, at=moment)
        return move(conduct, "note", actor, moment)


@command(name="feedback.conduct.close", page="feedback:conduct-close", api="feedback-api:conduct-close")
def close(
    conduct_id: int,
    *,
    outcome: str,
    words: str,
    shared_words: str = "",
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> Conduct:
    """Finish with what came of it and words for the person; every open promise ends.

    ``shared_words`` are words of thanks as the officers and teams concerned may read them, redacted where needed: only for
    thanks whose writer ticked it. Raises as ``acknowledge``, and BadInput without an outcome or words, where nobody said yet
    what it is, and for words to share that must not be.
    """
    if outcome not in OUTCOMES:
        raise BadInput({"outcome": [_("Choose what came of it.")]})
    said = _said(words)
    with transaction.atomic():
        conduct = locked(conduct_id, actor, "close", version)
        CONDUCT.check(conduct, "close")
        moment = now or timekeeping.now()
        praise = _release(conduct, shared_words.strip(), actor, moment)
        return _finish(conduct, "close", outcome, said, actor, moment, {"praise": praise})


@command(name="feedback.conduct.pass_on", page="feedback:conduct-pass-on", api="feedback-api:conduct-pass-on")
def pass_on(conduct_id: int, *, words: str, actor: User, version: int | None = None, now: datetime | None = None) -> Conduct:
    """Finish by passing it to the independent body, with words that say so to the person. Nothing of who they are goes with it.

    Raises as ``acknowledge``, and BadInput without words.
    """
    said = _said(words)
    with transaction.atomic():
        conduct = locked(conduct_id, actor, "pass_on", version)
        CONDUCT.check(conduct, "pass_on")
        return _finish(conduct, "pass_on", Conduct.Outcome.INDEPENDENT, said, actor, now or timekeeping.now(), {})


def _finish(
    conduct: Conduct, action: str, outcome: str, said: str, actor: User, moment: datetime, more: dict[str, Any]
) -> Conduct:
    if conduct.kind == Conduct.Kind.UNSURE:
        raise BadInput({"outcome": [_("Say first what it is: thanks, a suggestion or a complaint.")]})
    conduct.outcome, conduct.closed_at = outcome, moment
    payload = {"outcome": outcome, "message": _write(conduct, ConductMessage.Kind.CLOSING, said, actor, moment), **more}
    promises.keep(conduct, *promises.ALL, moment=moment)
    return move(conduct, action, actor, moment, fields=("outcome", "closed_at", "unread_replies"), payload=payload)


def _release(conduct: Conduct, words: str, actor: User, moment: datetime) -> int | None:
    """Let the officers and teams concerned read these words of thanks, and give the id of the copy; or nothing to release."""
    if not words:
        return None
    if not (conduct.kind == Conduct.Kind.THANKS and conduct.may_share):
        raise BadInput({"shared_words": [_("Only thanks whose writer agreed can be shown to the officers.")]})
    if len(words) > MOST_WORDS:
        raise BadInput({"shared_words": [_("That is too long. Please use fewer words.")]})
    copy, _made = Praise.objects.update_or_create(conduct=conduct, defaults={"words": words, "by": actor, "at": moment})
    return copy.pk


def _said(words: str) -> str:
    said = words.strip()
    if not said:
        raise BadInput({"words": [_("Write a few words first.")]})
    if len(said) > MOST_WORDS:
        raise BadInput({"words": [_("That is too long for one message. Please use fewer words.")]})
    return said


def _write(conduct: Conduct, kind: str, words: str, actor: User, at: datetime) -> int:
    """Keep the words in their one row and give its id; what the person wrote before it counts as read."""
    conduct.unread_replies = 0
    said = {"author": ConductMessage.Author.TEAM, "kind": kind, "staff": actor, "words": words, "at": at}
    return ConductMessage.objects.create(conduct=conduct, **said).pk
