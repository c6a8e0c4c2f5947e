"""The courtesy call to the workers: a task by name, sent by a thread of its own, so that no request waits for the broker.

Rows in the database are the queue; a kick that is lost costs at most the thirty seconds until beat sweeps. A broker that is
down, or that swallows packets, is left alone for thirty seconds.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from policing.celery import app

log = logging.getLogger(__name__)

RELAY = "events.relay"
BREAK_SECONDS = 30.0
FAREWELL_SECONDS = 0.5
EXPIRES_SECONDS = 25
QUEUES = {RELAY: "urgent"}
OTHER_QUEUE = "default"


def send(task: str) -> None:
    """Send one task by name, without arguments. Raises an error of the broker's client where it cannot."""
    app.send_task(task, queue=QUEUES.get(task, OTHER_QUEUE), expires=EXPIRES_SECONDS, retry=False, ignore_result=True)


class Kicker:
    """Keeps the names of the tasks to kick; a thread, started at the first kick of a process, sends each once."""

    def __init__(self, send: Callable[[str], None] = send) -> None:
        self._send = send
        self._lock = threading.Condition()
        self._wanted: set[str] = set()
        self._thread: threading.Thread | None = None
        self._sending = False
        self.closed_until = 0.0

    def kick(self, task: str) -> bool:
        """Note the task for the thread and return at once. Gives False while a broken broker is left alone."""
        with self._lock:
            if time.monotonic() < self.closed_until:
                return False
            self._wanted.add(task)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="events-kick", daemon=True)
                self._thread.start()
            self._lock.notify_all()
            return True

    def settle(self, timeout: float) -> bool:
        """Wait until nothing is left to send, for at most ``timeout`` seconds. Gives whether that came about."""
        with self._lock:
            return self._lock.wait_for(lambda: not self._wanted and not self._sending, timeout)

    def mend(self) -> None:
        """Try the broker again at the next kick."""
        self.closed_until = 0.0

    def _run(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._wanted)
                tasks, self._wanted = self._wanted, set()
                self._sending = True
            self._send_all(tasks)
            with self._lock:
                self._sending = False
                self._lock.notify_all()

    def _send_all(self, tasks: set[str]) -> None:
        try:
            for task in sorted(tasks):
                self._send(task)
        except (OperationalError, RedisError, OSError):
            with self._lock:
                self._wanted.clear()
                self.closed_until = time.monotonic() + BREAK_SECONDS
            log.warning("events.broker_unreachable")


class _Process:
    """The kicker of this process, made anew in each child, since threads do not survive a fork."""

    kicker = Kicker()


def _after_fork() -> None:
    _Process.kicker = Kicker()


def kicker() -> Kicker:
    """Give the kicker of this process."""
    return _Process.kicker


def kick(task: str = RELAY) -> None:
    """Ask the workers to look at what waits. Never waits, never raises: the waiting row is the truth, this is for speed."""
    _Process.kicker.kick(task)


def _farewell() -> None:
    """Let a short command's last kick go out before its process ends."""
    _Process.kicker.settle(FAREWELL_SECONDS)


os.register_at_fork(after_in_child=_after_fork)
atexit.register(_farewell)
