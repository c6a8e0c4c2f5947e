"""The commands of one's own data: take a copy of everything, and leave for good.

What there is to copy and to forget stands in the registry ``belongings``, to which each app adds its part. Lock order: the
person, the administrators' grants, then what each part locks, in the order of the registry.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from policing import access
from policing.accounts.models import GONE, User
from policing.accounts.services.people import keep_an_administrator, locked
from policing.commands import command
from policing.errors import Unseen, WrongState
from policing.events.services import Actor, emit
from policing.privacy import holds
from policing.ui.registry import belongings


@command(name="accounts.person.export", page="accounts:export", api="accounts-api:me-export")
@transaction.atomic
def export(*, actor: User) -> dict[str, Any]:
    """Give a copy of everything that is held about a person, by part. Emits ``accounts.person.exported``, so that they see it."""
    user = locked(actor.pk)
    access.require(actor, "export", user)
    found = {part.name: {"title": str(part.label), "held": part.collect(user)} for part in belongings.all()}
    emit("accounts.person.exported", subject=user, actor=Actor.person(user))
    return found


@command(name="accounts.person.delete_own", page="accounts:delete", api="accounts-api:me-delete")
@transaction.atomic
def delete_own(*, actor: User) -> None:
    """Delete one's own account for good. Reports stay and lead to nobody; the record keeps a random number that is nobody's.

    The row of the person stays, empty, since others' work points to it. Emits ``accounts.person.deleted_own``. Raises Unseen
    where it is gone already, and WrongState for the last administrator and for an account that is on hold.
    """
    user = locked(actor.pk)
    if not user.is_active:
        raise Unseen
    access.require(actor, "delete_own", user)
    keep_an_administrator(without=user.pk)
    if holds.of(user) is not None:
        raise WrongState(_("Your account must be kept for now, for a reason that the law gives. Please ask us about it."))
    for part in belongings.all():
        part.forget(user)
    user.email, user.name = f"{uuid.uuid4().hex}@{GONE}", ""
    user.language, user.zone, user.theme, user.is_active = settings.LANGUAGE_CODE, "", "", False
    user.set_unusable_password()
    user.save(update_fields=["email", "name", "language", "zone", "theme", "is_active", "password"])
    emit("accounts.person.deleted_own", subject=user, actor=Actor.person(user))
