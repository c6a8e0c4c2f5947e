"""The commands of people: invite, prefer, deactivate, reactivate.

Lock order: the person's row, then their sessions and roles. ``actor`` None is the operator of the machine at its command
line; everybody else is asked for by the policy.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from policing import access
from policing.accounts.models import ADDRESS_TAKEN, RoleGrant, Session, User
from policing.commands import command
from policing.errors import BadInput, Unseen, WrongState, explain_integrity, word_constraint
from policing.events.services import Actor, emit

THEMES = frozenset({"", "light", "dark"})

word_constraint("user_email_once", "email", ADDRESS_TAKEN)


def acting(actor: User | None) -> Actor:
    """Give who acts, for an event: the person, or the system for the operator at the command line."""
    return Actor.person(actor) if actor else Actor.system()


def may(actor: User | None, action: str, obj: Any) -> None:
    """Pass the operator, and whoever the policy lets. Raises Unseen or Denied otherwise."""
    if actor is not None:
        access.require(actor, action, obj)


def locked(user_id: int) -> User:
    """Give the person, with the row locked until the transaction ends. Raises Unseen where there is none."""
    found: User | None = User.objects.select_for_update(of=("self",)).filter(pk=user_id).first()
    if found is None:
        raise Unseen
    return found


@command(name="accounts.person.invite", page="admin:accounts_user_add", api="accounts-api:person-list")
@transaction.atomic
def invite(*, email: str, name: str = "", language: str = "", actor: User | None) -> User:
    """Make an account for somebody who works here. They sign in by a code sent to the address, which proves it.

    Emits ``accounts.person.invited``. Raises Denied, and BadInput for an address that is taken or a language not spoken here.
    """
    user = User(email=User.objects.normalize_email(email).lower(), name=name.strip(), language=language or settings.LANGUAGE_CODE)
    may(actor, "invite", user)
    _check(language=user.language)
    if not user.email:
        raise BadInput({"email": [_("We need an e-mail address.")]})
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise explain_integrity(error) from error
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    emit("accounts.person.invited", subject=user, actor=acting(actor))
    return user


def _check(*, language: str | None = None, zone: str | None = None, theme: str | None = None) -> None:
    wrong: dict[str, list[Any]] = {}
    if language is not None and language not in dict(settings.LANGUAGES):
        wrong["language"] = [_("This site does not speak that language.")]
    if zone and zone not in available_timezones():
        wrong["zone"] = [_("We do not know that time zone.")]
    if theme is not None and theme not in THEMES:
        wrong["theme"] = [_("Choose light, dark, or as your device.")]
    if wrong:
        raise BadInput(wrong)


@command(name="accounts.person.prefer", page="accounts:account", api="accounts-api:me")
@transaction.atomic
def prefer(
    user_id: int,
    *,
    actor: User,
    name: str | None = None,
    language: str | None = None,
    zone: str | None = None,
    theme: str | None = None,
) -> User:
    """Change a person's name, language, time zone or colours; what is None stays.

    Emits ``accounts.person.preferred`` with the names of the fields, where anything changed. Raises Denied and BadInput.
    """
    user = locked(user_id)
    access.require(actor, "prefer", user)
    _check(language=language, zone=zone, theme=theme)
    wanted = {"name": name.strip() if name is not None else None, "language": language, "zone": zone, "theme": theme}
    changed = [field for field, value in wanted.items() if value is not None and value != getattr(user, field)]
    for field in changed:
        setattr(user, field, wanted[field])
    if changed:
        user.save(update_fields=changed)
        emit("accounts.person.preferred", subject=user, actor=acting(actor), payload={"fields": changed})
    return user


@command(name="accounts.person.deactivate", page="admin:accounts_user_changelist", api="accounts-api:person-deactivate")
@transaction.atomic
def deactivate(user_id: int, *, actor: User | None) -> User:
    """Close an account: nobody can sign in to it, its sessions end and its tokens are refused. Roles stay on record.

    Emits ``accounts.person.deactivated``. Raises Denied, and WrongState where it is closed or is the last administrator's.
    """
    user = locked(user_id)
    may(actor, "deactivate", user)
    if not user.is_active:
        raise WrongState(_("This account is closed already."))
    keep_an_administrator(without=user.pk)
    user.is_active = False
    user.save(update_fields=["is_active"])
    Session.objects.filter(account=user).delete()
    emit("accounts.person.deactivated", subject=user, actor=acting(actor))
    return user


@command(name="accounts.person.reactivate", page="admin:accounts_user_changelist", api="accounts-api:person-reactivate")
@transaction.atomic
def reactivate(user_id: int, *, actor: User | None) -> User:
    """Open a closed account again. Emits ``accounts.person.reactivated``. Raises Denied, and WrongState where it is open."""
    user = locked(user_id)
    may(actor, "reactivate", user)
    if user.is_active:
        raise WrongState(_("This account is open already."))
    if user.is_gone:
        raise WrongState(_("The person deleted this account. It cannot be opened again."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    emit("accounts.person.reactivated", subject=user, actor=acting(actor))
    return user


def keep_an_administrator(*, without: int | None = None, without_grant: int | None = None) -> None:
    """Pass while somebody active still sets up the whole site. Raises WrongState where the last one would go.

    Locks the administrators' grants, so that two commands at once cannot each take away the other's last one.
    """
    held = RoleGrant.objects.held_now().filter(role="administrator", area=None, team=None, user__is_active=True)
    rows = list(held.select_for_update(of=("self",)).order_by("pk").values_list("pk", "user_id"))
    left = [pk for pk, user_id in rows if user_id != without and pk != without_grant]
    touched = len(left) < len(rows)
    if touched and not left:
        raise WrongState(_("The site needs one administrator. Give somebody else that role first."))
