"""The page of a case."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from policing import access, timekeeping
from policing.access import Answer, no, sight
from policing.ui.components.parts import Moment
from problems import casebook, saying, sheet
from problems.casebook import CaseBook
from problems.models import Case
from problems.views import case_kept, case_parts_shown, case_rows, case_showing
from problems.workflow import CASE, STAGES

RESULTS_FIRST = frozenset({"assessment", "closed"})  # what the figures say is what everybody comes for


@access.signed_in
@require_GET
def page(request: HttpRequest, case: str) -> HttpResponse:
    """Show a case: where it stands, what each stage says and asks for, who does what, and what happened."""
    book = casebook.load(case, request.user)
    context: dict[str, Any] = {"book": book, "case": book.case, "state": CASE.state(book.case.state)}
    if book.shows(sight.PLAN):
        context |= _plan(request, book)
    return render(request, "problems/case/case.html", context)


def may(request: HttpRequest, case: Case, action: str) -> Answer:
    """Answer whether the reader may do that to the case as it stands, with the reason where not: their right, or its state."""
    answer = access.can(request.user, action, case)
    if not answer:
        return answer
    refusal = CASE.refusal(case, action)
    return no(refusal) if refusal else answer


def _plan(request: HttpRequest, book: CaseBook) -> dict[str, Any]:
    case = book.case
    acts = {action: may(request, case, action) for action in ("write", "put", "note", "propose", "take_back", "refuse", "invite")}
    found = case_showing.stages(book, may_write=bool(acts["write"]))
    now = timekeeping.now()
    parts = case_parts_shown.shown(request, book, acts)
    return {
        "title": case_showing.asked_of(book, sheet.field("title"), may_write=bool(acts["write"])),
        "rail": found,
        "stages": case_showing.current_first(found),
        "figures_first": case.state in RESULTS_FIRST,
        "acts": acts,
        "goes_back": any(may(request, case, f"back_to_{stage}") for stage in STAGES[:-1]),
        "may_reopen": may(request, case, "reopen"),
        "was_tried": case.decision in saying.TRIED,
        "parts": parts,
        "own": case_parts_shown.own(parts, request.user.pk),
        "steps": case_showing.steps(book.moves),
        "people": case_rows.members(book.members),
        "clocks": [(clock, clock.is_overdue(now)) for clock in book.clocks],
        "more_people": len(case.sight) - len(book.members) if book.shows(sight.TEAM) else 0,
        "lately": [Moment(*one) for one in case_showing.moments(book, casebook.MOST_LINES)],
        "kept": case_kept.lines(book, acts),
        "shows": _shows(book),
        "sees_incidents": access.load(request.user).holds("incidents.view"),
        "kinds_asked": "".join(f"&{urlencode({'category': one})}" for one in case.categories),
        "frame": case_showing.windows(case) if case_showing.shows_frame(book) else [],
        "other": casebook.merged_into(case, request.user),
    }


def _shows(book: CaseBook) -> dict[str, bool]:
    return {code: book.shows(code) for code in sight.DATA_CLASSES}


@access.signed_in
@require_GET
def techniques(request: HttpRequest) -> HttpResponse:
    """Show the 25 techniques of situational prevention by column; from a case, each leads to planning an action by it."""
    columns: dict[str, list[Any]] = {}
    for one in casebook.techniques():
        columns.setdefault(one.column, []).append(one)
    reference = request.GET.get("case", "")
    found = casebook.case_of(reference, request.user) if reference else None
    if found is not None and not may(request, found, "put"):
        found = None
    return render(request, "problems/techniques.html", {"columns": columns, "case": found})
