"""Two kinds of notice of the tests' own, about areas: one that everybody may get, one for those who set up the area."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from pytest_django import Settings

from policing.accounts.models import User
from policing.areas.models import Agency, Area
from policing.events import catalogue
from policing.events.catalogue import EventType
from policing.events.models import Event
from policing.events.services import Actor, emit
from policing.notifications.kinds import NoticeKind, Recipients, register_kind, unregister_kind, who_can, works_here
from policing.privacy import contacts
from policing.privacy.models import ContactPoint, Identity
from tests.notifications.backends import Server
from tests.people import AreaFactory, UserFactory

OPENED = EventType(name="tests.gate.opened", payload=(), sentence="Opened")
LOCKED = EventType(name="tests.gate.locked", payload=(), sentence="Locked")
WROTE = EventType(name="tests.gate.wrote", payload=(), sentence="Wrote")
Emit = Callable[..., Event]


def everybody(event: Event) -> Recipients:
    """Give all people."""
    return Recipients(users=User.objects.all())


def everybody_written(event: Event) -> Recipients:
    """Give every contact point."""
    return Recipients(contacts=list(ContactPoint.objects.values_list("pk", flat=True)))


def page(ref: str) -> str:
    """Give where the thing is."""
    return f"/gates/{ref}"


def words(event: Event, subject: Area) -> dict[str, object]:
    """Give words with everything that has to be escaped."""
    return {"words": "First line <b>&\nsecond line", "facts": [("Gate", subject.name)]}


OPENED_NOTICE = NoticeKind(
    name="tests.opened",
    event=OPENED.name,
    label="A gate opens",
    audience="everybody",
    recipients=everybody,
    sentence="The gate %(ref)s is open",
    subject_line="News about a gate",
    link=page,
    context=words,
)
LOCKED_NOTICE = NoticeKind(
    name="tests.locked",
    event=LOCKED.name,
    label="A gate is locked",
    audience="people who set up the area",
    recipients=who_can("change"),
    sentence="The gate %(ref)s is locked",
    subject_line="Something to do",
    link=page,
    action="change",
    may_opt_out=False,
    reach=works_here,
)
WROTE_NOTICE = NoticeKind(
    name="tests.wrote",
    event=WROTE.name,
    label="We write",
    audience="the resident",
    recipients=everybody_written,
    sentence="There is an answer about %(ref)s",
    subject_line="News about what you told us",
    link=page,
    outside_link=lambda ref: f"/track/{ref}",
    context=words,
)


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    types, kinds = (OPENED, LOCKED, WROTE), (OPENED_NOTICE, LOCKED_NOTICE, WROTE_NOTICE)
    for kind in types:
        catalogue.register(kind)
    for notice in kinds:
        register_kind(notice)
    Agency.forget()
    yield
    Agency.forget()
    for notice in kinds:
        unregister_kind(notice.name)
    for kind in types:
        catalogue.unregister(kind.name)


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[None]:
    """Send every mail to the tests' own server, glad at first."""
    settings.EMAIL_BACKEND = "tests.notifications.backends.Server"
    Server.reset()
    yield
    Server.reset()


@pytest.fixture
def people(db: None) -> list[User]:
    """Give three people."""
    return [UserFactory() for _one in range(3)]


@pytest.fixture
def area(db: None) -> Area:
    """Give something for notices to be about."""
    return AreaFactory(name="Northgate")


@pytest.fixture
def happen(area: Area) -> Emit:
    """Say that something happened to the area."""

    def say(kind: EventType = OPENED, actor: Actor | None = None) -> Event:
        with transaction.atomic():
            return emit(kind.name, subject=area, subject_ref="NORTH-1", actor=actor or Actor.system(), area_path=area.path)

    return say


def contact(address: str = "resident@example.org", mode: str = Identity.Mode.NAMED, language: str = "en-gb") -> ContactPoint:
    """Give a way to reach a resident without an account."""
    point = contacts.prepare(Identity.objects.create(mode=mode), "email", address, language)
    point.save()
    return point
