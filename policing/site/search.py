"""Search over everything that a person may see, drawer by drawer. Words stand in the address; no log holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from policing import access
from policing.ui.registry import Hit, Search, searches

FEW, MANY, MOST_LETTERS = 5, 50, 200


@dataclass(frozen=True)
class Drawer:
    """One drawer with what was found in it; ``more_url`` leads to more of it alone."""

    search: Search
    hits: list[Hit]
    has_more: bool = False
    more_url: str = ""


def words_of(text: str) -> str:
    """Give the words to look for: bounded, in one line, no NUL."""
    return " ".join(text.replace("\0", " ").split())[:MOST_LETTERS]


def drawers(user: Any, words: str, only: str = "") -> list[Drawer]:
    """Look in every drawer, or in one of them for more, and give those in which something was found. A few queries each."""
    if not words:
        return []
    found = []
    for one in searches.all():
        if only and one.name != only:
            continue
        most = MANY if only else FEW
        hits = list(one.find(user, words, most + 1))
        more = "?" + urlencode({"q": words, "in": one.name}) if len(hits) > most and not only else ""
        if hits:
            found.append(Drawer(one, hits[:most], len(hits) > most, more))
    return found


@access.public("everybody finds what they may see")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found, grouped by drawer; ``in`` shows one drawer alone, with more of it."""
    words, only = words_of(request.GET.get("q", "")), request.GET.get("in", "")
    known = {one.name for one in searches.all()}
    only = only if only in known else ""
    context = {"words": words, "only": only, "drawers": drawers(request.user, words, only)}
    response = render(request, "site/search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
