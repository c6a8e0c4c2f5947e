"""What allauth and Django say about sign-in, written down as events. These are the only receivers of signals in the house."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa_signals
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.http import HttpRequest

from policing import access, timekeeping
from policing.accounts import devices
from policing.accounts.models import User
from policing.accounts.services import sessions
from policing.accounts.sessions import DEVICE, SINCE
from policing.areas.models import Agency
from policing.events.services import Actor, emit

WAYS = frozenset({"password", "code", "mfa"})


def _write(name: str, user: User, **payload: Any) -> None:
    """Emit in a transaction of its own. Of people without a role only the hour is kept: they may be about to report."""
    moment = timekeeping.now()
    with transaction.atomic():
        at = moment if access.load(user).grants else timekeeping.coarse(moment)
        emit(name, subject=user, actor=Actor.person(user), payload=payload, at=at)


def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Note the device's coarse word in the session, and that the person signed in."""
    request.session[DEVICE] = devices.coarse_word(request.META.get("HTTP_USER_AGENT", ""))
    request.session[SINCE] = timekeeping.now().date().isoformat()
    records = get_authentication_records(request, user)
    way = records[-1]["method"] if records else "password"
    _write("accounts.person.signed_in", user, by=way if way in WAYS else "other")


def signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Note that the person signed out."""
    if user is not None:
        _write("accounts.person.signed_out", user)


def failed(sender: Any, **kwargs: Any) -> None:
    """Note that somebody could not sign in: neither the address nor whether it has an account."""
    with transaction.atomic():
        emit("accounts.person.failed", subject=Agency(pk=1), actor=Actor.system(), payload={"step": "password"})


def second_step_failed(sender: Any, user: User, **kwargs: Any) -> None:
    """Note that a second step was not right."""
    with transaction.atomic():
        emit("accounts.person.failed", subject=user, actor=Actor.system(), payload={"step": "second"})


def signed_up(sender: Any, user: User, **kwargs: Any) -> None:
    """Note that an account was made."""
    _write("accounts.person.signed_up", user)


def password_changed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Note that the password is new, and end every other session."""
    _write("accounts.person.password_changed", user)
    sessions.end_others(actor=user, here=request.session.session_key)


def address_changed(sender: Any, user: User, **kwargs: Any) -> None:
    """Note that the address is new."""
    _write("accounts.person.address_changed", user)


def second_step_added(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Note that a second step was added, by kind."""
    _write("accounts.person.second_step_added", user, kind=authenticator.type)


def second_step_removed(sender: Any, user: User, authenticator: Any, **kwargs: Any) -> None:
    """Note that a second step was removed, by kind."""
    _write("accounts.person.second_step_removed", user, kind=authenticator.type)


def connect() -> None:
    """Listen."""
    user_logged_in.connect(signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="accounts.signed_out")
    user_login_failed.connect(failed, dispatch_uid="accounts.failed")
    account_signals.user_signed_up.connect(signed_up, dispatch_uid="accounts.signed_up")
    account_signals.email_changed.connect(address_changed, dispatch_uid="accounts.address_changed")
    for signal in (account_signals.password_changed, account_signals.password_set, account_signals.password_reset):
        signal.connect(password_changed, dispatch_uid="accounts.password_changed")
    mfa_signals.authenticator_added.connect(second_step_added, dispatch_uid="accounts.second_step_added")
    mfa_signals.authenticator_removed.connect(second_step_removed, dispatch_uid="accounts.second_step_removed")
    mfa_signals.authentication_failed.connect(second_step_failed, dispatch_uid="accounts.second_step_failed")
