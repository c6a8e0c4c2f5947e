"""What the steps of a report share: the draft behind the cookie, what is still missing in it, and how a page is shown."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.models import Report
from feedback.services import drafts
from feedback.services.drafts import Writing

COOKIE = "draft"
STEPS = {
    "what": _("what"),
    "where": _("where"),
    "details": _("details"),
    "photos": _("pictures"),
    "you": _("you"),
    "check": _("check"),
}
WHY = "anybody may report, without an account"
READ_WRITE = ["GET", "HEAD", "POST"]
IN_DANGER, TOLD = "yes", "told"  # answers to the first question; “told” after the page that says whom to call
AFTER_DETAILS = "feedback:report-photos"
CHANGE = "change"  # in the address of a step that was opened from the check page


def writing_of(request: HttpRequest) -> Writing | None:
    """Give the draft that the cookie leads to, or None."""
    return drafts.find(request.COOKIES.get(COOKIE, ""))


def is_held(writing: Writing) -> bool:
    """Tell whether the form waits: somebody is in danger and has not read whom to call, or the advice ended it."""
    return bool(writing.get("danger") == IN_DANGER or writing.get("stops"))


def begun(request: HttpRequest) -> Writing | None:
    """Give the draft being written, or None. Where it is gone and answers were just typed, a new one takes them in."""
    writing = writing_of(request)
    if writing is not None and not writing.sent and not (is_held(writing) and request.method != "POST"):
        return writing
    return drafts.begin() if request.method == "POST" else None


def typed(request: HttpRequest) -> QueryDict | None:
    """Give what was sent, or None where a page is only read."""
    return request.POST if request.method == "POST" else None


def store(writing: Writing, to: str, **answers: Any) -> HttpResponse:
    """Store the answers and go to a page."""
    return remember(writing, redirect(to), **answers)


def remember(writing: Writing, response: HttpResponse, **answers: Any) -> HttpResponse:
    """Store the answers and let this answer lead back to them; the cookie ends with the browser and is sent to these pages alone."""
    writing.answers.update(answers)
    drafts.keep(writing)
    response.set_cookie(
        COOKIE, writing.key, path=reverse("feedback:report-start"), httponly=True, secure=settings.SECURE, samesite="Lax"
    )
    return response


def keep(request: HttpRequest, writing: Writing, to: str, **answers: Any) -> HttpResponse:
    """Store the answers and go on, or back to the check page where the step was opened from there."""
    after = Writing(key=writing.key, token=writing.token, answers={**writing.answers, **answers})
    if CHANGE in request.GET and not missing(after):
        to = "feedback:report-check"
    return store(writing, to, **answers)


def missing(writing: Writing) -> str:
    """Give the URL name of the first step that still lacks its answer, or nothing."""
    anonymous = writing.get("mode") == Report.Mode.ANONYMOUS
    lacks = {
        "feedback:report-danger": writing.get("danger") == IN_DANGER,
        "feedback:report-advice": writing.get("stops"),
        "feedback:report-what": not writing.get("category"),
        "feedback:report-where": "place" not in writing.answers,
        "feedback:report-details": not writing.get("words"),
        "feedback:report-you": not writing.get("mode"),
        "feedback:report-reach": not (anonymous or writing.get("reached")),
    }
    return next((name for name, is_lacking in lacks.items() if is_lacking), "")


def link(request: HttpRequest, name: str) -> str:
    """Give the address of a page inside a step, which keeps that the step was opened from the check page."""
    return changing(name) if CHANGE in request.GET else reverse(name)


def changing(name: str) -> str:
    """Give the address of a step that comes back to the check page."""
    return f"{reverse(name)}?{CHANGE}=1"


def page(request: HttpRequest, template: str, form: Any, *, step: str = "", **context: Any) -> HttpResponse:
    """Show the page of a step (named like its template unless told); 422 where a form came back with something to mend."""
    name = step or template
    status = 422 if form is not None and form.is_bound and form.errors else context.pop("status", 200)
    shown = {
        "form": form,
        "step": [*STEPS].index(name) + 1 if name in STEPS else 0,
        "steps": len(STEPS),
        "step_name": STEPS.get(name, ""),
        "is_change": CHANGE in request.GET,
        **context,
    }
    return render(request, f"feedback/report_{template}.html", shown, status=status)
