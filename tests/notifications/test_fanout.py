"""Who is told: by sets, each person once for an event, by rights and by wishes, never the one who acted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policing.accounts.models import User
from policing.areas.models import Area
from policing.events import relay
from policing.events.models import Dispatch
from policing.events.services import Actor
from policing.notifications import fanout
from policing.notifications.kinds import NoticeKind, Recipients, register_kind, unregister_kind
from policing.notifications.models import Delivery, Notification, Preference, Stop
from policing.privacy import contacts
from tests.notifications.conftest import LOCKED, OPENED, WROTE, Emit, contact, everybody, page
from tests.people import RoleGrantFactory, UserFactory

Asserts = Callable[..., Any]


def _told() -> set[int]:
    return set(Notification.objects.values_list("user_id", flat=True))


def _mailed() -> set[int]:
    return set(Delivery.objects.values_list("user_id", flat=True))


def test_everybody_active_is_told_once_but_not_the_one_who_acted(happen: Emit) -> None:
    people = [UserFactory() for _one in range(3)]
    UserFactory(is_active=False)
    event = happen(OPENED, Actor.person(people[0]))
    relay.relay()
    assert _told() == _mailed() == {people[1].pk, people[2].pk}
    row = Notification.objects.get(user=people[1])
    assert (row.event_id, row.kind, row.subject_type, row.subject_ref, row.read_at) == (
        event.pk,
        "tests.opened",
        "areas.area",
        "NORTH-1",
        None,
    )
    assert row.at == event.at
    delivery = Delivery.objects.get(user=people[1])
    assert (delivery.state, delivery.channel, delivery.attempts, delivery.urgency) == ("queued", "email", 0, 1)


def test_handling_an_event_again_tells_nobody_twice(happen: Emit) -> None:
    UserFactory()
    happen()
    relay.relay()
    Dispatch.objects.update(state="waiting", handled=[])
    relay.relay()
    assert Notification.objects.count() == Delivery.objects.count() == 1


def test_only_people_with_the_right_over_that_area_are_told(happen: Emit, area: Area) -> None:
    here, agency_wide = UserFactory(), UserFactory()
    RoleGrantFactory(user=here, role="administrator", area=area)
    RoleGrantFactory(user=agency_wide, role="administrator")
    RoleGrantFactory(role="officer", area=area)
    UserFactory()
    happen(LOCKED)
    relay.relay()
    assert _told() == {here.pk, agency_wide.pk}


@pytest.mark.parametrize(
    ("wishes", "mailed"),
    [
        ([], True),
        ([("tests.opened", False)], False),
        ([("", False)], False),
        ([("", False), ("tests.opened", True)], True),
        ([("", True), ("tests.opened", False)], False),
        ([("tests.locked", False)], True),
    ],
)
def test_a_wish_for_this_kind_beats_one_for_all(happen: Emit, wishes: list[tuple[str, bool]], mailed: bool) -> None:
    user = UserFactory()
    Preference.objects.bulk_create(Preference(user=user, kind=kind, channel="email", wanted=on) for kind, on in wishes)
    happen()
    relay.relay()
    assert _told() == {user.pk}, "the inbox holds everything"
    assert _mailed() == ({user.pk} if mailed else set())


@pytest.mark.parametrize("kind", ["", "tests.locked"])
def test_what_everybody_has_to_get_cannot_be_wished_away(happen: Emit, kind: str) -> None:
    user = UserFactory()
    RoleGrantFactory(user=user, role="administrator")
    Preference.objects.create(user=user, kind=kind, channel="email", wanted=False)
    happen(LOCKED)
    relay.relay()
    assert _mailed() == {user.pk}


def test_a_channel_that_stopped_is_left_alone(happen: Emit) -> None:
    user = UserFactory()
    Stop.objects.create(user=user, channel="email", why="recipient 550")
    happen()
    relay.relay()
    assert _told() == {user.pk}
    assert _mailed() == set()


def test_two_kinds_about_one_event_tell_a_person_once(happen: Emit) -> None:
    user = UserFactory()
    twin = NoticeKind(
        name="tests.second",
        event=OPENED.name,
        label="x",
        audience="x",
        recipients=everybody,
        sentence="x",
        subject_line="x",
        link=page,
    )
    register_kind(twin)
    try:
        happen()
        relay.relay()
    finally:
        unregister_kind(twin.name)
    assert Notification.objects.get(user=user).kind == "tests.opened"
    assert Delivery.objects.count() == 1


def test_a_kind_without_mail_only_stands_in_the_inbox_unless_somebody_wants_it(happen: Emit) -> None:
    plain, keen = UserFactory(), UserFactory()
    silent = NoticeKind(
        name="tests.a_silent",
        event=OPENED.name,
        label="x",
        audience="x",
        recipients=everybody,
        sentence="x",
        subject_line="x",
        link=page,
        channels=(),
    )
    Preference.objects.create(user=keen, kind=silent.name, channel="email", wanted=True)
    register_kind(silent)
    try:
        happen()
        relay.relay()
    finally:
        unregister_kind(silent.name)
    assert _told() == {plain.pk, keen.pk}
    assert _mailed() == {keen.pk}


def test_nobody_to_tell_is_fine(happen: Emit, area: Area) -> None:
    none = NoticeKind(
        name="tests.none",
        event=OPENED.name,
        label="x",
        audience="x",
        recipients=lambda event: Recipients(users=User.objects.filter(pk__in=[])),
        sentence="x",
        subject_line="x",
        link=page,
    )
    register_kind(none)
    try:
        happen()
        relay.relay()
    finally:
        unregister_kind(none.name)
    assert Dispatch.objects.get().state == "done"


def test_contact_points_get_a_message_and_no_notice(happen: Emit) -> None:
    point, stopped = contact(), contact("gone@example.org")
    contacts.stop(stopped, "asked")
    Dispatch.objects.update(state="done")
    happen(WROTE)
    relay.relay()
    Dispatch.objects.filter(event__name=WROTE.name).update(state="waiting", handled=[])
    relay.relay()
    delivery = Delivery.objects.get()
    assert (delivery.contact_point_id, delivery.user_id, delivery.channel) == (point.pk, None, "email")
    assert not Notification.objects.exists()


def test_a_query_with_percent_signs_and_joins_is_told_too(happen: Emit) -> None:
    user = UserFactory(email="100%sure@example.org")
    odd = NoticeKind(
        name="tests.a_odd",
        event=OPENED.name,
        label="x",
        audience="x",
        recipients=lambda event: Recipients(users=User.objects.filter(email__contains="100%s").extra(where=["name LIKE '%%'"])),
        sentence="x",
        subject_line="x",
        link=page,
    )
    register_kind(odd)
    try:
        happen()
        relay.relay()
    finally:
        unregister_kind(odd.name)
    assert Notification.objects.get(kind="tests.a_odd").user_id == user.pk


def _crowd(count: int) -> None:
    User.objects.bulk_create(User(email=f"crowd{n}@example.org", password="!") for n in range(count))


def test_a_crowd_costs_a_statement_a_batch(happen: Emit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "BATCH", 100)
    _crowd(250)
    event = happen()
    with CaptureQueriesContext(
        connection,
    ) as made:
        fanout.tell_all(event)
    assert len(made) == 3
    assert Notification.objects.count() == Delivery.objects.count() == 250


@pytest.mark.long
def test_a_hundred_thousand_people_are_told_in_half_a_minute(
    happen: Emit, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    import time

    _crowd(100_000)
    event, begun = happen(), time.monotonic()
    with django_assert_max_num_queries(11):
        fanout.tell_all(event)
    assert Notification.objects.count() == 100_000
    assert time.monotonic() - begun < 30
