"""A small event type of the tests' own, and a way to say that it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from policing.areas.models import Area
from policing.events import catalogue
from policing.events.catalogue import EventType
from policing.events.listeners import register_handler, unregister_handler
from policing.events.models import Event
from policing.events.services import Actor, emit
from tests.people import AreaFactory

HAPPENED = EventType(
    name="tests.thing.happened", payload=("code",), sentence="It happened: %(code)s", public="Something happened", tone="go"
)
HIDDEN = EventType(name="tests.thing.hidden", payload=(), sentence="Nobody outside knows")
Emit = Callable[..., Event]


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    for kind in (HAPPENED, HIDDEN):
        catalogue.register(kind)
    yield
    for kind in (HAPPENED, HIDDEN):
        catalogue.unregister(kind.name)


@pytest.fixture
def area(db: None) -> Area:
    """Give something for events to be about."""
    return AreaFactory()


@pytest.fixture
def happen(area: Area) -> Emit:
    """Say that something happened to the area, in a transaction of its own."""

    def say(code: str | int = "x", actor: Actor | None = None) -> Event:
        with transaction.atomic():
            return emit(HAPPENED.name, subject=area, actor=actor or Actor.system(), area_path=area.path, payload={"code": code})

    return say


@pytest.fixture
def listen() -> Iterator[Callable[..., None]]:
    """Register handlers for the length of a test."""
    names: list[str] = []

    def add(name: str, run: Callable[[Event], None], event_name: str = HAPPENED.name) -> None:
        register_handler(event_name, name, run)
        names.append(name)

    yield add
    for name in names:
        unregister_handler(name)
