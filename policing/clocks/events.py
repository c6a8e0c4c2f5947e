"""What can happen to a clock, in the closed catalogue of events. The subject of each is what the clock runs for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from policing.events.catalogue import EventType, Formatter, Words, register
from policing.ui import dates

PAYLOAD = ("clock", "rule", "due", "public")


def due_code(moment: datetime) -> str:
    """Give a moment (UTC) as a code for a payload: to the minute, with a Z."""
    return moment.strftime("%Y-%m-%dT%H:%MZ")


def _with_due(words: Words) -> Formatter:
    def say(payload: Mapping[str, Any]) -> Words:
        due = payload.get("due")
        return str(words) % {"due": dates.day_clock(datetime.fromisoformat(str(due)))} if due else str(words)

    return say


def _where_public(say: Formatter) -> Formatter:
    """Say it only for a clock that the public sees."""
    return lambda payload: say(payload) if payload.get("public") else ""


def _kind(name: str, sentence: Words, tone: str, public: Words = "") -> EventType:
    spoken = _where_public(_with_due(public)) if public else None
    return EventType(
        name=name, payload=PAYLOAD, sentence=sentence, tone=tone, formatter=_with_due(sentence), public_formatter=spoken
    )


EVENT_TYPES = (
    _kind("clocks.clock.near", _("Soon due: by %(due)s"), "wait"),
    _kind("clocks.clock.overdue", _("Late: it was due by %(due)s"), "stop", _("We are late. You should have heard by %(due)s")),
    _kind("clocks.clock.paused", _("Clock paused"), "wait", _("We had to wait, so we stopped the clock")),
    _kind(
        "clocks.clock.resumed",
        _("Clock started again: now due by %(due)s"),
        "go",
        _("The clock runs again. You will hear by %(due)s"),
    ),
    _kind(
        "clocks.clock.extended",
        _("More time given: now due by %(due)s"),
        "wait",
        _("We need more time. You will hear by %(due)s"),
    ),
)


def connect() -> None:
    """Put the event types into the catalogue."""
    for kind in EVENT_TYPES:
        register(kind)
