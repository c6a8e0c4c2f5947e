"""The language and theme menus, and the living style guide."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from policing import access
from policing.ui import samples
from policing.ui.context import THEME_COOKIE, THEMES
from policing.ui.registry import page_facts

YEAR = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else "/")


def _keep(request: HttpRequest, response: HttpResponse, what: str, value: str) -> None:
    name = settings.LANGUAGE_COOKIE_NAME if what == "language" else THEME_COOKIE
    if value:
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
    else:
        response.delete_cookie(name, samesite="Lax")
    if request.user.is_authenticated:
        page_facts.keep(request, what, value)


# The two menus stand on every page. They are exempt from the CSRF check so that pages need no cookie; the worst that
# another site could do with them is to change the language or the colours.
@access.public("everybody may read in their own language")
@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language that was chosen and go back to the page."""
    response = _back(request)
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        _keep(request, response, "language", code)
    return response


@access.public("everybody may choose a light or a dark page")
@csrf_exempt
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme that was chosen (nothing: as the device says) and go back to the page."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in {*THEMES, ""}:
        _keep(request, response, "theme", theme)
    return response


@access.public("design system")
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    base = "staff.html" if "dense" in request.GET else "base.html"
    return render(request, "styleguide/guide.html", {**samples.everything(), "base": base})
