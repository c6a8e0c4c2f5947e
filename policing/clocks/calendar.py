"""When something is due. Pure functions of a calendar: a zone, the days on which the Agency works, and its holidays.

The rules, in words:

- *Hours* run on the clock, whatever the wall says.
- *Days* and *working days* keep the time on the wall: started on Monday at 14:30, due so many days on at 14:30.
- A promise in working days that starts on a day off starts at nine o'clock on the next working day; one that starts in the
  small hours of a working day starts at nine o'clock too, so that the later of two is never due earlier.
- Where the wall has no such time (clocks go forward) the first moment after stands for it; where it has it twice (clocks go
  back) the first stands for both. So a later start is never due earlier.
- A pause gives back exactly the working time that it took: days off within a pause are not counted, days off within what
  is left are stepped over.

Every moment that comes in or goes out knows its zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

HOURS, CALENDAR_DAYS, WORKING_DAYS = "hours", "calendar_days", "working_days"
OPENING = time(9)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Calendar:
    """The Agency's zone, its working days (0 is Monday) and its holidays. Raises ValueError where no day is worked."""

    zone: tzinfo
    working_days: frozenset[int]
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.working_days & frozenset(range(7)):
            raise ValueError("A calendar needs a working day")

    @classmethod
    def of(cls, zone: tzinfo, working_days: Iterable[int], holidays: Iterable[date] = ()) -> Calendar:
        """Make a calendar from any collections."""
        return cls(zone, frozenset(working_days), frozenset(holidays))

    def works_on(self, day: date) -> bool:
        """Tell whether the Agency works on a day."""
        return day.weekday() in self.working_days and day not in self.holidays

    def working_day_from(self, day: date) -> date:
        """Give the day itself where it is worked, else the next one that is."""
        while not self.works_on(day):
            day += DAY
        return day

    def working_day_after(self, day: date, amount: int) -> date:
        """Give the day that many working days on."""
        for _step in range(amount):
            day = self.working_day_from(day + DAY)
        return day


def due(start: datetime, amount: int, unit: str, calendar: Calendar) -> datetime:
    """Give the moment (UTC) by which something started then is owed. Raises ValueError for an odd amount or unit."""
    if amount < 1 or unit not in {HOURS, CALENDAR_DAYS, WORKING_DAYS}:
        raise ValueError(f"Nothing is due in {amount} {unit}")
    if unit == HOURS:
        return start.astimezone(UTC) + timedelta(hours=amount)
    wall = to_wall(start, calendar.zone)
    if unit == CALENDAR_DAYS:
        return from_wall(wall + timedelta(days=amount), calendar.zone)
    first = calendar.working_day_from(wall.date())
    at = max(wall.time(), OPENING) if first == wall.date() else OPENING
    return from_wall(datetime.combine(calendar.working_day_after(first, amount), at), calendar.zone)


def working_time(earlier: datetime, later: datetime, calendar: Calendar) -> timedelta:
    """Give the working time between two moments: whole working days count 24 hours, days off count nothing."""
    start, end = to_wall(earlier, calendar.zone), to_wall(later, calendar.zone)
    total, day = timedelta(0), start.date()
    while day <= end.date():
        if calendar.works_on(day):
            opens, closes = datetime.combine(day, time.min), datetime.combine(day, time.min) + DAY
            total += max(timedelta(0), min(end, closes) - max(start, opens))
        day += DAY
    return total


def add_working_time(start: datetime, length: timedelta, calendar: Calendar) -> datetime:
    """Give the moment (UTC) at which that much working time has gone by. No length at all gives the start back."""
    if length <= timedelta(0):
        return start.astimezone(UTC)
    wall = to_wall(start, calendar.zone)
    while True:
        first = calendar.working_day_from(wall.date())
        wall = wall if first == wall.date() else datetime.combine(first, time.min)
        rest = datetime.combine(first, time.min) + DAY - wall
        if length < rest:
            return from_wall(wall + length, calendar.zone)
        length -= rest
        wall = datetime.combine(first, time.min) + DAY


def give_back(due_at: datetime, paused_at: datetime, resumed_at: datetime, unit: str, calendar: Calendar) -> datetime:
    """Give the new due moment after a pause: later by the time that the pause took, in the unit's own kind of time."""
    if unit == WORKING_DAYS:
        return add_working_time(due_at, working_time(paused_at, resumed_at, calendar), calendar)
    return due_at.astimezone(UTC) + max(timedelta(0), resumed_at - paused_at)


def extended(due_at: datetime, days: int, unit: str, calendar: Calendar) -> datetime:
    """Give the new due moment that many days later: working days where the promise counts those, days otherwise."""
    return due(due_at, days, WORKING_DAYS if unit == WORKING_DAYS else CALENDAR_DAYS, calendar)


def to_wall(moment: datetime, zone: tzinfo) -> datetime:
    """Give what the wall clock shows, without a zone. The second run of a repeated hour counts as its end."""
    here = moment.astimezone(zone)
    if not here.fold:
        return here.replace(tzinfo=None)
    change = _change_between(moment.astimezone(UTC) - DAY, moment.astimezone(UTC), zone)
    return (change - SECOND).astimezone(zone).replace(tzinfo=None, fold=0) + SECOND


def from_wall(wall: datetime, zone: tzinfo) -> datetime:
    """Give the moment (UTC) of a wall time: the first of two, and the first after a gap."""
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return moment
    return _change_between(wall.replace(tzinfo=zone, fold=1).astimezone(UTC) - SECOND, moment, zone)


def _change_between(earlier: datetime, later: datetime, zone: tzinfo) -> datetime:
    """Give the moment, to the second, from which the offset is that of ``later``."""
    offset = later.astimezone(zone).utcoffset()
    low, high = earlier.replace(microsecond=0), later.replace(microsecond=0) + SECOND
    while high - low > SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high
