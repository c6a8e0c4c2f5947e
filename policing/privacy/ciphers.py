"""Which rows hold ciphers under FIELD_KEYS. Each app hands in its own, so that none is left behind when keys change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from policing.privacy import crypto
from policing.privacy.models import ContactPoint, Identity
from policing.ui.registry import Registry


@dataclass(frozen=True)
class Ciphers:
    """The ciphers of one table. ``of`` gives those of a row; ``renew`` writes them anew in the row (not saved), giving the fields.

    ``is_stale`` tells of a row whose ciphers are all new whether it needs writing still, like one with an old blind index.
    """

    name: str
    rows: Callable[[], QuerySet[Any]]
    of: Callable[[Any], Sequence[bytes]]
    renew: Callable[[Any], Sequence[str]]
    is_stale: Callable[[Any], bool] = lambda row: False
    order: int = 50


ciphers: Registry[Ciphers] = Registry("ciphers")


def again(cipher: bytes | memoryview) -> bytes:
    """Give the cipher of the same text under the newest key."""
    return crypto.encrypt(crypto.decrypt(cipher))


def column(model: type[Model], field: str) -> Ciphers:
    """Give the description of one binary column of a table."""

    def renew(row: Any) -> Sequence[str]:
        setattr(row, field, again(getattr(row, field)))
        return (field,)

    return Ciphers(
        name=f"{model._meta.label_lower}.{field}",
        rows=lambda: model._default_manager.exclude(**{field: None}),
        of=lambda row: (bytes(getattr(row, field)),),
        renew=renew,
    )


def _contact_is_stale(row: ContactPoint) -> bool:
    return row.blind_index != crypto.blind_index(row.kind, crypto.decrypt(row.cipher))


def _renew_contact(row: ContactPoint) -> Sequence[str]:
    value = crypto.decrypt(row.cipher)
    row.cipher, row.blind_index = crypto.encrypt(value), crypto.blind_index(row.kind, value)
    return ("cipher", "blind_index")


def connect() -> None:
    """Hand in the ciphers of the identity room."""
    ciphers.add(column(Identity, "name_cipher"))
    ciphers.add(
        Ciphers(
            name="privacy.contactpoint.cipher",
            rows=ContactPoint.objects.all,
            of=lambda row: (bytes(row.cipher),),
            renew=_renew_contact,
            is_stale=_contact_is_stale,
        )
    )
