"""What a signed-in person carries through a request: their language, their zone, and whether a second step is owed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from policing.accounts import second_factor
from policing.areas.models import Agency
from policing.errors import Denied, problem

ALWAYS_OPEN = frozenset(
    {"language", "theme", "site:livez", "site:readyz", "accounts:sessions", "accounts:session-end", "accounts:sessions-end"}
)
SIGN_IN_PAGES = ("account_", "mfa_")


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _speak(request: HttpRequest, language: str) -> None:
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language() or language


class PersonMiddleware:
    """Puts on the zone of the person, or of the Agency, and the language that a signed-in person chose.

    Everybody else reads what their browser asks for, where the Agency offers it, and the first language that it offers where not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        agency = Agency.current()
        zone, offered = agency.zone, agency.offered_languages()
        user = request.user if _has_session(request) else None
        if user is not None and user.is_authenticated:
            zone = user.zone or zone
            _speak(request, user.language)
        elif translation.get_language() not in offered:
            _speak(request, offered[0])
        with timezone.override(ZoneInfo(zone)):
            return self.get_response(request)


class SecondFactorMiddleware:
    """Sends people of staff roles without a second step to set one up, whatever page they ask for.

    Where a page asks a person to confirm who they are, only the address of that page is kept meanwhile: allauth would keep
    the whole request in the session, the address and the user agent among it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Stop people who owe a second step before the view runs. Costs one query where this session was opened without one."""
        if not settings.STAFF_SECOND_FACTOR or not _has_session(request) or self._is_open(request):
            return None
        user = request.user
        if not user.is_authenticated or second_factor.was_given(request) or not second_factor.is_owed(user):
            return None
        return self._to_set_up(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Lead to the page that asks who the person is, and from there back to the page they came from."""
        if not isinstance(exception, ReauthenticationRequired):
            return None
        ways = get_adapter().get_reauthentication_methods(request.user)
        url = ways[0]["url"] if ways else resolve_url(settings.LOGIN_URL)
        return HttpResponseRedirect(f"{url}?{urlencode({'next': request.get_full_path()})}")

    @staticmethod
    def _is_open(request: HttpRequest) -> bool:
        match = request.resolver_match
        name = match.view_name if match else ""
        return name in ALWAYS_OPEN or name.startswith(SIGN_IN_PAGES)

    @staticmethod
    def _to_set_up(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith("/api/"):
            refusal = Denied(_("Your role needs a second step at sign-in. Please set one up under “My account” first."))
            return JsonResponse(problem(refusal), status=refusal.status, content_type="application/problem+json")
        url = f"{resolve_url('mfa_index')}?needed=1"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": url})
        return HttpResponseRedirect(url)
