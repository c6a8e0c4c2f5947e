"""All of what the page of a case shows the newest of: every part of a kind, and everything that happened. Paged by key."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from policing import access
from policing.access import sight
from policing.errors import Unseen
from policing.events import timeline
from policing.ui import keyset
from policing.ui.components.parts import Moment
from problems import casebook, casefile, part_words, partbook, shown
from problems.casebook import CaseBook
from problems.parts import kind_of
from problems.views import case_parts_shown
from problems.views.cases import may

NEWEST = keyset.Key(down=True)


@dataclass(frozen=True)
class Line:
    """One part: what it is called, what else stands in it, and what the reader may do to it."""

    name: str
    pairs: list[tuple[str, str]]
    shown: case_parts_shown.Shown


@access.signed_in
@require_GET
def parts(request: HttpRequest, case: str, kind: str) -> HttpResponse:
    """List every part of a kind, the newest first, to who sees that kind."""
    found, what = casebook.case_of(case, request.user), kind_of(kind)
    if what is None:
        raise Unseen
    sees = casebook.require_sight(found, request.user, what.shown_to)
    page = keyset.page(partbook.all_of(found, what), request, key=NEWEST)
    rows = case_parts_shown.one_page(request, CaseBook(found, sees), what, page.rows, may(request, found, what.action))
    lines = [Line(part_words.name_of(one.row, what), part_words.said(one.row, what), one) for one in rows]
    return render(request, "problems/case/all_parts.html", {"case": found, "kind": what, "lines": lines, "pager": page.pager})


@access.signed_in
@require_GET
def history(request: HttpRequest, case: str) -> HttpResponse:
    """List everything that happened to the case, the newest first, to who sees its desk."""
    found = casefile.with_facet(request.user, case, sight.DESK)
    page = keyset.page(timeline.events_of(found), request, key=NEWEST)
    moments = [Moment(line.sentence, line.at, line.actor_label, form="full") for line in timeline.told(page.rows)]
    title = shown.title_of(found, shown.sight_of(request.user, found))
    context = {"case": found, "title": title, "moments": moments, "pager": page.pager}
    return render(request, "problems/case/history.html", context)
