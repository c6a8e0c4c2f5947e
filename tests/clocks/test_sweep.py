"""Warnings before and escalation after: exactly once for a due date, however many sweeps run side by side."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from policing.accounts.models import Team
from policing.clocks import services
from policing.clocks.models import Clock, ClockRule
from policing.clocks.sweep import Swept, sweep
from policing.clocks.tasks import sweep_clocks
from policing.events.models import Event
from tests.clocks.conftest import begin
from tests.people import Cast, TeamFactory

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


def told() -> Counter[str]:
    return Counter(Event.objects.filter(name__startswith="clocks.").values_list("name", flat=True))


@pytest.mark.django_db
@pytest.mark.usefixtures("rules")
def test_each_is_told_once_at_its_moment(subject: Team) -> None:
    clock = begin(subject, at=MONDAY)  # warned a day before, escalated a day after
    for moment, expected in [
        (clock.due_at - DAY - SECOND, Swept(0, 0)),
        (clock.due_at - DAY, Swept(1, 0)),
        (clock.due_at, Swept(0, 0)),
        (clock.due_at + DAY - SECOND, Swept(0, 0)),
        (clock.due_at + DAY, Swept(0, 1)),
        (clock.due_at + 9 * DAY, Swept(0, 0)),
    ]:
        assert sweep(moment) == expected
    near, late = Event.objects.order_by("id")
    assert (near.name, late.name) == ("clocks.clock.near", "clocks.clock.overdue")
    assert near.payload == {"clock": clock.pk, "rule": "answer", "due": "2026-11-25T10:00Z", "public": False}
    assert (near.actor_kind, near.subject_id, near.at) == ("system", subject.pk, clock.due_at - DAY)


@pytest.mark.django_db
@pytest.mark.usefixtures("rules")
def test_each_rule_has_its_own_hours(subject: Team) -> None:
    call, visit = begin(subject, "call", at=MONDAY), begin(subject, "visit", at=MONDAY)
    assert sweep(call.due_at - HOUR) == Swept(1, 0)
    assert sweep(call.due_at + 2 * HOUR) == Swept(0, 1)
    assert sweep(visit.due_at - 2 * DAY) == Swept(1, 0)
    assert sweep(visit.due_at + HOUR) == Swept(0, 1)


@pytest.mark.django_db
@pytest.mark.usefixtures("rules")
def test_after_an_outage_both_are_told(subject: Team) -> None:
    clock = begin(subject, at=MONDAY)
    assert sweep(clock.due_at + 5 * DAY) == Swept(1, 1)
    assert told() == {"clocks.clock.near": 1, "clocks.clock.overdue": 1}


@pytest.mark.django_db
@pytest.mark.usefixtures("rules")
def test_paused_kept_and_dropped_clocks_are_left_alone(subject: Team, cast: Cast) -> None:
    services.pause(begin(subject, "answer", at=MONDAY).pk, actor=cast.supervisor, reason="x", now=MONDAY)
    begin(subject, "visit", at=MONDAY)
    services.meet(subject, "visit", at=MONDAY)
    begin(subject, "call", at=MONDAY)
    services.cancel(subject, "call", at=MONDAY)
    assert sweep(MONDAY + 30 * DAY) == Swept(0, 0)


@pytest.mark.django_db
@pytest.mark.usefixtures("rules")
def test_a_new_due_date_is_warned_of_anew(subject: Team, cast: Cast) -> None:
    clock = begin(subject, at=MONDAY)
    assert sweep(clock.due_at) == Swept(1, 0)
    moved = services.extend(clock.pk, actor=cast.supervisor, reason="x", days=5, now=clock.due_at)
    assert sweep(moved.due_at - 2 * DAY) == Swept(0, 0)
    assert sweep(moved.due_at - DAY) == Swept(1, 0)


@pytest.mark.django_db
@pytest.mark.usefixtures("rules")
def test_many_are_told_in_batches_at_few_queries(django_assert_max_num_queries: Any) -> None:
    for number in range(130):
        begin(TeamFactory(code=f"s{number}"), at=MONDAY)
    with django_assert_max_num_queries(130 * 2 + 20):
        assert sweep(MONDAY + 2 * DAY) == Swept(130, 0)
    assert told()["clocks.clock.near"] == 130


@pytest.mark.django_db
@pytest.mark.usefixtures("rules")
def test_the_task_sweeps_at_the_present_moment(subject: Team) -> None:
    begin(subject, at=MONDAY - 60 * DAY)
    assert sweep_clocks.name == "clocks.sweep"
    sweep_clocks()
    assert sum(told().values()) == 2


@pytest.mark.django_db(transaction=True)
def test_sweeps_side_by_side_tell_each_once() -> None:
    rule = ClockRule.objects.create(code="side", name="Side by side", amount=1)
    Clock.objects.bulk_create(
        Clock(rule=rule, subject_type="accounts.team", subject_id=number, started_at=MONDAY, due_at=MONDAY + DAY)
        for number in range(60)
    )

    def run(_number: int) -> Swept:
        try:
            return sweep(MONDAY + 9 * DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(run, range(4)))
    last = sweep(MONDAY + 9 * DAY)
    assert sum(swept.near for swept in [*found, last]) == 60
    assert told() == {"clocks.clock.near": 60, "clocks.clock.overdue": 60}
    assert Event.objects.filter(name="clocks.clock.near").values("subject_id").distinct().count() == 60
