"""What every page knows: the agency's words, the person, the menus, the language and the theme. Computed when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import translation

from policing import access
from policing.ui.coming import page_of
from policing.ui.registry import AgencyFacts, NavItem, PersonFacts, Spot, Words, navigation, page_facts

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Link:
    """A link of the page frame. ``current`` is the value for ``aria-current``: ``page``, ``true`` for a parent, or nothing."""

    label: Words
    url: str
    current: str = ""
    badge: int = 0


@dataclass(frozen=True)
class Language:
    """A language that the site speaks, called by its own name."""

    code: str
    name: str
    direction: str
    current: bool


@lru_cache(maxsize=256)
def _address(url_name: str, urlconf: str | None, prefix: str) -> str:
    """Give the address of a menu's link: the same on every page, and there are a dozen on each."""
    return reverse(url_name)


class Page:
    """The frame of one page. Every part is read at most once, and only where the template shows it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def agency(self) -> AgencyFacts:
        """The agency's name and emergency words."""
        return page_facts.agency(self.request)

    @cached_property
    def person(self) -> PersonFacts:
        """The person who is signed in."""
        return page_facts.person(self.request)

    @cached_property
    def signed_in(self) -> bool:
        """Whether somebody is signed in."""
        user = getattr(self.request, "user", None)
        return bool(user and user.is_authenticated)

    @cached_property
    def is_staff(self) -> bool:
        """Whether the person holds a role that opens a door of the staff; a partner's or a board member's opens none by itself."""
        return self.signed_in and any(grant.permissions for grant in access.load(self.request.user).grants)

    @cached_property
    def main(self) -> tuple[Link, ...]:
        """The main menu."""
        return self._links("main")

    @cached_property
    def account(self) -> tuple[Link, ...]:
        """The person's own menu."""
        return self._links("account")

    @cached_property
    def rights(self) -> tuple[Link, ...]:
        """The footer's links about what people may ask for."""
        return self._links("rights")

    @cached_property
    def theme(self) -> str:
        """``light``, ``dark``, or nothing where the device decides."""
        chosen = self.person.theme or self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else ""

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        """The languages that the agency offers, the present one among them and marked."""
        current = translation.get_language()
        offered = self.agency.languages
        return tuple(
            Language(code, name, "rtl" if translation.get_language_info(code)["bidi"] else "ltr", code == current)
            for code, name in settings.LANGUAGES
            if not offered or code in offered or code == current
        )

    @cached_property
    def language(self) -> Language:
        """The language in which this page is written."""
        return next((language for language in self.languages if language.current), self.languages[0])

    @property
    def here(self) -> str:
        """The address of this page within the site, to come back to."""
        return page_of(self.request)

    def _links(self, spot: Spot) -> tuple[Link, ...]:
        items = [item for item in navigation.all() if item.spot == spot and self._may_see(item)]
        urls = {item.name: _address(item.url_name, get_urlconf(), get_script_prefix()) for item in items}
        inside = [url for url in urls.values() if url != "/" and self.request.path.startswith(url)]
        here = max(inside, key=len, default="")  # one entry lies inside another: the nearer one is where the reader is
        return tuple(self._link(item, urls[item.name], here) for item in items)

    def _may_see(self, item: NavItem) -> bool:
        seen = {"everyone": True, "public": not self.is_staff, "signed-in": self.signed_in, "staff": self.is_staff}[item.audience]
        may = seen and (item.permission is None or access.load(self.request.user).holds(item.permission))
        return may and (item.asks is None or item.asks(self.request))

    def _link(self, item: NavItem, url: str, here: str) -> Link:
        current = "page" if self.request.path == url else "true" if url == here else ""
        return Link(item.label, url, current, item.badge(self.request) if item.badge else 0)


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``page``, the frame of this page. Costs nothing until a template asks it something."""
    return {"page": Page(request)}
