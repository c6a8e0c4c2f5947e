"""The one way to say that something happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction
from django.db.transaction import TransactionManagementError

from policing import timekeeping
from policing.events import catalogue
from policing.events.hashing import content_hash
from policing.events.kicking import kick
from policing.events.listeners import register_handler
from policing.events.models import Dispatch, Event

__all__ = ["Actor", "emit", "kick", "register_handler"]

REF_LENGTH = 60


class Person(Protocol):
    """Whoever has a pseudonym: the random number that stands for them in events."""

    pseudonym: UUID


@dataclass(frozen=True)
class Actor:
    """Who acted: a person by pseudonym, somebody who reports (never told apart), or the system itself."""

    kind: Event.ActorKind
    pseudonym: UUID | None = None

    @classmethod
    def person(cls, user: Person) -> Actor:
        """Give a person with an account. Never for what a confidential or anonymous reporter does."""
        return cls(Event.ActorKind.PERSON, user.pseudonym)

    @classmethod
    def reporter(cls) -> Actor:
        """Give the role of a resident who reports: nothing that leads to them."""
        return cls(Event.ActorKind.REPORTER)

    @classmethod
    def system(cls) -> Actor:
        """Give the site itself: clocks, imports, set-up."""
        return cls(Event.ActorKind.SYSTEM)


def emit(  # noqa: PLR0913 - an event has so many parts, all named
    name: str,
    *,
    subject: models.Model,
    actor: Actor,
    subject_ref: str = "",
    area_path: str = "",
    team_id: int | None = None,
    payload: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Event:
    """Write down that something happened to ``subject``, in the transaction of the change itself. Runs two inserts.

    The event and its outbox row live or die with the change; the workers are kicked once it is committed, once for a
    transaction. What a reporter did carries its hour only, so that nobody can be matched with a moment. Raises
    TransactionManagementError outside a transaction, UnknownEvent and OddPayload for what the catalogue does not hold.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError(f"{name} must be emitted in the transaction of the change")
    held = dict(payload or {})
    catalogue.get(name).check(held)
    moment = at or timekeeping.now()
    event = Event(
        name=name,
        actor_kind=actor.kind,
        actor=actor.pseudonym,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_ref=subject_ref[:REF_LENGTH],
        area_path=area_path,
        team_id=team_id,
        payload={key: list(value) if isinstance(value, tuple) else value for key, value in held.items()},
        at=timekeeping.coarse(moment) if actor.kind == Event.ActorKind.REPORTER else moment,
    )
    event.content_hash = content_hash(event)
    event.save(force_insert=True)
    _hand_on(event)
    return event


def _hand_on(event: Event) -> None:
    """Put the event into the outbox and kick the workers; an invented past is sealed and told to nobody."""
    if timekeeping.is_past():
        Dispatch.objects.create(event=event, state=Dispatch.State.DONE)
        return
    Dispatch.objects.create(event=event)
    _kick_on_commit()


class _Once:
    """A kick that goes out once, however often a transaction asks for it."""

    def __init__(self) -> None:
        self.is_out = False

    def __call__(self) -> None:
        if not self.is_out:
            self.is_out = True
            kick()


def _kick_on_commit() -> None:
    connection = transaction.get_connection()
    once: _Once | None = getattr(connection, "events_kick", None)
    if once is None or once.is_out:
        once = _Once()
        connection.events_kick = once
    transaction.on_commit(once)
