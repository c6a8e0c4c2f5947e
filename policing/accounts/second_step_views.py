"""allauth's pages of the second step, so changed that opening one writes nothing and that no script stands in a page.

A passkey's challenge is asked for by a POST of the page's script when the person presses the button; the secret of a new app
travels in the form itself, in cipher; recovery codes are shown by a POST.
"""

from __future__ import annotations

from typing import Any

from allauth.account.stages import LoginStageController
from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base import views as base_views
from allauth.mfa.recovery_codes.internal import flows as recovery_flows
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn import views as webauthn_views
from allauth.mfa.webauthn.internal import auth as webauthn_auth
from allauth.mfa.webauthn.internal import flows as webauthn_flows
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic.base import ContextMixin

from policing import access
from policing.accounts.adapter import HouseSecondFactor
from policing.errors import Denied, SignInNeeded, TooMany

LAST_ONE = _("Your role needs a second step. Add another one first, then you can remove this one.")


class SecondStepView(base_views.AuthenticateView):
    """The second step at sign-in: a code, or a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give both forms, without asking for a challenge yet."""
        facts: dict[str, Any] = ContextMixin.get_context_data(self, **kwargs)
        return {**facts, "form": self.auth_form, "webauthn_form": self.webauthn_form}


class ConfirmByPasskeyView(webauthn_views.ReauthenticateWebAuthnView):
    """Confirm who one is by a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form and the other ways, without asking for a challenge yet."""
        return dict(super(webauthn_views.ReauthenticateWebAuthnView, self).get_context_data(**kwargs))


class AddPasskeyView(webauthn_views.AddWebAuthnView):
    """Add a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form, without asking for a challenge yet."""
        return dict(super(webauthn_views.AddWebAuthnView, self).get_context_data(**kwargs))


@never_cache
def sign_in_by_passkey(request: HttpRequest) -> HttpResponseBase:
    """Sign in by a passkey alone. Opened by hand it leads to the sign-in page."""
    if request.method != "POST":
        return redirect("account_login")
    return webauthn_views.login_webauthn(request)  # type: ignore[no-any-return]


def _options(request: HttpRequest, purpose: str) -> dict[str, Any]:
    """Give what the device is asked, and keep the challenge in the session."""
    if purpose == "login":
        if not ratelimit.consume(request, app="allauth.mfa", action="webauthn_login"):
            raise TooMany
        return webauthn_auth.begin_authentication(user=None)  # type: ignore[no-any-return]
    if purpose == "second":
        stage = LoginStageController.enter(request, AuthenticateStage.key)
        if stage is None:
            raise SignInNeeded
        return webauthn_auth.begin_authentication(stage.login.user)  # type: ignore[no-any-return]
    if not request.user.is_authenticated:
        raise SignInNeeded
    if purpose == "add":
        return webauthn_flows.begin_registration(request, authenticated_user(request), passwordless=False)  # type: ignore[no-any-return]
    return webauthn_auth.begin_authentication(authenticated_user(request))  # type: ignore[no-any-return]


@access.public("signing in by a passkey starts here")
@never_cache
@require_POST
def passkey_challenge(request: HttpRequest) -> JsonResponse:
    """Give the page's script what to ask the device, for one purpose: login, second, confirm or add."""
    return JsonResponse(_options(request, request.POST.get("purpose", "")))


@never_cache
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Remove a passkey, unless it is the last second step of somebody who needs one."""
    if request.method == "POST":
        mine = webauthn_views.ListWebAuthnView(request=request).get_queryset().filter(pk=pk).first()
        if mine is not None and not HouseSecondFactor().can_delete_authenticator(mine):
            raise Denied(LAST_ONE)
    return webauthn_views.remove_webauthn(request, pk=pk)  # type: ignore[no-any-return]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Say what recovery codes are for; show them when asked by a POST."""
    codes = None
    if request.method == "POST":
        found, _may = recovery_flows.view_recovery_codes(request)
        codes = found.get_unused_codes() if found else []
    return render(request, "mfa/recovery_codes/index.html", {"codes": codes})


@never_cache
@require_POST
def download_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Give the recovery codes as a text file."""
    found, _may = recovery_flows.view_recovery_codes(request)
    text = "\r\n".join(found.get_unused_codes() if found else []) + "\r\n"
    name = 'attachment; filename="commonbeat-recovery-codes.txt"'
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": name})
