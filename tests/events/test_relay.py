"""The relay: every handler once, failures apart, crashes without a trace, and stuck rows for a person to see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from policing.accounts.models import Membership
from policing.areas.models import Area, Place
from policing.events import relay
from policing.events.health import health
from policing.events.models import Dispatch, Event
from policing.events.testing import Crash, crash_at
from tests.events.conftest import HIDDEN, Emit
from tests.people import UserFactory

Listen = Callable[..., None]
Asserts = Callable[..., Any]


def _later() -> None:
    Dispatch.objects.update(due_at=F("due_at") - timedelta(days=1))


def test_each_handler_runs_once_and_the_row_is_done(happen: Emit, listen: Listen) -> None:
    heard: list[tuple[str, int]] = []
    listen("b", lambda event: heard.append(("b", event.pk)))
    listen("a", lambda event: heard.append(("a", event.pk)))
    listen("other", lambda event: heard.append(("other", event.pk)), HIDDEN.name)
    listen("every", lambda event: heard.append(("every", event.pk)), "*")
    event = happen()
    assert relay.relay() == 1
    assert relay.relay() == 0
    assert heard == [("a", event.pk), ("b", event.pk), ("every", event.pk)]
    row = Dispatch.objects.get()
    assert row.state == "done"
    assert {"a", "b", "every"} <= set(row.handled)


def test_a_handler_that_fails_leaves_the_others_alone_and_is_tried_again(happen: Emit, listen: Listen) -> None:
    heard: list[str] = []

    def fails_once(event: Event) -> None:
        Place.objects.create(name="half done", key="half", lat=1, lon=1)
        heard.append("fails")
        if heard.count("fails") == 1:
            raise ValueError("Ann Smith, 4 High Street")

    listen("a-fails", fails_once)
    listen("b-works", lambda event: heard.append("works"))
    happen()
    relay.relay()
    row = Dispatch.objects.get()
    assert (row.state, row.attempts, row.error) == ("waiting", 1, "a-fails: ValueError")
    assert not Place.objects.exists(), "what a failed handler wrote is gone"
    assert "b-works" in row.handled
    assert relay.relay() == 0, "it waits for its time"
    _later()
    relay.relay()
    row.refresh_from_db()
    assert (row.state, row.error) == ("done", "")
    assert heard == ["fails", "works", "fails"]
    assert Place.objects.count() == 1


def test_waits_grow_and_after_the_last_try_the_row_is_stuck(happen: Emit, listen: Listen) -> None:
    def fails(event: Event) -> None:
        raise ValueError

    listen("fails", fails)
    happen()
    waits = []
    for _attempt in range(relay.MOST_ATTEMPTS):
        _later()
        relay.relay()
        row = Dispatch.objects.get()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            waits.append((row.due_at - cursor.fetchone()[0]).total_seconds())
    assert row.state == "stuck"
    assert 5 < waits[0] < 20
    assert waits[6] > 8 * waits[0]
    _later()
    assert relay.relay() == 0
    assert health().stuck == 1


def test_a_broken_foreign_key_fails_its_handler_and_not_the_batch(happen: Emit, listen: Listen) -> None:
    listen("bad", lambda event: Membership.objects.create(user_id=UserFactory().pk, team_id=10**9), "*")
    heard: list[int] = []
    listen("good", lambda event: heard.append(event.pk))
    events = [happen(), happen()]
    relay.relay()
    assert heard == [event.pk for event in events]
    assert {row.error for row in Dispatch.objects.all()} == {"bad: IntegrityError"}


@pytest.mark.parametrize("point", ["relay.claimed", "relay.handled", "relay.noted"])
def test_a_crash_before_the_commit_leaves_a_row_to_claim_and_no_half_done_work(happen: Emit, listen: Listen, point: str) -> None:
    listen("writes", lambda event: Place.objects.create(name="x", key=str(event.pk), lat=1, lon=1))
    for code in range(3):
        happen(code)
    with crash_at(point), pytest.raises(Crash):
        relay.relay()
    assert not Place.objects.exists()
    assert Dispatch.objects.filter(state="waiting", attempts=0, handled=[]).count() == 3
    relay.relay()
    assert Place.objects.count() == 3


def test_a_crash_after_the_commit_repeats_nothing(happen: Emit, listen: Listen) -> None:
    listen("writes", lambda event: Place.objects.create(name="x", key=str(event.pk), lat=1, lon=1))
    happen()
    with crash_at("relay.committed"), pytest.raises(Crash):
        relay.relay()
    relay.relay()
    assert Place.objects.count() == 1


def test_more_than_a_batch_is_handled_in_one_go(happen: Emit, listen: Listen) -> None:
    heard: list[int] = []
    listen("counts", lambda event: heard.append(event.pk))
    for code in range(relay.BATCH + 3):
        happen(code)
    assert relay.relay() == relay.BATCH + 3
    assert len(heard) == relay.BATCH + 3


def test_a_batch_costs_a_few_statements_for_each_handler(happen: Emit, django_assert_max_num_queries: Asserts) -> None:
    for code in range(20):
        happen(code)
    with django_assert_max_num_queries(7 + 20 * 5):
        relay.relay()


@pytest.mark.django_db(transaction=True)
def test_rows_that_another_relay_holds_are_skipped(area: Area, happen: Emit, listen: Listen) -> None:
    from threading import Thread

    heard: list[int] = []
    inside: list[int] = []

    def slow(event: Event) -> None:
        heard.append(event.pk)
        if not inside:
            inside.append(1)
            other = Thread(target=_other_relay, args=(inside,))
            other.start()
            other.join()

    listen("slow", slow)
    event = happen()
    assert relay.relay() == 1
    assert inside == [1, 0], "the other relay found nothing to claim"
    assert heard == [event.pk]


def _other_relay(found: list[int]) -> None:
    try:
        found.append(relay.relay_batch())
    finally:
        connection.close()


def test_a_stuck_row_can_be_tried_again_by_a_person(happen: Emit, listen: Listen) -> None:
    event = happen()
    Dispatch.objects.filter(pk=event.pk).update(state="stuck", attempts=8)
    person = UserFactory()
    assert relay.try_again([event.pk, event.pk + 1000], actor=person) == 1
    row = Dispatch.objects.get(pk=event.pk)
    assert (row.state, row.attempts) == ("waiting", 0)
    said = Event.objects.get(name="events.dispatch.retried")
    assert (said.subject_id, said.actor) == (event.pk, person.pseudonym)
    assert relay.try_again([event.pk], actor=person) == 0
    assert transaction.get_connection().in_atomic_block


def test_health_tells_ages_and_nothing_waits_at_the_end(happen: Emit) -> None:
    assert health() == type(health())(0.0, 0.0, 0)
    happen()
    found = health()
    assert 0 < found.oldest_waiting < 60
    assert 0 < found.oldest_unsealed < 60
    relay.relay()
    assert health().oldest_waiting == 0
