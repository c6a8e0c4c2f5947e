"""My page: what waits for the person, the reports that they sent with a name, those that they joined, and their notices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from feedback import joined, mine
from feedback.readers import status_line
from policing import access
from policing.notifications import inbox

FEW = 5


@access.signed_in
@require_GET
def my_page(request: HttpRequest) -> HttpResponse:
    """Show the newest of each, with the way to all of them. The same few queries however many there are."""
    user: Any = request.user
    context = {
        "waiting": mine.waiting(user)[:FEW],
        "reports": [(row, status_line(row)) for row in mine.reports(user)[:FEW]],
        "joined": [
            (row, joined.state_of(row), joined.outcome_of(row), joined.tone_of(row))
            for row in joined.of(user).order_by("-id")[:FEW]
        ],
        "notices": inbox.notices(inbox.of(user).order_by("-id")[:FEW]),
    }
    return render(request, "feedback/my_page.html", context)
