"""The commands of tokens: make and revoke. The token itself is shown once and kept only as a keyed hash."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.accounts.models import ApiToken, User
from policing.commands import command
from policing.errors import BadInput, Denied, Unseen, WrongState
from policing.events.services import Actor, emit

MARK = "cb_"
LONGEST = 366
MOST = 20
HANDLE = 16


@dataclass(frozen=True)
class Made:
    """A token that was just made, and its secret, which nobody can show again."""

    token: ApiToken
    secret: str


def hash_of(secret: str) -> str:
    """Give the keyed hash under which a token is kept and found."""
    return hmac.new(settings.PEPPER.encode(), secret.encode(), hashlib.sha256).hexdigest()


def _secret(actor: User, form_token: str) -> str:
    drawn = hmac.digest(settings.PEPPER.encode(), f"token/{actor.pseudonym}/{form_token}".encode(), hashlib.sha256)
    return MARK + base64.urlsafe_b64encode(drawn).decode("ascii").rstrip("=")


def _check(actor: User, name: str, scopes: Collection[str], days: int) -> None:
    grants = access.load(actor)
    if not grants.active:
        raise Denied(_("You are not signed in."))
    wrong: dict[str, list[Any]] = {}
    if not name.strip():
        wrong["name"] = [_("Say what it is for.")]
    if not scopes or not all(grants.holds(code) for code in scopes):
        wrong["scopes"] = [_("Choose at least one thing that your role lets you do.")]
    if not 1 <= days <= LONGEST:
        wrong["days"] = [_("Between 1 and 366 days.")]
    if wrong:
        raise BadInput(wrong)
    if ApiToken.objects.usable().filter(user=actor).count() >= MOST:
        raise WrongState(_("You have twenty tokens. Take one back first."))


def usable() -> QuerySet[ApiToken]:
    """Give the tokens that work now; which of them a person may know of is the policy's to say."""
    rows: QuerySet[ApiToken] = ApiToken.objects.usable()
    return rows


def of(user: User) -> QuerySet[ApiToken]:
    """Give a person's own tokens that work now, newest first."""
    return usable().filter(user=user).order_by("-id")[:MOST]


@command(name="accounts.token.make", page="accounts:tokens", api="accounts-api:token-list")
@transaction.atomic
def make(*, actor: User, name: str, scopes: Collection[str], days: int, form_token: str, now: datetime | None = None) -> Made:
    """Make a token that may do some of what its person may, for at most a year. Emits ``accounts.token.made``.

    The same form sent twice makes one token and shows the same secret. Raises Denied for somebody who is not active,
    BadInput for a missing name, an odd length, and scopes that the person lacks, WrongState where there are too many.
    """
    moment = now or timekeeping.now()
    secret = _secret(actor, form_token)
    earlier = ApiToken.objects.filter(user=actor, hash=hash_of(secret)).first()
    if earlier is not None:
        return Made(earlier, secret)
    _check(actor, name, scopes, days)
    row = ApiToken(user=actor, name=name.strip()[:80], hash=hash_of(secret), hint=secret[-4:], scopes=sorted(set(scopes)))
    row.created_at, row.expires_at = moment, moment + timedelta(days=days)
    row.save()
    emit("accounts.token.made", subject=actor, actor=Actor.person(actor), payload={"token": row.pk})
    return Made(row, secret)


@command(name="accounts.token.revoke", page="accounts:token-revoke", api="accounts-api:token-revoke")
@transaction.atomic
def revoke(handle: str, *, actor: User, now: datetime | None = None) -> ApiToken:
    """Take a token back; it is refused from now on. Emits ``accounts.token.revoked``. Raises Unseen, Denied, WrongState."""
    rows = ApiToken.objects.select_for_update(of=("self",)).select_related("user")
    row: ApiToken | None = rows.filter(hash__startswith=handle).first() if len(handle) == HANDLE else None
    if row is None:
        raise Unseen
    access.require(actor, "revoke", row)
    if row.revoked_at is not None:
        raise WrongState(_("This token was taken back already."))
    row.revoked_at = now or timekeeping.now()
    row.save(update_fields=["revoked_at"])
    emit("accounts.token.revoked", subject=row.user, actor=Actor.person(actor), payload={"token": row.pk})
    return row
