"""When something is due: never on a day off, never earlier for a later start, and right across a change of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policing.clocks.calendar import (
    CALENDAR_DAYS,
    HOURS,
    OPENING,
    WORKING_DAYS,
    Calendar,
    add_working_time,
    due,
    extended,
    from_wall,
    give_back,
    to_wall,
    working_time,
)

LONDON, TORONTO, LORD_HOWE = ZoneInfo("Europe/London"), ZoneInfo("America/Toronto"), ZoneInfo("Australia/Lord_Howe")
ZONES = [UTC, LONDON, TORONTO, LORD_HOWE, ZoneInfo("Asia/Kolkata"), ZoneInfo("Pacific/Apia"), ZoneInfo("America/St_Johns")]
WEEK = frozenset({0, 1, 2, 3, 4})
FIRST, LAST = datetime(2010, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)

moments = st.integers(0, int((LAST - FIRST).total_seconds())).map(lambda seconds: FIRST + timedelta(seconds=seconds))
calendars = st.builds(
    Calendar.of,
    st.sampled_from(ZONES),
    st.sets(st.integers(0, 6), min_size=1),
    st.sets(st.dates(date(2010, 1, 1), date(2030, 6, 1)), max_size=30),
)
units = st.sampled_from([HOURS, CALENDAR_DAYS, WORKING_DAYS])
amounts = st.integers(1, 30)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc,arg-type]


def office(*holidays: date) -> Calendar:
    return Calendar.of(LONDON, WEEK, holidays)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "expected"),
    [
        (london(2026, 11, 23, 14, 30), 1, WORKING_DAYS, london(2026, 11, 24, 14, 30)),
        (london(2026, 11, 27, 14, 30), 1, WORKING_DAYS, london(2026, 11, 30, 14, 30)),  # over a weekend
        (london(2026, 11, 28, 14, 30), 1, WORKING_DAYS, london(2026, 12, 1, 9, 0)),  # from a Saturday: Monday at nine
        (london(2026, 11, 23, 3, 0), 1, WORKING_DAYS, london(2026, 11, 24, 9, 0)),  # from the small hours: at nine
        (london(2026, 12, 24, 10, 0), 1, WORKING_DAYS, london(2026, 12, 29, 10, 0)),  # over a holiday and its Monday
        (london(2026, 12, 25, 10, 0), 1, WORKING_DAYS, london(2026, 12, 30, 9, 0)),  # from a holiday
        (london(2026, 3, 27, 12, 0), 1, WORKING_DAYS, london(2026, 3, 30, 12, 0)),  # clocks go forward in between
        (london(2026, 3, 28, 1, 30), 1, CALENDAR_DAYS, london(2026, 3, 29, 2, 0)),  # 01:30 does not exist that day
        (london(2026, 10, 24, 1, 30), 1, CALENDAR_DAYS, london(2026, 10, 25, 1, 30)),  # 01:30 comes twice: the first
        (london(2026, 3, 28, 12, 0), 24, HOURS, london(2026, 3, 29, 13, 0)),  # a day of 23 hours
    ],
)
def test_due_by_hand(start: datetime, amount: int, unit: str, expected: datetime) -> None:
    calendar = office(date(2026, 12, 25), date(2026, 12, 28))
    assert due(start, amount, unit, calendar) == expected.astimezone(UTC)


@given(moments, amounts, calendars)
def test_working_promises_never_fall_on_a_day_off(start: datetime, amount: int, calendar: Calendar) -> None:
    assume(calendar.zone != ZoneInfo("Pacific/Apia"))  # that zone once skipped a whole day, which may have been a working one
    found = due(start, amount, WORKING_DAYS, calendar)
    assert calendar.works_on(to_wall(found, calendar.zone).date())
    assert found > start


@given(moments, amounts, calendars)
def test_working_promises_keep_the_time_on_the_wall_and_count_the_days(start: datetime, amount: int, calendar: Calendar) -> None:
    wall, there = to_wall(start, calendar.zone), to_wall(due(start, amount, WORKING_DAYS, calendar), calendar.zone)
    first = calendar.working_day_from(wall.date())
    began = datetime.combine(first, max(wall.time(), OPENING) if first == wall.date() else OPENING)
    days = [began.date() + timedelta(days=step) for step in range(1, (there.date() - began.date()).days + 1)]
    skipped = from_wall(datetime.combine(there.date(), began.time()), calendar.zone)
    assert sum(calendar.works_on(day) for day in days) == amount
    assert there.time() == began.time() or to_wall(skipped, calendar.zone) == there  # the wall has no such time that day


@given(moments, st.integers(0, 40 * 86400), amounts, units, calendars)
def test_a_later_start_is_never_due_earlier(start: datetime, wait: int, amount: int, unit: str, calendar: Calendar) -> None:
    later = start + timedelta(seconds=wait)
    assert due(start, amount, unit, calendar) <= due(later, amount, unit, calendar)


@given(
    st.sampled_from([LONDON, TORONTO, LORD_HOWE]), st.integers(2010, 2029), st.integers(0, 7200), st.integers(0, 7200), amounts
)
def test_monotone_within_the_repeated_hour(zone: ZoneInfo, year: int, one: int, two: int, amount: int) -> None:
    calendar = Calendar.of(zone, range(7))
    back = _clocks_go_back(zone, year)
    early, late = sorted([one, two])
    assert due(back + timedelta(seconds=early - 3600), amount, CALENDAR_DAYS, calendar) <= due(
        back + timedelta(seconds=late - 3600), amount, CALENDAR_DAYS, calendar
    )


def _clocks_go_back(zone: ZoneInfo, year: int) -> datetime:
    hours = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=step) for step in range(366 * 24))
    return next(
        hour for hour in hours if (hour + timedelta(hours=1)).astimezone(zone).utcoffset() < hour.astimezone(zone).utcoffset()
    )


@given(moments, amounts, units, calendars)
def test_a_greater_amount_is_due_later(start: datetime, amount: int, unit: str, calendar: Calendar) -> None:
    assume(calendar.zone != ZoneInfo("Pacific/Apia"))  # that zone once skipped a whole day
    assert due(start, amount, unit, calendar) < due(start, amount + 1, unit, calendar)


@given(moments, st.integers(0, 20 * 86400), st.integers(0, 20 * 86400), calendars)
def test_working_time_adds_up(start: datetime, one: int, two: int, calendar: Calendar) -> None:
    middle, end = start + timedelta(seconds=one), start + timedelta(seconds=one + two)
    whole = working_time(start, end, calendar)
    assert whole == working_time(start, middle, calendar) + working_time(middle, end, calendar)
    assert timedelta(0) <= whole


@given(moments, st.integers(1, 20 * 86400), calendars)
def test_adding_working_time_is_found_again(start: datetime, seconds: int, calendar: Calendar) -> None:
    assume(isinstance(calendar.zone, type(UTC)) or str(calendar.zone) == "Asia/Kolkata")  # no changes of the clocks here
    length = timedelta(seconds=seconds)
    assert working_time(start, add_working_time(start, length, calendar), calendar) == length


@given(moments, amounts, st.integers(0, 10 * 86400), st.integers(0, 10 * 86400), units, calendars)
def test_a_pause_never_makes_a_promise_earlier(
    start: datetime, amount: int, until_pause: int, pause: int, unit: str, calendar: Calendar
) -> None:
    owed = due(start, amount, unit, calendar)
    paused, resumed = start + timedelta(seconds=until_pause), start + timedelta(seconds=until_pause + pause)
    assert give_back(owed, paused, resumed, unit, calendar) >= owed


def test_a_pause_over_a_weekend_costs_no_working_time() -> None:
    owed = london(2026, 12, 2, 12, 0)
    assert give_back(owed, london(2026, 11, 28, 0, 0), london(2026, 11, 30, 0, 0), WORKING_DAYS, office()) == owed.astimezone(UTC)


def test_a_pause_of_two_working_days_moves_a_friday_promise_over_the_weekend() -> None:
    owed = london(2026, 11, 27, 12, 0)
    moved = give_back(owed, london(2026, 11, 24, 10, 0), london(2026, 11, 26, 10, 0), WORKING_DAYS, office())
    assert moved == london(2026, 12, 1, 12, 0).astimezone(UTC)


def test_a_pause_of_a_promise_in_hours_counts_every_hour() -> None:
    owed = london(2026, 11, 27, 12, 0)
    moved = give_back(owed, london(2026, 11, 27, 10, 0), london(2026, 11, 29, 10, 0), HOURS, office())
    assert moved == london(2026, 11, 29, 12, 0).astimezone(UTC)


@given(moments, amounts, units, st.integers(1, 90), calendars)
def test_an_extension_is_always_later(start: datetime, amount: int, unit: str, days: int, calendar: Calendar) -> None:
    owed = due(start, amount, unit, calendar)
    assert extended(owed, days, unit, calendar) > owed


@given(moments, st.sampled_from(ZONES))
def test_the_wall_leads_back_to_the_moment(moment: datetime, zone: ZoneInfo) -> None:
    back = from_wall(to_wall(moment, zone), zone)
    assert back == moment or moment.astimezone(zone).fold


def test_odd_input_is_refused() -> None:
    with pytest.raises(ValueError, match="working day"):
        Calendar.of(UTC, [])
    with pytest.raises(ValueError, match="Nothing is due"):
        due(FIRST, 0, HOURS, office())
    with pytest.raises(ValueError, match="Nothing is due"):
        due(FIRST, 1, "fortnights", office())


def test_opening_time_is_nine() -> None:
    assert time(9) == OPENING
