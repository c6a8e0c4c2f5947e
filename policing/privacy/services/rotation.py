"""Writing every cipher anew under the newest key, and proving that none is left under an old one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from policing.events.services import Actor, emit
from policing.privacy import crypto
from policing.privacy.ciphers import Ciphers, ciphers
from policing.privacy.events import ROTATED

BATCH = 500
NEWEST = 0
Say = Callable[[str, int], None]


@dataclass
class Found:
    """What stands in one table: ciphers by the place of their key in FIELD_KEYS, those no key opens, rows to be written anew."""

    name: str
    by_key: Counter[int] = field(default_factory=Counter)
    unreadable: int = 0
    stale: int = 0

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left that needs an older key."""
        return not self.stale and not self.unreadable


def check() -> list[Found]:
    """Read every cipher and tell which key opens it. Changes nothing; one query for each batch of 500 rows."""
    return [_check(kind) for kind in ciphers.all()]


def _check(kind: Ciphers) -> Found:
    found = Found(kind.name)
    for rows in _batches(kind):
        for row in rows:
            places = [crypto.key_of(cipher) for cipher in kind.of(row)]
            found.by_key.update(place for place in places if place is not None)
            found.unreadable += places.count(None)
            found.stale += None not in places and (any(places) or kind.is_stale(row))
    return found


def _batches(kind: Ciphers) -> Iterator[list[Any]]:
    after = 0
    while rows := list(kind.rows().filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield rows
        after = rows[-1].pk


def rotate(say: Say = lambda name, count: None) -> int:
    """Write every cipher that is not under the newest key anew, in batches. Gives how many rows were written.

    Each batch is one transaction that locks its rows, so it can be stopped and started again at any time, beside a running
    site. What no key opens is left as it is; ``check`` counts it. Emits ``privacy.keys.rotated`` for each batch with work.
    """
    total = 0
    for kind in ciphers.all():
        after: int | None = 0
        while after is not None:
            after, count = _rotate_batch(kind, after)
            total += count
            say(kind.name, count)
    return total


def _rotate_batch(kind: Ciphers, after: int) -> tuple[int | None, int]:
    with transaction.atomic():
        rows = list(kind.rows().select_for_update(of=("self",)).filter(pk__gt=after).order_by("pk")[:BATCH])
        if not rows:
            return None, 0
        stale = [row for row in rows if _needs_writing(kind, row)]
        for row in stale:
            row.save(update_fields=list(kind.renew(row)))
        if stale:
            emit(ROTATED, subject=stale[0], actor=Actor.system(), payload={"count": len(stale)})
    return rows[-1].pk, len(stale)


def _needs_writing(kind: Ciphers, row: Any) -> bool:
    places = [crypto.key_of(cipher) for cipher in kind.of(row)]
    return None not in places and (any(place != NEWEST for place in places) or kind.is_stale(row))
