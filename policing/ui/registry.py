"""Small typed registries through which higher apps put something on a page that lies below them.

An app fills them in its ``AppConfig.ready()``. Nothing here knows any app: a lower page asks for what stands in its slot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
DANGER_QUESTION: Words = _("Is someone in danger now?")


class Named(Protocol):
    """What a registry holds: things with a name of their own and a place in the order."""

    @property
    def name(self) -> str:
        """Its name, once in a registry."""

    @property
    def order(self) -> int:
        """Its place; equal places go by name."""


T = TypeVar("T", bound=Named)


class Registry(Generic[T]):
    """A named list in a fixed order. Filled at start-up, read by every request."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._items: dict[str, T] = {}

    def add(self, item: T) -> T:
        """Put an item in and give it back. Raises ValueError where its name is taken."""
        if item.name in self._items:
            raise ValueError(f"Two entries of {self.kind} are called {item.name}")
        self._items[item.name] = item
        return item

    def remove(self, name: str) -> None:
        """Take an item out. Raises KeyError where there is none of that name."""
        del self._items[name]

    def all(self) -> tuple[T, ...]:
        """Give every item by order, then by name."""
        return tuple(sorted(self._items.values(), key=lambda item: (item.order, item.name)))


Audience = Literal["public", "signed-in", "staff", "everyone"]
Spot = Literal["main", "account", "rights"]


@dataclass(frozen=True)
class NavItem:
    """One link of the page frame.

    ``audience``: ``public`` is everybody who works behind no door of the staff, ``signed-in`` everybody who signed in, ``staff``
    everybody whose role opens such a door, ``everyone`` all of them. ``permission`` asks in addition that it is held anywhere, and
    ``asks`` whatever else it takes (one query at most). ``spot``: ``main`` is the menu, ``account`` the person's own menu,
    ``rights`` the list in the footer. ``badge`` counts what waits (one query at most).
    """

    name: str
    label: Words
    url_name: str
    order: int = 50
    permission: str | None = None
    audience: Audience = "public"
    badge: Callable[[HttpRequest], int] | None = None
    spot: Spot = "main"
    asks: Callable[[HttpRequest], bool] | None = None


@dataclass(frozen=True)
class Panel:
    """A part of a page that a higher app adds in a slot, like ``feedback.report``.

    ``context`` loads what the template needs from the request and the page's object, or gives None to show nothing.
    """

    name: str
    slot: str
    template: str
    context: Callable[[HttpRequest, Any], Mapping[str, Any] | None]
    order: int = 50


@dataclass(frozen=True)
class Action:
    """A button that a higher app adds in a slot. Shown where the policy says that the person may do ``action``."""

    name: str
    slot: str
    label: Words
    url: Callable[[Model], str]
    action: str
    icon: str = ""
    order: int = 50


@dataclass(frozen=True)
class Seed:
    """One step of the demo town. ``run`` calls commands only, so that the town is made as people would make it."""

    name: str
    run: Callable[[], None]
    order: int = 50


@dataclass(frozen=True)
class Hit:
    """One thing that a search found: what it is called, where it is, a line about it, and what sort of thing it is."""

    title: Words
    url: str
    detail: Words = ""
    kind: Words = ""


@dataclass(frozen=True)
class Search:
    """One drawer that the search looks in. ``find(user, words, most)`` gives what that person may see, best first, bounded.

    It asks the policies itself, and gives nothing to who may see nothing of it.
    """

    name: str
    label: Words
    find: Callable[[Any, str, int], Sequence[Hit]]
    order: int = 50


@dataclass(frozen=True)
class Belonging:
    """What one app holds about a person with an account.

    ``collect(user)`` gives it for the person's own copy, as plain lists and dictionaries without a secret. ``forget(user)``
    removes it, or takes the person out of it, inside the command by which they delete their account.
    """

    name: str
    label: Words
    collect: Callable[[Any], Any]
    forget: Callable[[Any], None]
    order: int = 50


@dataclass(frozen=True)
class Contact:
    """One way to reach the agency: words before, the number or address, words after. ``kind``: tel, sms, mailto or url."""

    before: Words
    number: str
    after: Words = ""
    kind: Literal["tel", "sms", "mailto", "url"] = "tel"

    @property
    def href(self) -> str:
        """The address that a link follows."""
        return self.number if self.kind == "url" else f"{self.kind}:{self.number.replace(' ', '')}"


@dataclass(frozen=True)
class AgencyFacts:
    """The agency's own words for the page frame. No number is known until the agency gives one."""

    place: str = ""
    question: Words = DANGER_QUESTION
    emergency_number: str = ""
    emergency_advice: Words = ""
    leave_url: str = "https://www.wikipedia.org/"
    contacts: tuple[Contact, ...] = ()
    about: Words = ""
    languages: tuple[str, ...] = ()  # those offered; none named means every one that the site speaks


@dataclass(frozen=True)
class PersonFacts:
    """What the page frame shows of the person who is signed in."""

    name: str = ""
    theme: str = ""


def _person(request: HttpRequest) -> PersonFacts:
    user = request.user
    return PersonFacts(name=str(getattr(user, "name", "") or "")) if user.is_authenticated else PersonFacts()


@dataclass
class PageFacts:
    """Who tells the page frame about the agency and the person, and who keeps a choice of language or theme.

    ``agency`` and ``person`` may cost one query each at most. ``keep(request, what, value)`` is called for somebody who is
    signed in, with ``what`` either ``language`` or ``theme``.
    """

    agency: Callable[[HttpRequest], AgencyFacts] = field(default=lambda request: AgencyFacts())
    person: Callable[[HttpRequest], PersonFacts] = field(default=_person)
    keep: Callable[[HttpRequest, str, str], None] = field(default=lambda request, what, value: None)


navigation: Registry[NavItem] = Registry("navigation")
panels: Registry[Panel] = Registry("panels")
actions: Registry[Action] = Registry("actions")
seeds: Registry[Seed] = Registry("seeds")
searches: Registry[Search] = Registry("searches")
belongings: Registry[Belonging] = Registry("belongings")
page_facts = PageFacts()


def in_slot(slot: str) -> tuple[Panel, ...]:
    """Give the panels of one slot, in order."""
    return tuple(panel for panel in panels.all() if panel.slot == slot)
