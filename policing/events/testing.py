"""For tests: the real relay and the real delivery code, run here and now; and processes that die between two steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from policing.celery import app
from policing.events import relay, sealer
from policing.events.steps import Watch

NOW = timedelta(0)
SEND = "notifications.send_due"


class Crash(BaseException):
    """The process dies here. Not an Exception, so that no code of ours can catch it."""


def drain() -> None:
    """Run the relay, the channels and the sealer until nothing is due: what the workers would do, in this process."""
    relay.relay()
    app.loader.import_default_modules()
    app.tasks[SEND].apply(throw=True)
    relay.relay()
    sealer.seal(grace=NOW)


@contextmanager
def crash_at(name: str, time: int = 1) -> Iterator[list[str]]:
    """Let ``Crash`` be raised when the point ``name`` is passed for the given time; gives the list of points passed."""
    passed: list[str] = []

    def watch(point: str) -> None:
        passed.append(point)
        if point == name and passed.count(name) == time:
            raise Crash(name)

    Watch.callback = watch
    try:
        yield passed
    finally:
        Watch.callback = None
