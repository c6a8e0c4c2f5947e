"""What the account itself holds about a person: for their own copy, and what becomes of it when they leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.accounts.models import ApiToken, Membership, RoleGrant, Session, User
from policing.events import timeline
from policing.ui.registry import Belonging, belongings

MOST_LINES = 1000


def _account(user: User) -> dict[str, Any]:
    facts = ("email", "name", "language", "zone", "theme", "date_joined")
    addresses = EmailAddress.objects.filter(user=user).order_by("id").values("email", "verified", "primary")
    return {**{name: getattr(user, name) for name in facts}, "addresses": list(addresses)}


def _doors(user: User) -> dict[str, Any]:
    """Give how the person signs in: no secret is among it."""
    return {
        "has_password": user.has_usable_password(),
        "second_steps": list(Authenticator.objects.filter(user=user).order_by("id").values("type", "created_at", "last_used_at")),
        "sessions": list(Session.objects.filter(account=user).order_by("since").values("device", "since", "seen")),
        "tokens": list(
            ApiToken.objects.filter(user=user).order_by("id").values("name", "scopes", "created_at", "expires_at", "revoked_at")
        ),
    }


def _work(user: User) -> dict[str, Any]:
    dates = ("valid_from", "valid_until")
    teams = Membership.objects.filter(user=user).order_by("id").values("team__name", "title", "surgery", "is_public", *dates)
    roles = RoleGrant.objects.filter(user=user).order_by("id").values("role", "area__name", "team__name", "reason", *dates)
    return {"teams": list(teams), "roles": list(roles)}


def _record(user: User) -> list[dict[str, Any]]:
    return [{"at": line.at, "what": line.sentence} for line in timeline.for_subject(user, limit=MOST_LINES)]


def _close_doors(user: User) -> None:
    for rows in (EmailAddress.objects.filter(user=user), Authenticator.objects.filter(user=user)):
        rows.delete()
    ApiToken.objects.filter(user=user).delete()
    Session.objects.filter(account=user).delete()


def _end_work(user: User) -> None:
    """End the roles and memberships that hold. The rows stay: what was done under them was done by somebody who might."""
    now = timekeeping.now()
    for model in (RoleGrant, Membership):
        for row in model._default_manager.filter(user=user, valid_until=None) | model._default_manager.filter(
            user=user, valid_until__gt=now
        ):
            row.valid_until = max(now, row.valid_from + timedelta(microseconds=1))
            row.save(update_fields=["valid_until"])
    Membership.objects.filter(user=user).update(surgery="", is_public=False)
    access.forget(user)


def _nothing(user: User) -> None:
    """Leave it: the command empties the row of the person, and the record of what happened holds no name."""


def connect() -> None:
    """Hand in what the account holds."""
    belongings.add(Belonging("accounts.account", _("Your account"), _account, _nothing, order=10))
    belongings.add(Belonging("accounts.doors", _("How you sign in"), _doors, _close_doors, order=11))
    belongings.add(Belonging("accounts.work", _("Teams and roles"), _work, _end_work, order=12))
    belongings.add(Belonging("accounts.record", _("What happened to your account"), _record, _nothing, order=13))
