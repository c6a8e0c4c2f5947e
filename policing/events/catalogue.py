"""The closed catalogue of what can happen: each event's name, its payload, and the sentences that people read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from policing.workflow import TONES

Words = str | Promise
Formatter = Callable[[Mapping[str, Any]], Words]

NAME = re.compile(r"[a-z_]+(\.[a-z_]+){1,3}")
CODE = re.compile(r"[A-Za-z0-9_.:/-]{0,60}")
AREA_PATH = re.compile(r"(?=.{0,400}\Z)(?:[A-Za-z0-9_-]+/)+")
MOST_VALUES = 200


class UnknownEvent(LookupError):
    """An event was named that the catalogue does not hold."""


class OddPayload(ValueError):
    """A payload has other keys than its event type, or a value that is not an id or a code."""


@dataclass(frozen=True)
class EventType:
    """One kind of happening.

    ``payload`` names every key that the payload has, no more and no less. ``sentence`` is what staff read, ``public`` what the
    public may read (empty: the public never sees it); both may hold ``%(key)s``. Where a code needs words of its own,
    ``formatter`` or ``public_formatter`` makes the sentence from the payload instead.
    """

    name: str
    payload: tuple[str, ...]
    sentence: Words
    public: Words = ""
    tone: str = "none"
    formatter: Formatter | None = None
    public_formatter: Formatter | None = None

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"{self.name}: an event is called like feedback.report.closed")
        if self.tone not in TONES:
            raise ValueError(f"{self.name}: no tone called {self.tone}")

    def say(self, payload: Mapping[str, Any]) -> str:
        """Give the sentence for staff."""
        return _say(self.sentence, self.formatter, payload)

    def say_publicly(self, payload: Mapping[str, Any]) -> str:
        """Give the sentence for the public, empty where the public never sees this."""
        return _say(self.public, self.public_formatter, payload)

    @property
    def is_public(self) -> bool:
        """Tell whether the public may ever read that this happened."""
        return bool(self.public) or self.public_formatter is not None

    def check(self, payload: Mapping[str, Any]) -> None:
        """Pass a payload of exactly these keys whose values are ids and codes. Raises OddPayload otherwise."""
        if set(payload) != set(self.payload):
            raise OddPayload(f"{self.name} carries {sorted(self.payload)}, not {sorted(payload)}")
        for key, value in payload.items():
            if not _is_code(value) and not _is_list_of_codes(value):
                raise OddPayload(f"{self.name}: {key} is neither an id nor a code")


def _say(words: Words, formatter: Formatter | None, payload: Mapping[str, Any]) -> str:
    if formatter is not None:
        return str(formatter(payload))
    return str(words) % payload if payload else str(words)


def _is_code(value: Any) -> bool:
    if isinstance(value, str):
        return bool(CODE.fullmatch(value) or AREA_PATH.fullmatch(value))
    return value is None or isinstance(value, bool | int)


def _is_list_of_codes(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) <= MOST_VALUES and all(_is_code(one) for one in value)


_types: dict[str, EventType] = {}


def register(kind: EventType) -> EventType:
    """Put an event type into the catalogue and give it back. Raises ValueError for a name used twice."""
    if kind.name in _types:
        raise ValueError(f"Two event types are called {kind.name}")
    _types[kind.name] = kind
    return kind


def unregister(name: str) -> None:
    """Take an event type out again (tests). Raises UnknownEvent where there is none of that name."""
    get(name)
    del _types[name]


def get(name: str) -> EventType:
    """Give the event type of that name. Raises UnknownEvent for a name that nobody registered."""
    try:
        return _types[name]
    except KeyError as error:
        raise UnknownEvent(f"No event type called {name} in the catalogue") from error


def find(name: str) -> EventType | None:
    """Give the event type of that name, or None where an app that once emitted it is gone."""
    return _types.get(name)


def all_types() -> tuple[EventType, ...]:
    """Give every event type, by name."""
    return tuple(_types[name] for name in sorted(_types))
