"""Clocks start, are kept, dropped, paused, resumed and extended; the due date of what they run for follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from policing.accounts.models import Team
from policing.areas.models import Agency
from policing.clocks import book, services
from policing.clocks.models import Clock, ClockExtension, ClockPause, ClockRule, Holiday
from policing.errors import BadInput, Denied, Unseen, WrongState
from policing.events import timeline
from policing.events.models import Event
from tests.clocks.conftest import begin
from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Heard = list[tuple[int, datetime | None]]


def test_starting_costs_one_query_and_meeting_two(subject: Team, django_assert_num_queries: Any) -> None:
    begin(subject, "visit", at=MONDAY)  # rules, holidays and the Agency are read once
    with django_assert_num_queries(1):
        begin(subject, at=MONDAY)
    with django_assert_num_queries(2):
        services.meet(subject, "answer", at=MONDAY)
    with django_assert_num_queries(2):
        services.cancel(subject, at=MONDAY)
    with django_assert_num_queries(1):
        services.next_due(subject)


def test_a_clock_is_due_by_its_rule_and_the_agencys_calendar(subject: Team) -> None:
    Agency.objects.update_or_create(pk=1, defaults={"name": "X", "zone": "America/Toronto", "working_days": [0, 1, 3]})
    Agency.forget()
    Holiday.objects.create(day=MONDAY.date() + DAY, name="Day off")
    book.forget()
    clock = begin(subject, at=MONDAY)
    assert clock.due_at == MONDAY + 7 * DAY + 4 * HOUR  # from nine in Toronto; Thursday, then Monday
    clock.refresh_from_db()
    assert (clock.state, clock.rule.code, clock.subject_type, clock.subject_id) == (
        "running",
        "answer",
        "accounts.team",
        subject.pk,
    )
    assert clock.due_at == MONDAY + 7 * DAY + 4 * HOUR


def test_starting_twice_gives_the_open_clock(subject: Team) -> None:
    first = begin(subject, at=MONDAY)
    again = begin(subject, at=MONDAY + DAY)
    assert (again.pk, again.due_at, Clock.objects.count()) == (first.pk, first.due_at, 1)
    services.meet(subject, "answer", at=MONDAY)
    assert begin(subject, at=MONDAY + DAY).pk != first.pk


def test_meeting_gives_what_is_due_next_and_does_nothing_twice(subject: Team) -> None:
    begin(subject, "answer", at=MONDAY)
    later = begin(subject, "visit", at=MONDAY)
    assert services.meet(subject, "answer", at=MONDAY + HOUR) == later.due_at
    assert services.meet(subject, "answer", at=MONDAY + 2 * HOUR) == later.due_at
    assert Clock.objects.get(rule__code="answer").ended_at == MONDAY + HOUR
    assert services.cancel(subject, at=MONDAY) is None
    assert set(Clock.objects.values_list("rule__code", "state")) == {("answer", "met"), ("visit", "cancelled")}


def test_clocks_of_another_thing_are_left_alone(subject: Team, cast: Cast) -> None:
    begin(cast.team_north, at=MONDAY)
    services.meet(subject, at=MONDAY)
    assert Clock.objects.get().state == "running"


def test_an_unknown_rule_is_named(subject: Team) -> None:
    with pytest.raises(book.UnknownRule, match="nonsense"):
        begin(subject, "nonsense")


def test_a_rule_made_a_moment_ago_is_found(subject: Team) -> None:
    begin(subject)
    ClockRule.objects.create(code="fresh", name="Fresh", amount=1)
    assert begin(subject, "fresh").rule.code == "fresh"


@pytest.mark.command("clocks.clock.pause")
@pytest.mark.command("clocks.clock.resume")
def test_a_pause_gives_back_the_working_time_that_it_took(subject: Team, cast: Cast, follower: Heard) -> None:
    clock = begin(subject, at=MONDAY)  # due on Wednesday at ten
    services.pause(clock.pk, actor=cast.supervisor, reason=" Waiting  for the council ", now=MONDAY + 4 * HOUR)
    clock.refresh_from_db()
    assert (clock.state, clock.paused_at) == ("paused", MONDAY + 4 * HOUR)
    services.resume(clock.pk, actor=cast.supervisor, now=MONDAY + 4 * DAY + 4 * HOUR)  # Friday, four working days on
    clock.refresh_from_db()
    assert clock.due_at == MONDAY + 8 * DAY  # Tuesday: the weekend is stepped over
    assert (clock.state, clock.paused_at) == ("running", None)
    pause = ClockPause.objects.get()
    assert (pause.reason, pause.actor) == ("Waiting for the council", cast.supervisor.pseudonym)
    assert (pause.paused_at, pause.resumed_at) == (MONDAY + 4 * HOUR, MONDAY + 4 * DAY + 4 * HOUR)
    assert follower == [(subject.pk, None), (subject.pk, clock.due_at)]


@pytest.mark.command("clocks.clock.extend")
def test_an_extension_is_a_row_of_its_own_and_is_told(subject: Team, cast: Cast, follower: Heard) -> None:
    clock = begin(subject, at=MONDAY, team_id=cast.team_north.pk)
    services.extend(clock.pk, actor=cast.supervisor, reason="Waiting for a witness", days=3, now=MONDAY + HOUR)
    clock.refresh_from_db()
    assert clock.due_at == MONDAY + 7 * DAY
    row = ClockExtension.objects.get()
    assert (row.old_due, row.new_due, row.reason) == (MONDAY + 2 * DAY, MONDAY + 7 * DAY, "Waiting for a witness")
    assert follower == [(subject.pk, clock.due_at)]
    event = Event.objects.get(name="clocks.clock.extended")
    assert (event.subject_type, event.subject_id, event.subject_ref) == ("accounts.team", subject.pk, "HEDGE-4-LAMP-71")
    assert (event.area_path, event.team_id, event.actor) == ("city/north/", cast.team_north.pk, cast.supervisor.pseudonym)
    assert event.payload == {"clock": clock.pk, "rule": "answer", "due": "2026-11-30T10:00Z", "public": False}


@pytest.mark.command("clocks.clock.pause")
def test_no_reason_is_ever_in_an_event(subject: Team, cast: Cast) -> None:
    clock = begin(subject, at=MONDAY)
    services.extend(clock.pk, actor=cast.supervisor, reason="Mrs Quillfeather is away", days=1, now=MONDAY)
    services.pause(clock.pk, actor=cast.supervisor, reason="Mrs Quillfeather is away", now=MONDAY)
    assert Event.objects.count() == 2
    assert not any("Quillfeather" in str(vars(event)) for event in Event.objects.all())


def test_the_follower_hears_the_soonest_of_several(subject: Team, cast: Cast, follower: Heard) -> None:
    soon, late = begin(subject, "call", at=MONDAY), begin(subject, "visit", at=MONDAY)
    services.extend(late.pk, actor=cast.supervisor, reason="More", days=1, now=MONDAY)
    services.pause(soon.pk, actor=cast.supervisor, reason="Wait", now=MONDAY)
    late.refresh_from_db()
    assert follower == [(subject.pk, soon.due_at), (subject.pk, late.due_at)]


@pytest.mark.parametrize("action", ["pause", "resume", "extend"])
def test_only_who_may_extend_clocks_there_moves_one(subject: Team, cast: Cast, action: str) -> None:
    clock = begin(subject, at=MONDAY)
    if action == "resume":
        services.pause(clock.pk, actor=cast.supervisor, reason="x", now=MONDAY)
    given = {"pause": {"reason": "x"}, "resume": {}, "extend": {"reason": "x", "days": 1}}[action]
    before = Event.objects.count()
    for name, who in cast:
        if name == "supervisor":
            continue
        expected = Denied if name in {"officer", "analyst"} else Unseen
        with pytest.raises(expected):
            getattr(services, action)(clock.pk, actor=who, now=MONDAY, **given)
    assert Event.objects.count() == before
    getattr(services, action)(clock.pk, actor=cast.supervisor, now=MONDAY, **given)
    assert Event.objects.count() == before + 1


@pytest.mark.parametrize(
    ("reason", "days", "field"),
    [("", 1, "reason"), ("  ", 1, "reason"), ("x" * 301, 1, "reason"), ("x", 0, "days"), ("x", 91, "days")],
)
def test_odd_input_is_refused(subject: Team, cast: Cast, reason: str, days: int, field: str) -> None:
    clock = begin(subject, at=MONDAY)
    with pytest.raises(BadInput) as caught:
        services.extend(clock.pk, actor=cast.supervisor, reason=reason, days=days)
    assert list(caught.value.fields) == [field]
    assert not ClockExtension.objects.exists()


def test_wrong_states_are_refused_with_words(subject: Team, cast: Cast) -> None:
    clock = begin(subject, at=MONDAY)
    with pytest.raises(WrongState, match="Running"):
        services.resume(clock.pk, actor=cast.supervisor)
    services.pause(clock.pk, actor=cast.supervisor, reason="x")
    with pytest.raises(WrongState, match="Paused"):
        services.extend(clock.pk, actor=cast.supervisor, reason="x", days=1)
    services.meet(subject)
    with pytest.raises(WrongState, match="Kept"):
        services.pause(clock.pk, actor=cast.supervisor, reason="x")


def test_an_unknown_clock_is_unseen(cast: Cast) -> None:
    with pytest.raises(Unseen):
        services.pause(404, actor=cast.supervisor, reason="x")


def test_open_clocks_follow_their_thing_to_another_team(subject: Team, cast: Cast) -> None:
    begin(subject, at=MONDAY)
    services.reassign(subject, area_path="city/south/", team_id=cast.team_south.pk)
    clock = Clock.objects.get()
    assert (clock.area_path, clock.team_id) == ("city/south/", cast.team_south.pk)


def test_a_second_follower_of_one_type_is_refused(follower: Heard) -> None:
    with pytest.raises(ValueError, match="already follows"):
        services.on_moved("accounts.team", lambda pk, due_at: None)


@pytest.mark.parametrize("is_public", [True, False])
def test_the_public_reads_of_public_clocks_only(subject: Team, cast: Cast, rules: dict[str, ClockRule], is_public: bool) -> None:
    ClockRule.objects.filter(code="answer").update(is_public=is_public)
    book.forget()
    clock = begin(subject, at=MONDAY)
    services.extend(clock.pk, actor=cast.supervisor, reason="x", days=1, now=MONDAY)
    [line] = timeline.for_subject(subject)
    assert line.sentence == "More time given: now due by Thursday 26 November, 10 am"
    told = [line.sentence for line in timeline.for_subject(subject, audience="public")]
    assert told == (["We need more time. You will hear by Thursday 26 November, 10 am"] if is_public else [])
