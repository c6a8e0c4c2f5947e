"""The first question: is someone in danger now? A yes leads to who answers day and night, before anything else is asked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from feedback.forms import DangerForm
from feedback.services import drafts
from feedback.views.journey.shared import IN_DANGER, READ_WRITE, TOLD, WHY, begun, page, store, typed, writing_of
from policing import access
from policing.areas.models import Agency


@access.public(WHY)
@require_http_methods(READ_WRITE)
def start(request: HttpRequest) -> HttpResponse:
    """Ask whether someone is in danger now. A link may say what it is about and where; a sent draft makes way for a new one."""
    form = DangerForm(typed(request), initial={"about": request.GET.get("about", ""), "area": request.GET.get("area", "")})
    if request.method == "POST" and form.is_valid():
        writing = writing_of(request)
        if writing is None or writing.sent:
            writing = drafts.begin()
        given = form.cleaned_data
        answers = {
            "danger": given["danger"],
            "about": given["about"] or writing.get("about"),
            "area": writing.get("area") or given["area"],
        }
        return store(writing, "feedback:report-danger" if given["danger"] == IN_DANGER else "feedback:report-what", **answers)
    return page(request, "start", form)


@access.public(WHY)
@require_http_methods(READ_WRITE)
def danger(request: HttpRequest) -> HttpResponse:
    """Say whom to call, and that nobody watches this site day and night. The form goes on once that was read."""
    if request.method == "POST":
        return store(begun(request) or drafts.begin(), "feedback:report-what", danger=TOLD)
    agency = Agency.current()
    return page(
        request,
        "danger",
        None,
        agency=agency,
        cannot_speak=agency.emergency_in(translation.get_language() or ""),
        lines=agency.support_lines,
    )
