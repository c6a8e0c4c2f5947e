"""Run the web side, the worker and the beat as children of one foreground process, and leave nothing behind."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType

from policing.local.places import PROJECT

LOG_BYTES = 5 * 1024 * 1024  # of each child's log; one older log is kept beside it
GRACE = 20.0  # seconds for the children to finish what they hold
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass(frozen=True)
class Child:
    """One program to run: its name in messages and logs, and its arguments after ``python -m``.

    One that ``may_end`` does its work and goes, while the others stay.
    """

    name: str
    arguments: tuple[str, ...]
    may_end: bool = False


class ChildEnded(Exception):
    """A child ended by itself. The message is one line that names it and its log."""


class Supervisor:
    """Starts children, watches them, and stops all of them when one ends or somebody asks."""

    def __init__(self, logs: Path, environment: dict[str, str], kept: tuple[int, ...]) -> None:
        """``kept`` are descriptors of locks that each child holds on to, so that the servers outlive the children."""
        self.logs, self.environment, self.kept = logs, environment, kept
        self.stopping = threading.Event()
        self._running: list[tuple[Child, subprocess.Popen[bytes]]] = []

    def listen(self) -> None:
        """Take Ctrl-C, a polite kill and a closed terminal as the wish to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._wish)

    def _wish(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def start(self, *children: Child) -> None:
        """Start the children, each in a process group of its own, with its words going to a log of bounded size."""
        for child in children:
            self._running.append((child, self._spawn(child)))
        for child, process in self._running:
            threading.Thread(target=_copy, args=(process, self.logs / f"{child.name}.log"), daemon=True).start()

    def _spawn(self, child: Child) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", *child.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=self.kept,
            env=self.environment,
            cwd=PROJECT,
            preexec_fn=_die_with_parent(),  # noqa: PLW1509 -- no thread runs yet
        )

    def watch(self, ready: Callable[[], bool], patience: float) -> bool:
        """Wait until ``ready`` says so. Gives False where somebody asked to stop first.

        Raises ChildEnded where a child ended, and TimeoutError after ``patience`` seconds.
        """
        until = time.monotonic() + patience
        while not self.stopping.wait(0.2):
            self.look()
            if ready():
                return True
            if time.monotonic() > until:
                raise TimeoutError
        return False

    def wait(self, *others: Callable[[], str]) -> None:
        """Wait until somebody asks to stop. Raises ChildEnded where a child ended, or one of ``others`` gives a reason."""
        while not self.stopping.wait(0.5):
            self.look()
            for other in others:
                if reason := other():
                    raise ChildEnded(reason)

    def look(self) -> None:
        """Raise ChildEnded where a child has ended."""
        for child, process in self._running:
            code = process.poll()
            if code is not None and not child.may_end:
                how = f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
                raise ChildEnded(f"The {child.name} ended by itself ({how}): see {self.logs / f'{child.name}.log'}")

    def stop(self) -> None:
        """Ask every child to finish, wait up to GRACE seconds, then end what is left of their process groups."""
        for _child, process in reversed(self._running):
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + GRACE
        for _child, process in self._running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - time.monotonic()))
        for _child, process in self._running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _die_with_parent() -> Callable[[], object] | None:
    """On Linux, have the kernel end a child politely when we are killed; elsewhere there is no such thing."""
    if not sys.platform.startswith("linux"):
        return None
    control = ctypes.CDLL(None).prctl
    return lambda: control(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _copy(process: subprocess.Popen[bytes], path: Path) -> None:
    """Write a child's words to its log until it ends."""
    handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
    assert process.stdout is not None
    with contextlib.closing(handler), process.stdout as words:
        for line in words:
            text = line.decode(errors="replace").rstrip("\n")
            handler.emit(logging.LogRecord(path.stem, logging.INFO, "", 0, text, None, None))
