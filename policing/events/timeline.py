"""What happened to one thing, as lines that people read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from policing.events import catalogue
from policing.events.models import Event
from policing.prepared import PreparedRows

Audience = Literal["staff", "public"]
PeopleResolver = Callable[[set[UUID]], dict[UUID, str]]
MOST_LINES = 200


@dataclass(frozen=True)
class Line:
    """One line of a timeline: when, what in words, by whom (staff alone read that), and its tone of tag."""

    at: datetime
    sentence: str
    actor_label: str
    tone: str
    name: str


def _nobody(pseudonyms: set[UUID]) -> dict[UUID, str]:
    return {}


class _House:
    """What a higher app hands in when it is ready."""

    resolver: PeopleResolver = staticmethod(_nobody)


def register_people_resolver(resolver: PeopleResolver) -> None:
    """Hand in how pseudonyms become the names that colleagues read. One query at most; people who left may be missing."""
    _House.resolver = staticmethod(resolver)


def people_resolver() -> PeopleResolver:
    """Give the resolver that is handed in, or one that knows nobody."""
    return _House.resolver


def _events(subject_type: str, subject_id: int) -> models.QuerySet[Event]:
    rows = Event.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return rows.only("id", "name", "actor_kind", "actor", "payload", "at")


def _newest(key: tuple[str, Audience, int], subject_id: int) -> models.QuerySet[Event]:
    subject_type, audience, limit = key
    rows = _events(subject_type, subject_id).order_by("-id")
    if audience == "public":
        rows = rows.filter(name__in=[kind.name for kind in catalogue.all_types() if kind.is_public])
    return rows[:limit]


NEWEST = PreparedRows(_newest)


def for_subject(obj: models.Model, audience: Audience = "staff", limit: int = MOST_LINES) -> list[Line]:
    """Give what happened to a thing, oldest first, at most the newest ``limit`` lines.

    Runs one query, and for staff one more that turns pseudonyms into names. The public reads only what the catalogue gives
    public words for, and never who did it.
    """
    events = NEWEST.ask(obj.pk, key=(obj._meta.label_lower, audience, limit))[::-1]
    if audience == "public":
        return [line for event in events if (line := _line(event, "", public=True)).sentence]
    return told(events)


def events_of(obj: models.Model) -> models.QuerySet[Event]:
    """Give everything that happened to a thing, with what ``told`` reads of it: for a list that is paged by key."""
    return _events(obj._meta.label_lower, obj.pk)


def told(events: Sequence[Event]) -> list[Line]:
    """Give the lines that staff read of these events, in their order. At most one query, which turns pseudonyms into names."""
    names = _names(events)
    return [_line(event, _actor_label(event, names)) for event in events]


def _names(events: Iterable[Event]) -> dict[UUID, str]:
    pseudonyms = {event.actor for event in events if event.actor is not None}
    return _House.resolver(pseudonyms) if pseudonyms else {}


def _actor_label(event: Event, names: dict[UUID, str]) -> str:
    if event.actor_kind == Event.ActorKind.REPORTER:
        return _("the resident")
    if event.actor is None:
        return _("Commonbeat")
    return names.get(event.actor) or _("somebody who has left")


def _line(event: Event, actor_label: str, *, public: bool = False) -> Line:
    kind = catalogue.find(event.name)
    if kind is None:
        return Line(event.at, event.name, actor_label, "none", event.name)
    sentence = kind.say_publicly(event.payload) if public else kind.say(event.payload)
    return Line(event.at, sentence, actor_label, kind.tone, event.name)
