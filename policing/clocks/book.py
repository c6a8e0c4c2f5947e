"""The rules and the calendar, kept per process for half a minute, so that starting a clock costs one query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from policing import timekeeping
from policing.areas.models import Agency
from policing.clocks.calendar import Calendar
from policing.clocks.models import ClockRule, Holiday

KEPT_SECONDS = 30.0
T = TypeVar("T")


class UnknownRule(LookupError):
    """A clock was asked for by a code that no rule has."""


@dataclass
class _Kept(Generic[T]):
    read: Callable[[], T]
    value: T | None = None
    until: float = 0.0

    def get(self) -> T:
        if self.value is None or timekeeping.ticks() > self.until:
            self.value, self.until = self.read(), timekeeping.ticks() + KEPT_SECONDS
        return self.value


_rules: _Kept[dict[str, ClockRule]] = _Kept(lambda: {rule.code: rule for rule in ClockRule.objects.all()})
_holidays: _Kept[frozenset[Any]] = _Kept(lambda: frozenset(Holiday.objects.values_list("day", flat=True)))


def rule(code: str) -> ClockRule:
    """Give the rule of that code. Raises UnknownRule where there is none: rules are made at set-up, never at need."""
    found = _rules.get().get(code)
    if found is None:
        forget()
        found = _rules.get().get(code)
    if found is None:
        raise UnknownRule(f"No clock rule has the code {code}: an administrator adds it under Clock rules")
    return found


def rules() -> tuple[ClockRule, ...]:
    """Give every rule."""
    return tuple(_rules.get().values())


def calendar() -> Calendar:
    """Give the Agency's calendar."""
    agency = Agency.current()
    return Calendar.of(agency.tz, agency.working_days, _holidays.get())


def forget() -> None:
    """Let the next question read rules and holidays anew."""
    _rules.value = _holidays.value = None
