"""Dates and times as the house says them, in the reader's language and zone: “Friday 11 December”, “6:30 pm”."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from policing import timekeeping


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(translation.to_locale(code))


@cache
def _day_pattern(locale: Locale) -> str:
    """Give the pattern of a day without its year, weekday and month in full: locales list it with short names only."""
    known = locale.datetime_skeletons
    pattern = known["MMMMEd" if "MMMMEd" in known else "MMMEd"].pattern
    return re.sub(r"(?<!M)M{3}(?!M)", "MMMM", re.sub(r"E+|c+", "EEEE", pattern))


def reader_language() -> str:
    """Give the code of the language that is active."""
    return translation.get_language() or "en-gb"


def reader_locale() -> Locale:
    """Give the locale of the language that is active."""
    return _locale(reader_language())


def _is_english() -> bool:
    return reader_locale().language == "en"


def local(moment: datetime | date) -> datetime | date:
    """Give the moment in the reader's zone; a plain date stays as it is."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return moment
    zone = timezone.get_current_timezone()
    return moment if moment.tzinfo is zone else moment.astimezone(zone)


def _day_of(moment: datetime | date) -> date:
    here = local(moment)
    return here.date() if isinstance(here, datetime) else here


def today() -> date:
    """Give today's date in the reader's zone."""
    return _day_at(int(timekeeping.now().timestamp()) // 60, timezone.get_current_timezone())


@lru_cache(maxsize=256)
def _day_at(minute: int, zone: tzinfo) -> date:
    """Give the day of a minute since 1970; kept, because every date of a page asks for it, and a day begins with a minute."""
    return datetime.fromtimestamp(minute * 60, zone).date()


@lru_cache(maxsize=4096)
def _said(found: date, same_year: bool, short: bool, code: str) -> str:
    """Give a day in words; kept, because a list says the same few days in every row."""
    locale = _locale(code)
    if locale.language == "en":
        return format_date(found, ("d MMM" if short else "EEEE d MMMM") + ("" if same_year else " y"), locale=locale)
    if short:
        return format_skeleton("MMMd" if same_year else "yMMMd", found, locale=locale)
    return format_date(found, _day_pattern(locale) if same_year else "full", locale=locale)


def day(moment: datetime | date) -> str:
    """Give “Friday 11 December”, with the year where it is not this one."""
    found = _day_of(moment)
    return _said(found, found.year == today().year, False, reader_language())


def short_day(moment: datetime | date) -> str:
    """Give “11 Dec”, with the year where it is not this one."""
    found = _day_of(moment)
    return _said(found, found.year == today().year, True, reader_language())


def clock(moment: datetime) -> str:
    """Give “6 pm” or “6:30 pm”; in other languages the time as people write it there."""
    here = local(moment)
    if not isinstance(here, datetime):
        return ""
    if not _is_english():
        return format_time(here.time(), "short", locale=reader_locale())
    hour, half = here.hour % 12 or 12, "am" if here.hour < 12 else "pm"
    return f"{hour}:{here.minute:02} {half}" if here.minute else f"{hour} {half}"


def day_clock(moment: datetime) -> str:
    """Give “Friday 11 December, 6 pm”."""
    return gettext("%(day)s, %(time)s") % {"day": day(moment), "time": clock(moment)}


def short_day_clock(moment: datetime) -> str:
    """Give “11 Dec, 6 pm”."""
    return gettext("%(day)s, %(time)s") % {"day": short_day(moment), "time": clock(moment)}


def near_day(moment: datetime | date) -> str:
    """Give “today”, “yesterday” or “tomorrow”, or else “Friday 11 December”."""
    words = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    return words.get((_day_of(moment) - today()).days) or day(moment)


def month(moment: datetime | date) -> str:
    """Give the month's short name, as a date slip shows it."""
    return format_date(_day_of(moment), "LLL", locale=reader_locale()).rstrip(".")


def span(length: timedelta) -> str:
    """Give a length of time in its largest fitting unit: “40 minutes”, “3 hours”, “5 days”. Never below one minute."""
    minutes = max(1, int(abs(length.total_seconds()) // 60))
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = hours // 24
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def since(moment: datetime) -> str:
    """Give how long ago a moment was: “3 days”."""
    return span(timekeeping.now() - moment)


FORMS: dict[str, Callable[[Any], str]] = {
    "day": day,
    "short": short_day,
    "clock": clock,
    "full": day_clock,
    "brief": short_day_clock,
    "near": near_day,
    "since": since,
}
