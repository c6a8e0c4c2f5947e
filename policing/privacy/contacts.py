"""Contact points: kept as ciphers, found by a keyed hash, opened for delivery alone."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from policing import timekeeping
from policing.errors import BadInput, CommonbeatError
from policing.events.services import Actor, emit
from policing.privacy import crypto
from policing.privacy.events import STOPPED
from policing.privacy.models import ContactPoint, Identity

Kind = ContactPoint.Kind


class ContactStopped(CommonbeatError):
    """Nothing may be sent to this address any more: it bounced for good, or the person said stop. Never heals by itself."""

    code, status, title = "contact-stopped", 409, _("This address is not written to any more")
    permanent = True


def prepare(identity: Identity, kind: str, value: str, language: str) -> ContactPoint:
    """Give an unsaved contact point with its cipher and keyed hash. Raises BadInput where the address cannot be one."""
    cleaned = clean(kind, value)
    return ContactPoint(
        identity=identity,
        kind=kind,
        cipher=crypto.encrypt(cleaned),
        blind_index=crypto.blind_index(kind, cleaned),
        language=language,
    )


def clean(kind: str, value: str) -> str:
    """Give the address as it is kept: an e-mail as typed without blanks around it, a phone number as +country and number.

    Raises BadInput with a sentence under the field's name (``email`` or ``phone``).
    """
    value = value.strip()
    if kind == Kind.PHONE:
        found = crypto.phone(value)
        if not found:
            raise BadInput(
                {"phone": [_("Write the phone number with all its digits, and + and the country for one from abroad.")]}
            )
        return found
    try:
        validate_email(value)
    except ValidationError as error:
        raise BadInput({"email": [_("Write the e-mail address in full, like name@example.org.")]}) from error
    return value


def find_by_value(kind: str, value: str) -> QuerySet[ContactPoint]:
    """Give the contact points of that kind with that very address, however it is spelled. Parts of an address find nothing."""
    return ContactPoint.objects.filter(kind=kind, blind_index__in=crypto.blind_indexes(kind, value))


def reveal_for_delivery(contact_point: ContactPoint) -> str:
    """Give the address to the channel that is about to send. Never for a page: people go through ``services.reveal``.

    Raises ContactStopped where the address was stopped, ``crypto.Unreadable`` where its key is gone.
    """
    if contact_point.stopped_at is not None:
        raise ContactStopped
    return crypto.decrypt(contact_point.cipher)


def stop(contact_point: ContactPoint, why: str) -> ContactPoint:
    """Stop writing to an address, for a reason that is a code (``bounced``, ``asked``, ``complained``). Twice is harmless.

    Locks the row. Emits ``privacy.contact.stopped``.
    """
    with transaction.atomic():
        row = ContactPoint.objects.select_for_update(of=("self",)).get(pk=contact_point.pk)
        if row.stopped_at is None:
            row.stopped_at, row.stopped_why = timekeeping.now(), why
            row.save(update_fields=["stopped_at", "stopped_why"])
            emit(STOPPED, subject=row, actor=Actor.system(), payload={"kind": row.kind, "why": why})
    return row
