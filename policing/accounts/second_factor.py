"""Who needs a second step at sign-in, and who has one."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from policing import access
from policing.accounts.models import User
from policing.accounts.roles import ROLES

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_staff_person(user: User) -> bool:
    """Tell whether the person holds a staff role now. Costs one query where the grants are not loaded yet."""
    return any(ROLES[role].is_staff_role for role in access.load(user).roles())


def has_second_step(user: User) -> bool:
    """Tell whether the person has an authenticator app or a passkey (one query); recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_STEPS).exists())


def is_owed(user: User) -> bool:
    """Tell whether this person must set up a second step before they may work."""
    return bool(settings.STAFF_SECOND_FACTOR) and is_staff_person(user) and not has_second_step(user)


def was_given(request: HttpRequest) -> bool:
    """Tell whether this session was opened, or confirmed, by a second step. Costs no query."""
    user: Any = request.user
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))
