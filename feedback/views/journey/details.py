"""What happens there, in the resident's own words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from feedback.forms import DetailsForm
from feedback.views.journey.shared import READ_WRITE, WHY, begun, keep, page, typed
from policing import access


@access.public(WHY)
@require_http_methods(READ_WRITE)
def details(request: HttpRequest) -> HttpResponse:
    """Ask what happens there, in the resident's own words: what people do before what they look like."""
    writing = begun(request)
    if writing is None:
        return redirect("feedback:report-what")
    form = DetailsForm(typed(request), initial={"words": writing.get("words"), "when": writing.get("when")})
    if request.method == "POST" and form.is_valid():
        return keep(request, writing, "feedback:report-you", **form.cleaned_data)
    return page(request, "details", form)
