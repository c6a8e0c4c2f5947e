"""One event and one outbox row, in the transaction of the change, and one kick once it is committed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from policing.areas.models import Area
from policing.events import services
from policing.events.catalogue import OddPayload, UnknownEvent
from policing.events.hashing import content_hash
from policing.events.models import Dispatch, Event
from policing.events.services import Actor, emit
from tests.events.conftest import HAPPENED, HIDDEN
from tests.people import UserFactory

MOMENT = datetime(2026, 3, 1, 10, 42, 7, 123456, tzinfo=UTC)


@pytest.fixture
def kicks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the kicks that go out."""
    found: list[int] = []
    monkeypatch.setattr(services, "kick", lambda: found.append(1))
    return found


def test_an_event_and_its_outbox_row_are_written(area: Area) -> None:
    user = UserFactory()
    event = emit(
        HAPPENED.name,
        subject=area,
        subject_ref="HEDGE-4-LAMP-71",
        actor=Actor.person(user),
        area_path=area.path,
        team_id=9,
        payload={"code": ("a", "b")},
        at=MOMENT,
    )
    kept = Event.objects.get(pk=event.pk)
    assert (kept.name, kept.subject_type, kept.subject_id, kept.subject_ref) == (
        HAPPENED.name,
        "areas.area",
        area.pk,
        "HEDGE-4-LAMP-71",
    )
    assert (kept.actor_kind, kept.actor, kept.area_path, kept.team_id) == ("person", user.pseudonym, area.path, 9)
    assert kept.payload == {"code": ["a", "b"]}
    assert kept.at == MOMENT
    assert kept.content_hash == content_hash(kept)
    row = Dispatch.objects.get(pk=event.pk)
    assert (row.state, row.handled, row.attempts, row.sealed) == ("waiting", [], 0, False)


def test_the_database_keeps_its_own_time_beside_a_simulated_one(area: Area) -> None:
    event = emit(HIDDEN.name, subject=area, actor=Actor.system(), at=MOMENT)
    event.refresh_from_db()
    assert event.recorded_at > MOMENT


def test_what_a_reporter_did_carries_nobody_and_only_the_hour(area: Area) -> None:
    event = emit(HIDDEN.name, subject=area, actor=Actor.reporter(), at=MOMENT)
    event.refresh_from_db()
    assert event.actor is None
    assert event.at == MOMENT.replace(minute=0, second=0, microsecond=0)
    assert event.content_hash == content_hash(event)


def test_it_costs_two_inserts(area: Area, django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(2):
        emit(HIDDEN.name, subject=area, actor=Actor.system())


def test_unknown_names_and_odd_payloads_write_nothing(area: Area) -> None:
    with pytest.raises(UnknownEvent):
        emit("tests.thing.forgotten", subject=area, actor=Actor.system())
    with pytest.raises(OddPayload):
        emit(HIDDEN.name, subject=area, actor=Actor.system(), payload={"words": "x"})
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_can_be_said(area: Area) -> None:
    with pytest.raises(TransactionManagementError):
        emit(HIDDEN.name, subject=area, actor=Actor.system())
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_transaction_kicks_once_and_the_next_one_again(area: Area, kicks: list[int]) -> None:
    with transaction.atomic():
        emit(HIDDEN.name, subject=area, actor=Actor.system())
        with transaction.atomic():
            emit(HIDDEN.name, subject=area, actor=Actor.system())
        assert kicks == []
    assert kicks == [1]
    with transaction.atomic():
        emit(HIDDEN.name, subject=area, actor=Actor.system())
    assert kicks == [1, 1]


def _emit_and_fail(area: Area) -> None:
    with transaction.atomic():
        emit(HIDDEN.name, subject=area, actor=Actor.system())
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_never_happened(area: Area, kicks: list[int]) -> None:
    with pytest.raises(ZeroDivisionError):
        _emit_and_fail(area)
    assert not Event.objects.exists()
    assert not Dispatch.objects.exists()
    assert kicks == []
    with transaction.atomic():
        emit(HIDDEN.name, subject=area, actor=Actor.system())
    assert kicks == [1]


@pytest.mark.django_db(transaction=True)
def test_an_inner_rollback_does_not_swallow_the_kick(area: Area, kicks: list[int]) -> None:
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            _emit_and_fail(area)
        emit(HIDDEN.name, subject=area, actor=Actor.system())
    assert Event.objects.count() == 1
    assert kicks == [1]


def test_a_person_cannot_be_attached_to_a_reporters_event_even_by_hand(area: Area) -> None:
    from django.db import IntegrityError

    event = emit(HIDDEN.name, subject=area, actor=Actor.system())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_event (uuid, name, actor_kind, actor, subject_type, subject_id, subject_ref, area_path, payload,"
            " at, content_hash) SELECT gen_random_uuid(), name, 'reporter', gen_random_uuid(), subject_type, subject_id, '', '',"
            " payload, at, content_hash FROM events_event WHERE id = %s",
            [event.pk],
        )
