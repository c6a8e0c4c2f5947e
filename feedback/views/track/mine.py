"""What a signed-in person finds again: the reports that they sent with a name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from feedback.models import Report
from feedback.readers import public_state
from policing import access
from policing.ui import keyset

NEWEST = keyset.Key(down=True)


@access.signed_in
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """List the reports that the signed-in person sent with a name, newest first."""
    rows = access.visible(Report, request.user).filter(reporter_id=request.user.pk).for_list()  # type: ignore[attr-defined]
    page = keyset.page(rows, request, key=NEWEST)
    reports = [(row, public_state(row)) for row in page.rows]
    return render(request, "feedback/report_mine.html", {"reports": reports, "pager": page.pager})
