"""What this app keeps and for how long, and its ciphers: handed to the schedule of retention and to the change of keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from policing.accounts.models import ApiToken, Membership, RoleGrant, SecretMail, Session, User
from policing.privacy import ciphers, rights
from policing.privacy.ciphers import Ciphers
from policing.privacy.kept import delete, older
from policing.privacy.retention import RetentionClass, Words, schedule

SEALED = ("secret", "seed")  # what allauth keeps as a cipher of ours among the data of a second step
SEALED_LISTS = ("migrated_codes",)


def never_confirmed(now: datetime, days: int) -> Any:
    """Give the accounts that were made so long ago, whose address nobody ever confirmed, and that hold nothing."""
    rows = User.objects.filter(date_joined__lte=now - timedelta(days=days), is_active=True)
    mine = {"user": OuterRef("pk")}
    for held in (EmailAddress.objects.filter(verified=True), RoleGrant.objects.all(), Membership.objects.all()):
        rows = rows.exclude(Exists(held.filter(**mine)))
    return rows.filter(Exists(EmailAddress.objects.filter(**mine)))


def over(now: datetime, days: int) -> Any:
    """Give the sessions whose time is up."""
    return Session.objects.filter(expire_date__lte=now)


def _of(row: Authenticator) -> list[bytes]:
    found = [row.data[name] for name in SEALED if name in row.data]
    found += [code for name in SEALED_LISTS for code in row.data.get(name) or ()]
    return [text.encode("ascii") for text in found]


def _renew(row: Authenticator) -> Sequence[str]:
    def again(text: str) -> str:
        return ciphers.again(text.encode("ascii")).decode("ascii")

    row.data |= {name: again(row.data[name]) for name in SEALED if name in row.data}
    row.data |= {name: [again(code) for code in row.data[name]] for name in SEALED_LISTS if row.data.get(name)}
    return ("data",)


CLASSES = (
    RetentionClass(
        name="unconfirmed",
        label=_("An account that was never confirmed"),
        sentence=_("An account whose address nobody confirmed, for %(time)s."),
        counts_from=_("the day when it was made"),
        fate="delete",
        days=7,
        due=never_confirmed,
        dispose=delete(User),
        held_by={"accounts.user": ("pk",)},
        order=70,
    ),
    RetentionClass(
        name="sessions",
        label=_("That you are signed in"),
        sentence=_("That you are signed in, and on what kind of device, for a day at most. We keep no address of the device."),
        counts_from=_("your last click"),
        fate="delete",
        days=1,
        due=over,
        dispose=delete(Session),
        is_fixed=True,
        batch=1000,
        order=71,
    ),
    RetentionClass(
        name="tokens",
        label=_("Tokens of your programs"),
        sentence=_("A token that you made for a program, for %(time)s after it ended."),
        counts_from=_("the end of the token"),
        fate="delete",
        days=90,
        due=older(ApiToken, "expires_at"),
        dispose=delete(ApiToken),
        order=72,
    ),
)


def may_ask() -> Sequence[Words]:
    """Give the sentences about what people may ask for."""
    return [
        _(
            "With an account you can take a copy of all that we hold about you, and delete the account. Your reports stay, without you."
        ),
        _("Without an account you can take your report back at any time, with the two codes."),
        _(
            "You can ask us what we hold about you, have it put right, and say no to how we use it. Ask your team, or at the desk."
        ),
        _(
            "If you think that we do this wrongly, you can complain to us, and to the authority for data protection where you live."
        ),
    ]


def connect() -> None:
    """Put the classes into the schedule, and the ciphers into the list for a change of keys."""
    for kind in CLASSES:
        schedule.add(kind)
    link = ("accounts:account", _("Your account"))
    rights.parts.add(rights.Part("asking", _("What you can ask of us"), may_ask, link, order=30))
    ciphers.ciphers.add(ciphers.column(SecretMail, "cipher"))
    ciphers.ciphers.add(Ciphers("mfa.authenticator.data", rows=Authenticator.objects.all, of=_of, renew=_renew))
