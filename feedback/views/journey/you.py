"""Whether, and how, the resident wants to hear back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from feedback.forms import YouForm
from feedback.models import Report
from feedback.readers import readers
from feedback.views.journey.shared import READ_WRITE, WHY, begun, keep, page, typed
from policing import access


@access.public(WHY)
@require_http_methods(READ_WRITE)
def you(request: HttpRequest) -> HttpResponse:
    """Ask whether the resident wants to hear back, and how."""
    writing = begun(request)
    if writing is None:
        return redirect("feedback:report-what")
    signed_in = request.user.is_authenticated
    initial = {name: writing.get(name) for name in ("name", "email")} | {"mode": writing.get("mode") or Report.Mode.ANONYMOUS}
    form = YouForm(typed(request), initial=initial, has_account=signed_in)
    if request.method == "POST" and form.is_valid():
        return keep(request, writing, "feedback:report-check", **form.cleaned_data)
    return page(request, "you", form, signed_in=signed_in, readers=readers())
