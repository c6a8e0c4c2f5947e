"""The identity room: keeping who wrote, and the one way in, which asks for a right and a reason and writes down each look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.commands import command
from policing.errors import BadInput, Denied, Unseen
from policing.events.services import Actor, emit
from policing.privacy import contacts, crypto
from policing.privacy.events import OPENED
from policing.privacy.models import AccessGrant, AccessLog, ContactPoint, Identity

OPEN_FOR = timedelta(minutes=15)
LEAST_REASON = 8
MOST_REASON = 300
LOOK = "look"


@dataclass(frozen=True)
class Contact:
    """One way to reach the person: its kind, the kind in words, the address, and whether it may still be written to."""

    kind: str
    kind_label: str | Promise
    value: str
    is_stopped: bool


@dataclass(frozen=True)
class Revealed:
    """What the identity room holds of one person. For one page, never kept."""

    name: str
    contacts: tuple[Contact, ...]


def keep_identity(
    *,
    mode: str,
    name: str = "",
    email: str = "",
    phone: str = "",
    language: str = "en-gb",
    user: models.Model | None = None,
    share_with_partners: bool = False,
) -> Identity:
    """Keep who stands behind a named or confidential report, in cipher, in the transaction of the report. Two inserts.

    A confidential person is never shared, whatever was ticked. Raises ValueError for an anonymous one, of whom nothing may be
    kept, and BadInput under ``email`` or ``phone`` for an address that cannot be one. Emits nothing: the report's event speaks.
    """
    if mode not in Identity.Mode.values:
        raise ValueError("nothing is kept of somebody who is anonymous")
    given = [
        (kind, value) for kind, value in ((ContactPoint.Kind.EMAIL, email), (ContactPoint.Kind.PHONE, phone)) if value.strip()
    ]
    identity = Identity(
        mode=mode,
        name_cipher=crypto.encrypt(name.strip()) if name.strip() else None,
        user_id=user.pk if user is not None else None,
        share_with_partners=share_with_partners and mode == Identity.Mode.NAMED,
    )
    points = [contacts.prepare(identity, kind, value, language) for kind, value in given]  # refuses before anything is written
    with transaction.atomic(savepoint=False):  # undone with the report, as a whole
        identity.save(force_insert=True)
        for point in points:
            point.identity = identity
        ContactPoint.objects.bulk_create(points)
    return identity


@command(name="privacy.identity.look", page="feedback:report-look", api="feedback-api:report-look")
def open_access(identity: Identity, *, subject: models.Model, subject_ref: str, actor: Any, reason: str) -> AccessGrant:
    """Let somebody in to see who wrote ``subject``, for fifteen minutes and a reason; it is written down either way.

    A confidential report asks for a reason of the person's own; for a named one a blank means that they need to answer it.
    Raises Unseen where the actor may not know the subject or the identity is not its own, Denied where the policy refuses
    ``look``, BadInput under ``reason``. Locks the identity. Emits ``privacy.identity.opened``, which names nobody looked at.
    """
    with transaction.atomic():
        row = Identity.objects.select_for_update(of=("self",)).get(pk=identity.pk)
        _require(row, subject, actor)
        moment = timekeeping.now()
        grant = AccessGrant.objects.create(
            user_id=actor.pk, identity=row, reason=_reason(row, reason), opened_at=moment, closes_at=moment + OPEN_FOR
        )
        _log(AccessLog.Act.OPENED, row, subject, subject_ref, actor)
        emit(
            OPENED,
            subject=subject,
            subject_ref=subject_ref,
            actor=Actor.person(actor),
            area_path=getattr(subject, "area_path", ""),
            team_id=getattr(subject, "team_id", None),
            payload={"mode": row.mode},
        )
    return grant


def reveal(identity: Identity, *, subject: models.Model, subject_ref: str, actor: Any) -> Revealed:
    """Show name and contacts while the actor's door stands open. Each time is written down before anything is opened.

    The right is asked again, since it may have ended within the fifteen minutes. Raises Unseen as ``open_access`` does, Denied
    where no grant of the actor is open.
    """
    with transaction.atomic():
        _require(identity, subject, actor)
        if not AccessGrant.objects.filter(user_id=actor.pk, identity=identity, closes_at__gt=timekeeping.now()).exists():
            raise Denied(_("The time for looking is over. Say again why you need to see this."))
        _log(AccessLog.Act.REVEALED, identity, subject, subject_ref, actor)
        rows = list(ContactPoint.objects.filter(identity=identity).order_by("kind"))
    name = crypto.decrypt(identity.name_cipher) if identity.name_cipher else ""
    return _with_account(identity, Revealed(name, tuple(_contact(row) for row in rows)))


def _with_account(identity: Identity, known: Revealed) -> Revealed:
    """Add the name and the address of the account by which a named person wrote, where they left no others."""
    account = identity.user if identity.mode == Identity.Mode.NAMED else None
    if account is None:
        return known
    kind = ContactPoint.Kind.EMAIL
    found = known.contacts or (Contact(kind, kind.label, account.email, is_stopped=False),)
    return Revealed(known.name or account.name, found)


def _require(identity: Identity, subject: models.Model, actor: Any) -> None:
    access.require(actor, LOOK, subject)
    if getattr(subject, "identity_id", None) != identity.pk:
        raise Unseen


def _reason(identity: Identity, typed: str) -> str:
    reason = " ".join(typed.split())
    if identity.mode == Identity.Mode.NAMED and not reason:
        return "to answer"
    if len(reason) < LEAST_REASON:
        raise BadInput({"reason": [_("Say in a few words why you need to see who wrote this. It is kept and can be checked.")]})
    if len(reason) > MOST_REASON:
        raise BadInput({"reason": [_("Say it in 300 letters or fewer.")]})
    return reason


def _log(act: str, identity: Identity, subject: models.Model, subject_ref: str, actor: Any) -> None:
    AccessLog.objects.create(
        act=act,
        actor=actor.pseudonym,
        identity_key=identity.key,
        subject_type=subject._meta.label_lower,
        subject_ref=subject_ref,
        at=timekeeping.now(),
    )


def _contact(row: ContactPoint) -> Contact:
    kind = ContactPoint.Kind(row.kind)
    return Contact(row.kind, kind.label, crypto.decrypt(row.cipher), row.stopped_at is not None)
