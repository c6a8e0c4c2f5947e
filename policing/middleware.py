"""What every answer carries, the one line that is logged of it, and how a refusal becomes a page."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from policing import failures
from policing.errors import CommonbeatError, NoPage, SignInNeeded, TooMany, Unseen
from policing.failures import READING
from policing.ui.coming import page_above

logger = logging.getLogger("commonbeat.request")

# the browser's own powers: the place of the phone for "near me" on our pages, nothing else, for nobody else
POWERS = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "gyroscope", "hid",
    "identity-credentials-get", "idle-detection", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS_POLICY = ", ".join(["geolocation=(self)", "publickey-credentials-get=(self)", *(f"{power}=()" for power in POWERS)])
KEPT = "private, no-cache"
NEVER_KEPT = "no-store"
PROGRAMS = "/api/"


class StandingHeaders:
    """Puts the headers of privacy on every answer, and logs its route, status and duration: never who asked, or for what."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.get_response(request)
        _put_headers(request, response)
        match = request.resolver_match
        logger.info(
            "answered",
            extra={
                "route": (match.view_name if match else "") or "unknown",
                "method": request.method,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
                "code": getattr(response, "refusal", None),
            },
        )
        return response


def _put_headers(request: HttpRequest, response: HttpResponseBase) -> None:
    view = request.resolver_match.func if request.resolver_match else None
    keepable = getattr(view, "is_keepable", False) and response.status_code == 200 and not _is_personal(request, response)
    if not keepable:
        response["Cache-Control"] = NEVER_KEPT
    elif not response.has_header("Cache-Control"):
        response["Cache-Control"] = KEPT
    if getattr(view, "is_secret_link", False):
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
    response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    patch_vary_headers(response, ["Cookie", "HX-Request"])


def _is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Tell whether the page is for one person: signed in, or in the middle of something that a cookie of ours remembers."""
    own = {"theme", settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    return request.method not in READING or bool(set(request.COOKIES) - own) or bool(set(response.cookies) - own)


class Refusals:
    """Turns a refusal raised in a view into a page, a fragment for htmx or problem+json, with its own status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info:  # names nothing, and PostgreSQL would choke on it
            return _answer(request, Unseen())
        response = self.get_response(request)
        if response.status_code == NoPage.status and request.method in READING and not request.path.startswith(PROGRAMS):
            return _no_page(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Give the answer to a refusal; every other exception goes on its way as a fault of ours."""
        if not isinstance(exception, CommonbeatError):
            return None
        response = _answer(request, exception)
        response.refusal = exception.code  # type: ignore[attr-defined]
        if isinstance(exception, TooMany) and exception.extra.get("wait"):
            response["Retry-After"] = str(int(exception.extra["wait"]) + 1)
        return response


def _no_page(request: HttpRequest, refused: HttpResponseBase) -> HttpResponse:
    """Lead on from the address of a form that somebody opened as if it were a page: from the history, say, or after signing in."""
    words = _("It only takes what a form sends, for example when you press a button. The page with the form is one step back.")
    answer = failures.page(request, NoPage(words, back_url=page_above(request.path)))
    answer["Allow"] = refused["Allow"]
    return answer


def _answer(request: HttpRequest, error: CommonbeatError) -> HttpResponse:
    if request.path.startswith(PROGRAMS):
        return failures.page(request, error)
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.boosted:
        return _fragment(request, error)
    if isinstance(error, SignInNeeded) and request.method in READING:
        return redirect_to_login(request.get_full_path())
    # the words of a lost session, or of two people writing at once, are shown to be copied
    return failures.page(request, error, typed=failures.typed_words(request))


def _fragment(request: HttpRequest, error: CommonbeatError) -> HttpResponse:
    """Give the words at the top of the page that asked, or send a reader whose session ended to sign in and back."""
    if isinstance(error, SignInNeeded) and request.method in READING:
        back = urlencode({"next": request.htmx.current_url_abs_path or "/"})  # type: ignore[attr-defined]
        return HttpResponse(status=error.status, headers={"HX-Redirect": f"{resolve_url(settings.LOGIN_URL)}?{back}"})
    response = render(request, "errors/refusal.html", {"error": error}, status=error.status)
    response["HX-Retarget"], response["HX-Reswap"] = "#main", "afterbegin"
    return response
