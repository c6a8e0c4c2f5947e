"""The inbox: the reports of a person's areas and teams by clock."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from feedback.filters import ReportFilter
from feedback.models import Report
from feedback.workflow import REPORT
from policing import access, timekeeping
from policing.ui import keyset

SOONEST = keyset.Key("due_at")


@access.holds("reports.view")
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """List the reports of the person's areas and teams, the soonest promise first; open ones unless asked otherwise."""
    asked = request.GET.copy()
    if "state" not in asked:
        asked.setlist("state", ["open"])
    narrowed = ReportFilter(asked, queryset=access.visible(Report, request.user).for_list())  # type: ignore[attr-defined]
    page = keyset.page(narrowed.qs, request, key=SOONEST)
    now = timekeeping.now()
    rows = [(row, REPORT.state(row.state), row.due_at is not None and row.due_at < now) for row in page.rows]
    context = {"filter": narrowed, "rows": rows, "pager": page.pager, "form": narrowed.form}
    template = "feedback/inbox.html#rows" if request.htmx and not request.htmx.boosted else "feedback/inbox.html"  # type: ignore[attr-defined]
    return render(request, template, context)
