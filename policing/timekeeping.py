"""The one clock of the house. Services ask ``now()``; only ``manage.py demo`` may put a simulated time in its place, or invent a past.

The database keeps its own ``recorded_at`` beside every Event, so that a simulated time can always be told from a real one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.utils import timezone

_simulated: ContextVar[datetime | None] = ContextVar("simulated_time", default=None)
_is_past: ContextVar[bool] = ContextVar("invented_past", default=False)


def now() -> datetime:
    """Give the present moment with its zone (UTC), or the simulated one inside ``simulated``."""
    return _simulated.get() or timezone.now()


def ticks() -> float:
    """Give seconds that only ever rise, by which a process tells how long it has kept what it read; no day or hour is in them."""
    return time.monotonic()


@contextmanager
def simulated(at: datetime) -> Iterator[None]:
    """Let ``now()`` give ``at`` inside the block. For the demo town alone; a house-rule test forbids any other import."""
    if timezone.is_naive(at):
        raise ValueError("A simulated time needs a zone")
    token = _simulated.set(at)
    try:
        yield
    finally:
        _simulated.reset(token)


@contextmanager
def marked(mark: datetime) -> Iterator[None]:
    """Let ``now()`` give a mark inside the block, where the SQL of a question is written before it is asked (``policing.prepared``)."""
    token = _simulated.set(mark)
    try:
        yield
    finally:
        _simulated.reset(token)


@contextmanager
def invented_past() -> Iterator[None]:
    """Let what happens inside the block lie so far back that nobody is to hear of it, and that nobody holds a receipt of it.

    Commands do all else as ever. For the demo town alone; a house-rule test forbids any other use.
    """
    token = _is_past.set(True)
    try:
        yield
    finally:
        _is_past.reset(token)


def is_past() -> bool:
    """Tell whether what happens now is the invented past of the demo town."""
    return _is_past.get()


def coarse(moment: datetime) -> datetime:
    """Round a moment down to its hour, so that staff cannot match a report with somebody seen writing it."""
    return moment.replace(minute=0, second=0, microsecond=0)


def days_between(earlier: datetime, later: datetime) -> float:
    """Give the days from ``earlier`` to ``later`` as a fraction, negative when the order is the other way round."""
    return (later - earlier) / timedelta(days=1)
