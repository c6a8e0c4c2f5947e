"""Lists paged by key: the page after or before a row, at the same cost at ten rows and at ten million, never by offset."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from policing.ui.components.parts import KeyPager

M = TypeVar("M", bound=Model)
PAGE_ROWS = 25


@dataclass(frozen=True)
class Page(Generic[M]):
    """The rows of one page, and the way to the pages before and after it."""

    rows: list[M]
    pager: KeyPager


@dataclass(frozen=True)
class Key:
    """The order of a list: a column, then the id as the tie break, both upwards, or both ``down``.

    Upwards the column may be empty (empty ones last). Downwards it never is, so that a plain index of both gives the order.
    """

    column: str = ""
    down: bool = False

    def order(self, backwards: bool) -> list[Any]:
        """Give the ordering, or its mirror image for going back."""
        down = self.down != backwards
        first: list[Any] = []
        if self.column and self.down:
            first = [f"-{self.column}" if down else self.column]
        elif self.column:
            value = F(self.column)
            first = [value.desc(nulls_first=True) if backwards else value.asc(nulls_last=True)]
        return [*first, "-pk" if down else "pk"]

    def beyond(self, value: Any, pk: int, backwards: bool) -> Q:
        """Give the rows that come after (or before) the row with that value and id."""
        down = self.down != backwards
        tie = Q(pk__lt=pk) if down else Q(pk__gt=pk)
        if not self.column:
            return tie
        if self.down:
            way = "lt" if down else "gt"
            further, same = Q(**{f"{self.column}__{way}": value}), Q(**{self.column: value}) & tie
            return Q(**{f"{self.column}__{way}e": value}) & (further | same)  # the first part lets the index begin there
        if value is None:
            same = Q(**{f"{self.column}__isnull": True}) & tie
            return same | Q(**{f"{self.column}__isnull": False}) if backwards else same
        further = Q(**{f"{self.column}__lt": value}) if backwards else Q(**{f"{self.column}__gt": value})
        same = Q(**{self.column: value}) & tie
        return further | same if backwards else further | same | Q(**{f"{self.column}__isnull": True})


def seal(value: Any, pk: int) -> str:
    """Give the text of a row's key for an address. A moment keeps its microseconds, or its row would come twice."""
    plain = value.isoformat() if isinstance(value, date) else value
    return base64.urlsafe_b64encode(json.dumps([plain, pk]).encode()).decode().rstrip("=")


def unseal(text: str, key: Key) -> tuple[Any, int] | None:
    """Give the place that an address holds, or None where somebody bent it: the list then starts at its beginning."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        held = (_moment(value) if isinstance(value, str) else None), int(pk)
    except (ValueError, TypeError, OverflowError):
        return None
    return None if key.column and key.down and held[0] is None else held


def _moment(text: str) -> date:
    """Give a day, or a moment where the text has one."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


@dataclass(frozen=True)
class Cut(Generic[M]):
    """The rows of one page, and the places from which the pages before and after it go on: empty where there are none."""

    rows: list[M]
    newer: str
    older: str


def cut(rows: QuerySet[M], key: Key, size: int, place: str, *, backwards: bool = False) -> Cut[M]:
    """Give the rows beyond a place. Runs one query of ``size`` + 1 rows."""
    held = unseal(place, key)
    backwards = backwards and held is not None
    if held is not None:
        rows = rows.filter(key.beyond(*held, backwards))
    found: list[M] = list(rows.order_by(*key.order(backwards))[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    newer, older = (more, True) if backwards else (held is not None, more)
    return Cut(found, _place(found, 0, key) if newer else "", _place(found, -1, key) if older else "")


def _place(found: Sequence[Model], which: int, key: Key) -> str:
    return seal(getattr(found[which], key.column) if key.column else None, found[which].pk) if found else ""


def page(rows: QuerySet[M], request: HttpRequest, *, key: Key, size: int = PAGE_ROWS) -> Page[M]:
    """Give one page of the rows, as the address asks (``after`` or ``before``). Runs one query of ``size`` + 1 rows."""
    place = request.GET.get("before") or request.GET.get("after") or ""
    found = cut(rows, key, size, place, backwards="before" in request.GET)
    pager = KeyPager(
        newer=_address(request, "before", found.newer),
        older=_address(request, "after", found.older),
        says=_("%(count)d on this page") % {"count": len(found.rows)},
    )
    return Page(found.rows, pager)


def _address(request: HttpRequest, word: str, place: str) -> str:
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    query[word] = place
    return f"?{query.urlencode()}" if place else ""
