"""The door of the identity room on a report's page: a POST with a reason opens it for a short while, and is written down."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from feedback.forms import LookForm
from feedback.models import Report
from policing import access
from policing.privacy import services as identity_room


@access.holds("identity.look")
@require_POST
def look(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who wrote the report, for the stated reason. The page is not kept by the browser."""
    found = access.get_visible_or_404(Report.objects.for_detail(), request.user, reference=reference)
    form = LookForm(request.POST, is_named=found.mode == Report.Mode.NAMED)
    context = {"report": found, "form": form, "revealed": None}
    if form.is_valid() and found.identity is not None:
        identity_room.open_access(found.identity, subject=found, subject_ref=found.reference, actor=request.user, reason=form.cleaned_data["reason"])
        context["revealed"] = identity_room.reveal(found.identity, actor=request.user, subject=found, subject_ref=found.reference)
    return render(request, "feedback/identity.html", context, status=422 if form.errors else 200)
