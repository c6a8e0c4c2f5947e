"""allauth's addresses under our access rules. Names stay as allauth knows them; what is not in the table is not offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, include, path

from policing import access
from policing.accounts import second_step_views as own

View = Callable[..., HttpResponseBase]

PUBLIC = {
    "account_login": "signing in",
    "account_logout": "signing out",
    "account_inactive": "says that an account is closed",
    "account_signup": "anybody may make an account",
    "account_email_verification_sent": "the code that proves a new address",
    "account_reset_password": "a forgotten password",
    "account_confirm_password_reset_code": "a forgotten password",
    "account_complete_password_reset": "a forgotten password",
    "account_password_reset_completed": "a forgotten password",
    "account_request_login_code": "signing in by a mailed code",
    "account_confirm_login_code": "signing in by a mailed code",
    "mfa_authenticate": "the second step of signing in",
    "mfa_login_webauthn": "signing in by a passkey",
}
SIGNED_IN = frozenset(
    {
        "account_reauthenticate",
        "account_email",
        "account_change_password",
        "account_set_password",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
    }
)
REPLACED: dict[str, View] = {
    "mfa_authenticate": own.SecondStepView.as_view(),
    "mfa_add_webauthn": own.AddPasskeyView.as_view(),
    "mfa_reauthenticate_webauthn": own.ConfirmByPasskeyView.as_view(),
    "mfa_login_webauthn": own.sign_in_by_passkey,
    "mfa_remove_webauthn": own.remove_passkey,
    "mfa_view_recovery_codes": own.recovery_codes,
    "mfa_download_recovery_codes": own.download_recovery_codes,
}


def _failed_forms(response: TemplateResponse) -> bool:
    facts = response.context_data or {}
    forms = (facts.get(name) for name in ("form", "verify_form", "webauthn_form"))
    return any(form is not None and getattr(form, "is_bound", False) and form.errors for form in forms)


def _as_ours(view: View) -> View:
    """Answer a form that failed with 422, as every page of the house does."""

    @wraps(view)
    def ours(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and isinstance(response, TemplateResponse) and _failed_forms(response):
            response.status_code = 422
        return response

    return ours


def _rule(name: str) -> Callable[[View], View] | None:
    if name in PUBLIC:
        return access.public(PUBLIC[name])
    return access.signed_in if name in SIGNED_IN else None


def guarded(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    """Give allauth's patterns that we offer, each with its rule."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inside = list(guarded(entry.url_patterns))
            yield path(str(entry.pattern), include(inside))
            continue
        name = entry.name or ""
        rule = _rule(name)
        if rule is not None:
            view = REPLACED.get(name, entry.callback)
            yield URLPattern(entry.pattern, rule(_as_ours(view)), entry.default_args, name)


urlpatterns = [
    path(
        "account/",
        include(
            [
                *guarded(account_urls.urlpatterns),
                path("second-step/passkey-challenge/", own.passkey_challenge, name="mfa_passkey_challenge"),
                path("second-step/", include(list(guarded(mfa_urls.urlpatterns)))),
            ]
        ),
    ),
]
