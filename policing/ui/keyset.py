"""Lists paged by key: the page after or before a row, at the same cost at ten rows and at ten million, never by offset."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
    """The order of a list: a column that may be empty (empty ones last), then the id; each the way ``down`` says."""

    column: str = ""
    down: bool = False

    def order(self, backwards: bool) -> list[Any]:
        """Give the ordering, or its mirror image for going back."""
        down = self.down != backwards
        first = []
        if self.column:
            value = F(self.column)
            first = [value.desc(nulls_first=True) if backwards else value.asc(nulls_last=True)]
        return [*first, "-pk" if down else "pk"]

    def beyond(self, value: Any, pk: int, backwards: bool) -> Q:
        """Give the rows that come after (or before) the row with that value and id."""
        down = self.down != backwards
        tie = Q(pk__lt=pk) if down else Q(pk__gt=pk)
        if not self.column:
            return tie
        if value is None:
            same = Q(**{f"{self.column}__isnull": True}) & tie
            return same | Q(**{f"{self.column}__isnull": False}) if backwards else same
        further = Q(**{f"{self.column}__lt": value}) if backwards else Q(**{f"{self.column}__gt": value})
        same = Q(**{self.column: value}) & tie
        return further | same if backwards else further | same | Q(**{f"{self.column}__isnull": True})


def seal(value: Any, pk: int) -> str:
    """Give the text of a row's key for an address. A moment keeps its microseconds, or its row would come twice."""
    plain = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([plain, pk]).encode()).decode().rstrip("=")


def unseal(text: str) -> tuple[Any, int] | None:
    """Give the key that an address holds, or None where somebody bent it: the list then starts at its beginning."""
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return (datetime.fromisoformat(value) if isinstance(value, str) else None), int(pk)
    except (ValueError, TypeError):
        return None


def page(rows: QuerySet[M], request: HttpRequest, *, key: Key, size: int = PAGE_ROWS) -> Page[M]:
    """Give one page of the rows, as the address asks (``after`` or ``before``). Runs one query of ``size`` + 1 rows."""
    backwards = "before" in request.GET
    held = unseal(request.GET.get("before") or request.GET.get("after") or "")
    if held is not None:
        rows = rows.filter(key.beyond(*held, backwards))
    found: list[M] = list(rows.order_by(*key.order(backwards and held is not None))[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards and held is not None:
        found.reverse()
        newer, older = more, True
    else:
        newer, older = held is not None, more
    return Page(found, _pager(request, found, key, newer=newer and bool(found), older=older and bool(found)))


def _pager(request: HttpRequest, found: Sequence[Model], key: Key, *, newer: bool, older: bool) -> KeyPager:
    def address(word: str, row: Model) -> str:
        query = request.GET.copy()
        for name in ("before", "after"):
            query.pop(name, None)
        query[word] = seal(getattr(row, key.column) if key.column else None, row.pk)
        return f"?{query.urlencode()}"

    return KeyPager(
        newer=address("before", found[0]) if newer else "",
        older=address("after", found[-1]) if older else "",
        says=_("%(count)d on this page") % {"count": len(found)},
    )
