"""What the steps of a report share: the draft behind the cookie, and how a page is shown."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from feedback.services import drafts
from feedback.services.drafts import Writing

COOKIE = "draft"
STEPS = 5
WHY = "anybody may report, without an account"
READ_WRITE = ["GET", "HEAD", "POST"]


def writing_of(request: HttpRequest) -> Writing | None:
    """Give the draft that the cookie leads to, or None."""
    return drafts.find(request.COOKIES.get(COOKIE, ""))


def begun(request: HttpRequest) -> Writing | None:
    """Give the draft being written, or None. Where it is gone and answers were just typed, a new one takes them in."""
    writing = writing_of(request)
    if writing is not None and not writing.sent:
        return writing
    return drafts.begin() if request.method == "POST" else None


def typed(request: HttpRequest) -> QueryDict | None:
    """Give what was sent, or None where a page is only read."""
    return request.POST if request.method == "POST" else None


def keep(request: HttpRequest, writing: Writing, to: str, **answers: Any) -> HttpResponse:
    """Store the answers and go on."""
    return remember(writing, redirect(to), **answers)


def remember(writing: Writing, response: HttpResponse, **answers: Any) -> HttpResponse:
    """Store the answers and let this answer lead back to them; the cookie ends with the browser and is sent to these pages alone."""
    writing.answers.update(answers)
    drafts.keep(writing)
    response.set_cookie(
        COOKIE, writing.key, path=reverse("feedback:report-what"), httponly=True, secure=settings.SECURE, samesite="Lax"
    )
    return response


def page(request: HttpRequest, template: str, form: Any, step: int, **context: Any) -> HttpResponse:
    """Show the page of a step; with the status of a form that came back where something is to mend."""
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(
        request, f"feedback/report_{template}.html", {"form": form, "step": step, "steps": STEPS, **context}, status=status
    )
