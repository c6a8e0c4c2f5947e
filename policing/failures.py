"""Pages for what goes wrong before or outside a view: a failed CSRF check shows the text again, faults say sorry."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from policing.access import public
from policing.errors import CommonbeatError, Denied, Unseen, problem

NEVER_SHOWN_AGAIN = frozenset(
    {"csrfmiddlewaretoken", "password", "password1", "password2", "code", "receipt", "oldpassword", "token"}
)


READING = frozenset({"GET", "HEAD", "OPTIONS"})


class _CsrfFailed(CommonbeatError):
    code, status = "csrf", 403
    title = "csrf"


def page(request: HttpRequest, error: CommonbeatError, *, typed: list[tuple[str, str]] | None = None) -> HttpResponse:
    """Give the page, or the problem+json for a program, of a refusal."""
    if request.path.startswith("/api/"):
        return JsonResponse(problem(error), status=error.status, content_type="application/problem+json")
    back = str(error.extra.get("back_url", "")) or way_back(request)
    context = {
        "back_url": back,
        "after_sign_in": urlencode({"next": back}) if back else "",
        "error": error,
        "status": error.status,
        "title": error.title,
        "detail": error.detail,
        "errors": problem(error).get("errors", []),
        "wait": int(error.extra.get("wait", 0)),
        "typed": typed or [],
    }
    # without a request the frame asks neither database nor session; some refusals come before anybody knows whose it is
    asked = request if error.status < 500 and hasattr(request, "user") else None
    return render(asked, "errors/problem.html", context, status=error.status)


def way_back(request: HttpRequest) -> str:
    """Give the page of this site from which the person came, or nothing; for what was sent, that is the page of its form."""
    try:
        came = request.headers.get("Referer", "")
        own = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    except DisallowedHost:
        return ""
    parts = urlsplit(came)
    back = urlunsplit(("", "", f"/{parts.path.lstrip('/')}", parts.query, "")) if own and parts.netloc else ""
    return "" if request.method in READING and back == request.get_full_path() else back


def typed_words(request: HttpRequest) -> list[tuple[str, str]]:
    """Give what the person typed, without secrets, so that a failed check loses nothing."""
    pairs = ((name, value) for name, values in request.POST.lists() for value in values)
    sent = ((name.rpartition("-")[2], str(value)) for name, value in pairs)  # without the form's prefix
    return [(_label(name), words) for name, words in sent if name not in NEVER_SHOWN_AGAIN and len(words) > 2]


def _label(name: str) -> str:
    return _("Your words") if name in {"words", "reason"} else _("What you typed")


@public("a refusal has to be readable by whoever was refused")
def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long, and show the typed words again."""
    error = _CsrfFailed(
        _(
            "The page was open for too long, or came from somewhere else. Your words are below: copy them, then open the page again."
        )
    )
    error.title = _("We could not take that yet")
    return page(request, error, typed=typed_words(request))


@public("error page")
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request cannot be read."""
    return page(request, CommonbeatError(_("We could not read what was sent. Go back, and try once more.")))


@public("error page")
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say no to what may be seen but not done."""
    return page(request, Denied(_("Your role here does not cover that.")))


@public("error page")
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here."""
    return page(request, Unseen(_("There is no page at this address, or it is not for you.")))


@public("error page")
def server_error(request: HttpRequest) -> HttpResponse:
    """Say sorry without touching the database."""
    error = CommonbeatError(
        _("Something on our side failed. Nothing that you sent before is lost. Please try again in a minute.")
    )
    error.status, error.code, error.title = 500, "fault", _("Sorry, that was our fault")
    return page(request, error)
