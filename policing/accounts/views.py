"""A person's own pages: my account, sessions and devices, tokens for programs."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from policing import access
from policing.accounts import second_factor
from policing.accounts.forms import PreferForm, TokenForm, offered
from policing.accounts.roles import ROLES
from policing.accounts.services import people, sessions, tokens
from policing.errors import BadInput, CommonbeatError
from policing.events import timeline

READ_WRITE = ["GET", "HEAD", "POST"]
LINES = 10


def _put_errors(form: Any, error: BadInput) -> None:
    for name, lines in error.fields.items():
        for line in lines:
            form.add_error(name if name in form.fields else None, line)


@access.signed_in
@never_cache
@require_http_methods(READ_WRITE)
def account(request: HttpRequest) -> HttpResponse:
    """Show and change what the site knows of the person who is signed in."""
    user: Any = request.user
    initial = {"name": user.name, "language": user.language, "zone": user.zone, "theme": user.theme or "device"}
    form = PreferForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            people.prefer(user.pk, actor=user, **form.cleaned_data)
        except BadInput as error:
            _put_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:account")
    context = {
        "form": form,
        "address": user.email,
        "has_password": user.has_usable_password(),
        "has_second_step": is_mfa_enabled(user),
        "second_step_needed": second_factor.is_staff_person(user),
        "roles": [ROLES[code].label for code in sorted(access.load(user).roles())],
        "lines": timeline.for_subject(user, limit=LINES)[::-1],
    }
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@access.signed_in
@never_cache
@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    """Show where the person is signed in."""
    user: Any = request.user
    return render(request, "accounts/sessions.html", {"places": sessions.places(user, request.session.session_key)})


@access.signed_in
@require_POST
def session_end(request: HttpRequest, handle: str) -> HttpResponse:
    """Sign out at one other place."""
    user: Any = request.user
    sessions.end(handle, actor=user, here=request.session.session_key)
    messages.success(request, _("Signed out there."))
    return redirect("accounts:sessions")


@access.signed_in
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    user: Any = request.user
    ended = sessions.end_others(actor=user, here=request.session.session_key)
    messages.success(
        request, ngettext("Signed out at %(n)s other place.", "Signed out at %(n)s other places.", ended) % {"n": ended}
    )
    return redirect("accounts:sessions")


@access.signed_in
@never_cache
@require_http_methods(READ_WRITE)
def token_list(request: HttpRequest) -> HttpResponse:
    """Show the person's tokens and make a new one, whose secret is on this one page only."""
    user: Any = request.user
    grants = access.load(user)
    form, made = TokenForm(request.POST or None, grants=grants), None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = tokens.make(
                actor=user, name=given["name"], scopes=given["scopes"], days=given["days"], form_token=given["token"]
            )
        except CommonbeatError as error:
            _put_errors(form, error if isinstance(error, BadInput) else BadInput({"": [error.detail]}))
        else:
            form = TokenForm(grants=grants)
    rows = tokens.of(user)
    context = {"form": form, "made": made, "tokens": rows, "offered": bool(offered(grants))}
    return render(request, "accounts/tokens.html", context, status=422 if form.is_bound and form.errors else 200)


@access.signed_in
@never_cache
@require_http_methods(READ_WRITE)
def token_revoke(request: HttpRequest, handle: str) -> HttpResponse:
    """Ask, then take a token back."""
    user: Any = request.user
    row = access.get_visible_or_404(tokens.usable(), user, hash__startswith=handle)
    if request.method == "POST":
        tokens.revoke(handle, actor=user)
        messages.success(request, _("The token is taken back. Programs that use it are refused from now on."))
        return redirect("accounts:tokens")
    return render(request, "accounts/token_revoke.html", {"token": row})
