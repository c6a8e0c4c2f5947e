"""The sealer: binds committed events into a chain of hashes, apart from the commands, so that no writer waits for a chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q

from policing.events.hashing import GENESIS, seal_hash
from policing.events.models import ClockTimestamp, Dispatch, Event, EventSeal
from policing.events.steps import step

BATCH = 1000
LOCK = 0x5EA1
RELAY_FIRST = timedelta(seconds=5)


def seal(*, grace: timedelta = RELAY_FIRST) -> int:
    """Seal every committed event that is not sealed yet. Gives how many.

    One sealer at a time, by an advisory lock; another one leaves at once. Events that still wait for the relay are left to it
    for ``grace``, so that the sealer never holds a row that the relay is about to claim.
    """
    sealed = 0
    while True:
        found = seal_batch(grace)
        sealed += found
        if found < BATCH:
            return sealed


def seal_batch(grace: timedelta) -> int:
    """Append up to a thousand events to the chain in one transaction. Gives how many; 0 while another sealer is at work."""
    with transaction.atomic():
        if not _lock():
            return 0
        rows = list(_unsealed(grace))
        step("sealer.claimed")
        EventSeal.objects.bulk_create(_links([row.event for row in rows]))
        step("sealer.appended")
        Dispatch.objects.filter(pk__in=[row.pk for row in rows]).update(sealed=True)
    step("sealer.committed")
    return len(rows)


def _lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


def _unsealed(grace: timedelta) -> Sequence[Dispatch]:
    ripe = ~Q(state=Dispatch.State.WAITING) | Q(event__recorded_at__lte=ClockTimestamp() - grace)
    rows = Dispatch.objects.filter(ripe, sealed=False).order_by("event_id").select_related("event")
    return rows.select_for_update(skip_locked=True, of=("self",))[:BATCH]  # type: ignore[return-value]


def _links(events: Sequence[Event]) -> list[EventSeal]:
    last = EventSeal.objects.order_by("-seq").values_list("seq", "hash").first()
    seq, prev_hash = last or (0, GENESIS)
    links = []
    for event in events:
        seq, found = seq + 1, seal_hash(prev_hash, event)
        links.append(EventSeal(seq=seq, event=event, prev_hash=prev_hash, hash=found))
        prev_hash = found
    return links
