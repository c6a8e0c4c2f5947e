"""“How the police treated someone”, one idea a page: no script, no account, nothing lost, and the independent route beside it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from feedback.forms.conduct import ConductYouForm, HappenedForm, KindForm, RightForm, WhoForm, WhomForm
from feedback.models import Conduct
from feedback.services import drafts
from feedback.services.conduct import choices
from feedback.services.drafts import Writing
from policing import access
from policing.areas.models import Agency

COOKIE = "conduct"
STEPS = 7
WHY = "anybody may say how the police treated someone, without an account"
READ_WRITE = ["GET", "HEAD", "POST"]
START = "feedback:conduct-start"


def writing_of(request: HttpRequest) -> Writing | None:
    """Give the draft that the cookie leads to, or None."""
    return drafts.find(request.COOKIES.get(COOKIE, ""))


def _begun(request: HttpRequest) -> Writing | None:
    """Give the draft being written, or None. Where it is gone and answers were just typed, a new one takes them in."""
    writing = writing_of(request)
    if writing is not None and not writing.sent:
        return writing
    return drafts.begin() if request.method == "POST" else None


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _keep(writing: Writing, to: str, **answers: Any) -> HttpResponse:
    """Store the answers and go on; the cookie ends with the browser and is sent to these pages alone."""
    writing.answers.update(answers)
    drafts.keep(writing)
    response = redirect(to)
    response.set_cookie(COOKIE, writing.key, path=reverse(START), httponly=True, secure=settings.SECURE, samesite="Lax")
    return response


def page(request: HttpRequest, template: str, form: Any, step: int, **context: Any) -> HttpResponse:
    """Show the page of a step, with the independent route and the clocks beside it."""
    beside = {"agency": Agency.current(), "clocks": choices.clocks_in_words()}
    shown = {"form": form, "step": step, "steps": STEPS, **beside, **context}
    status = 422 if (form is not None and form.is_bound and form.errors) or context.get("problems") else 200
    return render(request, f"feedback/conduct_{template}.html", shown, status=status)


@access.public(WHY)
@require_http_methods(READ_WRITE)
def start(request: HttpRequest) -> HttpResponse:
    """Ask what it is. A draft that was sent makes way for a new one."""
    writing = writing_of(request)
    if writing is None or writing.sent:
        writing = drafts.begin()
    form = KindForm(_typed(request), initial={"kind": writing.get("kind") or request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        return _keep(writing, "feedback:conduct-whom", **form.cleaned_data)
    return page(request, "start", form, 1)


def _step(request: HttpRequest, name: str, form: Any, number: int, to: str, **context: Any) -> HttpResponse:
    writing = context.pop("writing")
    if request.method == "POST" and form.is_valid():
        return _keep(writing, to, **form.cleaned_data)
    return page(request, name, form, number, **context)


@access.public(WHY)
@require_http_methods(READ_WRITE)
def whom(request: HttpRequest) -> HttpResponse:
    """Ask who was treated so, and whether that person knows."""
    writing = _begun(request)
    if writing is None:
        return redirect(START)
    form = WhomForm(_typed(request), initial={name: writing.get(name) for name in ("whom", "agrees")})
    return _step(request, "whom", form, 2, "feedback:conduct-happened", writing=writing)


@access.public(WHY)
@require_http_methods(READ_WRITE)
def happened(request: HttpRequest) -> HttpResponse:
    """Ask what was done, when and where, in the person's own words."""
    writing = _begun(request)
    if writing is None:
        return redirect(START)
    initial = {name: writing.get(name) for name in ("words", "when_words", "place_words", "area_code")}
    form = HappenedForm(_typed(request), initial=initial, areas=choices.areas())
    return _step(request, "happened", form, 3, "feedback:conduct-who", writing=writing)


@access.public(WHY)
@require_http_methods(READ_WRITE)
def who(request: HttpRequest) -> HttpResponse:
    """Ask which officers or teams, in words or from the list."""
    writing = _begun(request)
    if writing is None:
        return redirect(START)
    initial = {"who_words": writing.get("who_words"), "teams": writing.get("teams", [])}
    form = WhoForm(_typed(request), initial=initial, teams=choices.teams())
    return _step(request, "who", form, 4, "feedback:conduct-right", writing=writing)


@access.public(WHY)
@require_http_methods(READ_WRITE)
def right(request: HttpRequest) -> HttpResponse:
    """Ask what would put it right, or whether the officers may read the thanks."""
    writing = _begun(request)
    if writing is None:
        return redirect(START)
    is_thanks = writing.get("kind") == Conduct.Kind.THANKS
    initial = {name: writing.get(name) for name in ("wish_words", "may_share")}
    form = RightForm(_typed(request), initial=initial, is_thanks=is_thanks)
    more = {"is_thanks": is_thanks, "right_is_done": True}
    if request.method == "POST" and form.is_valid():
        return _keep(writing, "feedback:conduct-you", **form.cleaned_data, **more)
    return page(request, "right", form, 5, is_thanks=is_thanks)


@access.public(WHY)
@require_http_methods(READ_WRITE)
def you(request: HttpRequest) -> HttpResponse:
    """Ask whether and how the person wants to be known."""
    writing = _begun(request)
    if writing is None:
        return redirect(START)
    signed_in = request.user.is_authenticated
    initial = {name: writing.get(name) for name in ("name", "email")} | {"mode": writing.get("mode") or Conduct.Mode.ANONYMOUS}
    form = ConductYouForm(_typed(request), initial=initial, has_account=signed_in)
    more = {"signed_in": signed_in, "readers": choices.readers()}
    return _step(request, "you", form, 6, "feedback:conduct-check", writing=writing, **more)


@access.public(WHY)
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Forget the draft at once and go home."""
    drafts.drop(request.COOKIES.get(COOKIE, ""))
    response = redirect("site:home")
    response.delete_cookie(COOKIE, path=reverse(START))
    return response
