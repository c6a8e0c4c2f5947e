"""The door of the identity room on a report's page: a POST with a reason opens it for a short while, and is written down."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from feedback.forms import LookForm
from feedback.models import Report
from policing import access
from policing.errors import BadInput
from policing.privacy import services as identity_room
from policing.privacy.services import Revealed


@access.holds("reports.view")
@require_POST
def look(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who wrote the report, for the stated reason. Who may read it but not look gets the reason why not."""
    found = access.get_visible_or_404(Report.objects.for_detail(), request.user, reference=reference)
    access.require(request.user, "look", found)
    form = LookForm(request.POST, is_named=found.mode == Report.Mode.NAMED)
    context = {"report": found, "form": form, "revealed": None}
    if form.is_valid() and found.identity is not None:
        context["revealed"] = _revealed(request, found, form)
    return render(request, "feedback/identity.html", context, status=422 if form.errors else 200)


def _revealed(request: HttpRequest, found: Report, form: LookForm) -> Revealed | None:
    """Give what the identity room shows for the reason in the form, or None with the refusal's words on the form."""
    assert found.identity is not None
    whose: dict[str, Any] = {"subject": found, "subject_ref": found.reference, "actor": request.user}
    try:
        identity_room.open_access(found.identity, reason=form.cleaned_data["reason"], **whose)
    except BadInput as error:
        for line in error.fields["reason"]:
            form.add_error("reason", line)
        return None
    return identity_room.reveal(found.identity, **whose)
