"""Whether, and how, the resident wants to hear back: the way to speak first, and only then, where one is needed, an address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from feedback.forms import ReachForm, YouForm
from feedback.models import Report
from feedback.readers import hints_of_modes, readers
from feedback.services.drafts import Writing
from feedback.views.journey.others import after_you
from feedback.views.journey.shared import READ_WRITE, WHY, begun, keep, link, page, store, typed
from policing import access

NOBODY = {"name": "", "email": "", "phone": "", "share": False, "reached": False}


@access.public(WHY)
@require_http_methods(READ_WRITE)
def you(request: HttpRequest) -> HttpResponse:
    """Ask how the resident wants to speak. Without a name, all that was typed of them before is forgotten."""
    writing = begun(request)
    if writing is None:
        return redirect("feedback:report-what")
    initial = {"mode": writing.get("mode") or Report.Mode.ANONYMOUS}
    form = YouForm(typed(request), initial=initial, hints=hints_of_modes())
    if request.method == "POST" and form.is_valid():
        mode = form.cleaned_data["mode"]
        if mode == Report.Mode.ANONYMOUS:
            return keep(request, writing, after_you(writing), mode=mode, **NOBODY)
        return store(writing, link(request, "feedback:report-reach"), mode=mode, reached=False)
    return page(request, "you", form, readers=readers())


@access.public(WHY)
@require_http_methods(READ_WRITE)
def reach(request: HttpRequest) -> HttpResponse:
    """Ask how to write back to somebody who gave a name or asked for confidence."""
    writing = begun(request)
    if writing is None:
        return redirect("feedback:report-what")
    mode = str(writing.get("mode"))
    if mode in {"", Report.Mode.ANONYMOUS} and request.method != "POST":
        return redirect("feedback:report-you")
    signed_in = request.user.is_authenticated
    initial = {name: writing.get(name) for name in ("email", "phone", "name", "share")}
    form = ReachForm(typed(request), initial=initial, mode=mode, has_account=signed_in)
    if request.method == "POST" and form.is_valid():
        return _reached(request, writing, form)
    return page(request, "reach", form, step="you", mode=mode, signed_in=signed_in, readers=readers())


def _reached(request: HttpRequest, writing: Writing, form: ReachForm) -> HttpResponse:
    given = {"share": False, **form.cleaned_data}
    if writing.get("mode") == Report.Mode.ANONYMOUS:  # chosen in another tab meanwhile: nothing of a person is kept
        return keep(request, writing, after_you(writing), **NOBODY)
    return keep(request, writing, after_you(writing), reached=True, **given)
