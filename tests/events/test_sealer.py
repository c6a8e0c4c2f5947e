"""The chain of seals: whole, in order, and one, however many seal at once."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from policing.areas.models import Area
from policing.events import relay, sealer
from policing.events.hashing import GENESIS, seal_hash
from policing.events.models import Dispatch, EventSeal
from policing.events.services import Actor, emit
from policing.events.testing import NOW, Crash, crash_at
from policing.events.verifying import Walk
from tests.events.conftest import HIDDEN, Emit
from tests.people import AreaFactory

WRITERS, EACH = 4, 15


def _is_whole() -> bool:
    return not list(Walk().problems())


def test_each_link_continues_the_one_before(happen: Emit) -> None:
    events = [happen(code) for code in range(5)]
    assert sealer.seal(grace=NOW) == 5
    prev_hash = GENESIS
    for seq, (event, link) in enumerate(zip(events, EventSeal.objects.order_by("seq"), strict=True), start=1):
        event.refresh_from_db()
        assert (link.seq, link.event_id, link.prev_hash) == (seq, event.pk, prev_hash)
        assert link.hash == seal_hash(prev_hash, event)
        prev_hash = link.hash
    assert sealer.seal(grace=NOW) == 0
    happen("more")
    assert sealer.seal(grace=NOW) == 1
    assert EventSeal.objects.latest("seq").prev_hash == prev_hash
    assert _is_whole()


def test_events_that_wait_for_the_relay_are_left_to_it_for_a_moment(happen: Emit) -> None:
    happen()
    assert sealer.seal() == 0
    relay.relay()
    assert sealer.seal() == 1


def test_events_that_nobody_relays_are_sealed_all_the_same(happen: Emit) -> None:
    event = happen()
    Dispatch.objects.filter(pk=event.pk).update(state="stuck")
    assert sealer.seal() == 1


def test_more_than_a_batch_makes_one_chain(happen: Emit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "BATCH", 3)
    for code in range(8):
        happen(code)
    assert sealer.seal(grace=NOW) == 8
    assert _is_whole()


@pytest.mark.parametrize("point", ["sealer.claimed", "sealer.appended", "sealer.committed"])
def test_a_crash_leaves_a_whole_chain(happen: Emit, point: str) -> None:
    for code in range(3):
        happen(code)
    with crash_at(point), pytest.raises(Crash):
        sealer.seal(grace=NOW)
    assert EventSeal.objects.count() == (3 if point == "sealer.committed" else 0)
    sealer.seal(grace=NOW)
    assert EventSeal.objects.count() == 3
    assert _is_whole()


def _write(barrier: Barrier, area_pk: int) -> None:
    area = Area.objects.get(pk=area_pk)
    try:
        barrier.wait(10)
        for _turn in range(EACH):
            with transaction.atomic():
                emit(HIDDEN.name, subject=area, actor=Actor.system())
    finally:
        connection.close()


def _seal(barrier: Barrier, counts: list[int]) -> None:
    try:
        barrier.wait(10)
        counts.extend(sealer.seal(grace=NOW) for _turn in range(EACH))
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_many_sealers_make_one_chain() -> None:
    area = AreaFactory()
    counts: list[int] = []
    barrier = Barrier(2 * WRITERS)
    threads = [Thread(target=_write, args=(barrier, area.pk)) for _one in range(WRITERS)]
    threads += [Thread(target=_seal, args=(barrier, counts)) for _one in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    counts.append(sealer.seal(grace=NOW))
    assert sum(counts) == WRITERS * EACH == EventSeal.objects.count()
    assert _is_whole()


@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_late_is_sealed_after_younger_ones() -> None:
    """A sealer never waits for a transaction that is still open, and never forgets it."""
    area = AreaFactory()
    with transaction.atomic():
        slow = emit(HIDDEN.name, subject=area, actor=Actor.system())
        _in_another_connection(area.pk)
    assert EventSeal.objects.count() == 1
    assert EventSeal.objects.get().event_id > slow.pk
    assert sealer.seal(grace=NOW) == 1
    assert EventSeal.objects.get(seq=2).event_id == slow.pk
    assert _is_whole()
    assert not list(Walk(unsealed_after=timedelta(0)).problems())


def _in_another_connection(area_pk: int) -> None:
    def run() -> None:
        try:
            with transaction.atomic():
                emit(HIDDEN.name, subject=Area.objects.get(pk=area_pk), actor=Actor.system())
            sealer.seal(grace=NOW)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(30)
