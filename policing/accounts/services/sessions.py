"""The commands of sessions: end one, end all others, and the disposal of those whose time is up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from policing.accounts import devices
from policing.accounts.models import Session, User
from policing.commands import command
from policing.errors import Unseen, WrongState
from policing.events.services import Actor, emit


@dataclass(frozen=True)
class Place:
    """One place where a person is signed in, as they read it. ``handle`` names it and opens nothing."""

    handle: str
    device: str
    since: date | None
    seen: date | None
    is_here: bool


def _handle(key: str) -> str:
    return salted_hmac("policing.accounts.session", key, algorithm="sha256").hexdigest()[:24]


def places(user: User, here: str | None) -> list[Place]:
    """Give where the person is signed in, this session (of key ``here``) first. Runs one query."""
    rows = Session.objects.of(user).values_list("session_key", "device", "since", "seen")[:100]
    found = [Place(_handle(key), devices.say(word), since, seen, key == here) for key, word, since, seen in rows]
    return sorted(found, key=lambda place: not place.is_here)


@command(name="accounts.session.end", page="accounts:session-end", api="accounts-api:session-end")
@transaction.atomic
def end(handle: str, *, actor: User, here: str | None) -> None:
    """Sign the person out at one other place. Emits ``accounts.session.ended``. Raises Unseen, and WrongState for this place."""
    keys = Session.objects.of(actor).values_list("session_key", flat=True)
    key = next((key for key in keys if constant_time_compare(_handle(key), handle)), None)
    if key is None:
        raise Unseen
    if key == here:
        raise WrongState(_("This is where you are now. To leave here, sign out."))
    Session.objects.of(actor).filter(session_key=key).delete()
    emit("accounts.session.ended", subject=actor, actor=Actor.person(actor), payload={"sessions": 1})


@command(name="accounts.session.end_others", page="accounts:sessions-end", api="accounts-api:session-list")
@transaction.atomic
def end_others(*, actor: User, here: str | None) -> int:
    """Sign the person out everywhere but here and give how many places that were. Emits ``accounts.session.ended`` if any."""
    ended, _rows = Session.objects.of(actor).exclude(session_key=here).delete()
    if ended:
        emit("accounts.session.ended", subject=actor, actor=Actor.person(actor), payload={"sessions": ended})
    return ended


def dispose() -> int:
    """Delete the sessions whose time is up and give how many. For the hourly task."""
    return Session.objects.over().delete()[0]
