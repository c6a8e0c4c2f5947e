"""Who uses the embedded servers, and when they stop.

Each process that uses a server holds a shared ``flock`` on ``<server>.users.lock`` for as long as it lives; the kernel
takes it back even after SIGKILL. One *warden* process for each server starts it and then waits for the exclusive lock: it
gets it at the moment when the last user is gone, stops the server and ends. A forked child shares its parent's lock, so a
server outlives nobody who may still need it; the lock is never unlocked, only closed.
"""

from __future__ import annotations

import atexit
import errno
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policing.local.places import PROJECT, LocalProblem, Place, explained, needed, var_dir
from policing.local.postgres import Postgres
from policing.local.valkey import Valkey

SERVERS: dict[str, type[Postgres] | type[Valkey]] = {"postgres": Postgres, "valkey": Valkey}
PATIENCE = 90.0  # seconds to wait for another process that starts or stops the same server

_held: dict[tuple[Path, str], int] = {}


def ensure_started(place: Place | None = None, servers: tuple[str, ...] | None = None) -> tuple[int, ...]:
    """Start the servers that nobody else provides, and hold them until this process ends.

    Gives the descriptors of the held locks, for a parent that hands them to its children. Raises LocalProblem with one
    line where a server cannot run. Calling it again is cheap and harmless.
    """
    place = place or Place(var_dir())
    wanted = needed() if servers is None else servers
    if not wanted:
        return ()
    with explained(place.var):
        place.prepare()
        fresh = [name for name in wanted if (place.var, name) not in _held]
        for name in fresh:
            _held[place.var, name] = _use(place, name)
            atexit.register(_leave, place, name, os.getpid())
        with _lock(place.lock("start"), fcntl.LOCK_EX):
            wardens = [(name, _spawn(place, name)) for name in wanted if not _is_up(place, name)]
            problems = [problem for name, warden in wardens if (problem := _report(name, warden, place.logs / "warden.log"))]
    if problems:
        raise LocalProblem(problems[0])
    return tuple(_held[place.var, name] for name in wanted)


def open_lock(path: Path, *, make: bool = True) -> int:
    """Open a lock file. The descriptor is closed at exec, and shared with forked children."""
    return os.open(path, os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT if make else 0), 0o600)


def take(handle: int, kind: int) -> bool:
    """Take a lock without waiting, and tell whether that went."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
            return False
        raise
    return True


def take_patiently(handle: int, kind: int, what: str) -> None:
    """Take a lock, waiting for others to finish. Raises LocalProblem after PATIENCE seconds."""
    until = time.monotonic() + PATIENCE
    while not take(handle, kind):
        if time.monotonic() > until:
            raise LocalProblem(
                f"Another process has held {what} for {PATIENCE:.0f} seconds: look for one that hangs, and try again."
            )
        time.sleep(0.02)


@contextmanager
def _lock(path: Path, kind: int) -> Iterator[None]:
    handle = open_lock(path)
    try:
        take_patiently(handle, kind, str(path))
        yield
    finally:
        os.close(handle)


def _is_up(place: Place, name: str) -> bool:
    """Tell whether a server can be reached and has a warden that will stop it."""
    handle = open_lock(place.lock(f"{name}.warden"))
    try:
        return not take(handle, fcntl.LOCK_EX) and SERVERS[name](place).is_reachable()
    finally:
        os.close(handle)


def _use(place: Place, name: str) -> int:
    """Join the users of a server; waits while a warden is stopping it."""
    path = place.lock(f"{name}.users")
    handle = open_lock(path)
    take_patiently(handle, fcntl.LOCK_SH, str(path))
    return handle


def _spawn(place: Place, name: str) -> subprocess.Popen[str]:
    """Start a warden in a session of its own; it keeps nothing of ours but the pipe on which it reports."""
    flags = ["--throwaway"] if place.throwaway else []
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    with (place.logs / "warden.log").open("w", encoding="utf-8") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "policing.local.warden", name, str(place.var), *flags],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            cwd=PROJECT,
            env={**kept, "PYTHONUTF8": "1"},
            text=True,
        )


def _report(name: str, warden: subprocess.Popen[str], log: Path) -> str:
    """Read the warden's one line: empty where the server answers, else the reason why it does not."""
    assert warden.stdout is not None
    line = warden.stdout.readline().strip()
    warden.stdout.close()
    if line == "ready":
        warden.returncode = 0  # it lives on by itself; nobody here waits for it
        return ""
    warden.wait()
    return line or f"{name} did not start, and its warden ended without a word (more in {log})"


def _leave(place: Place, name: str, owner: int) -> None:
    """At the end of this process: stop using the server and, where we were the last, wait until it is down."""
    if os.getpid() != owner:
        return  # a forked child: the lock is its parent's
    handle = _held.pop((place.var, name), None)
    if handle is None:
        return
    os.close(handle)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and _is_being_stopped(place, name):
        time.sleep(0.02)


def _is_being_stopped(place: Place, name: str) -> bool:
    """Tell whether a warden is there and no user is."""
    try:
        warden = open_lock(place.lock(f"{name}.warden"), make=False)
    except FileNotFoundError:
        return False  # the whole place was removed
    try:
        users = open_lock(place.lock(f"{name}.users"), make=False)
    except FileNotFoundError:
        os.close(warden)
        return False
    try:
        if take(warden, fcntl.LOCK_SH):
            return False
        return not _in_use(users)
    finally:
        os.close(warden)
        os.close(users)


def _in_use(users: int) -> bool:
    """Tell whether somebody holds the shared lock. A warden that stops the server holds it exclusively: not in use."""
    return take(users, fcntl.LOCK_SH) and not take(users, fcntl.LOCK_EX)
