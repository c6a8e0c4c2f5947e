"""The warden of one embedded server: starts it, waits until its last user is gone, stops it.

Run as ``python -m policing.local.warden NAME FOLDER [--throwaway]``; prints ``ready`` or one line that says why not.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from policing.local import processes
from policing.local.lifecycle import SERVERS, open_lock, take, take_patiently
from policing.local.places import LocalProblem, Place, explained
from policing.local.postgres import Postgres
from policing.local.valkey import Valkey


class _Wake(Exception):
    """The server ended by itself, or somebody asked the warden to end."""


def _wake(_number: int, _frame: FrameType | None) -> None:
    raise _Wake


def main(arguments: list[str]) -> int:
    """Guard one server for as long as anybody uses it."""
    name, folder = arguments[0], Path(arguments[1])
    place = Place(folder, throwaway="--throwaway" in arguments)
    server = SERVERS[name](place)
    own = open_lock(place.lock(f"{name}.warden"))
    try:
        with explained(place.var):
            _succeed(place, name, own)
            child = _start(server)
    except LocalProblem as problem:
        _say(str(problem))
        return 1
    users = open_lock(place.lock(f"{name}.users"))
    _say("ready")
    _wait_for_last_user(users, server, child)
    pid = server.pid() if child is None else child.pid
    if pid is not None:
        server.stop(pid)
    if child is not None:
        child.wait()
    if place.throwaway and take(users, fcntl.LOCK_EX):
        _remove_when_last(place, own)
    os.close(own)
    os.close(users)
    return 0


def _succeed(place: Place, name: str, own: int) -> None:
    """Become the only warden. One that is there already guards a server that nobody can reach: it is told to end."""
    path = place.lock(f"{name}.warden")
    if not take(own, fcntl.LOCK_EX):
        lines = processes.lines_of(path)
        if lines and lines[0].isdigit() and processes.is_running(int(lines[0]), "policing.local.warden", str(place.var)):
            os.kill(int(lines[0]), signal.SIGTERM)
        take_patiently(own, fcntl.LOCK_EX, str(path))
    path.write_text(f"{os.getpid()}\n", encoding="utf-8")


def _start(server: Postgres | Valkey) -> subprocess.Popen[bytes] | None:
    """Start the server, or take over one that runs without a warden."""
    if server.is_reachable():
        return None
    pid = server.pid()
    if pid is not None:
        server.stop(pid)  # it runs, but where nobody can reach it
    return server.start()


def _wait_for_last_user(users: int, server: Postgres | Valkey, child: subprocess.Popen[bytes] | None) -> None:
    """Return when nobody uses the server any more, when it ended by itself, or when the system asks us to end."""
    try:
        signal.signal(signal.SIGTERM, _wake)
        signal.signal(signal.SIGCHLD, _wake)
        if child is None:
            while server.pid() is not None and not take(users, fcntl.LOCK_EX):
                time.sleep(0.2)
        elif child.poll() is None:
            fcntl.flock(users, fcntl.LOCK_EX)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    except _Wake:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _remove_when_last(place: Place, own: int) -> None:
    """Remove a throw-away place with all that is in it, if no other warden still works there.

    Our own lock is let go first and all are taken in one order, so of wardens that end together exactly one removes.
    """
    fcntl.flock(own, fcntl.LOCK_UN)
    handles = []
    for name in SERVERS:
        handles.append(open_lock(place.lock(f"{name}.warden")))
        if not take(handles[-1], fcntl.LOCK_EX):
            break
    else:
        shutil.rmtree(place.sockets(), ignore_errors=True)
        shutil.rmtree(place.var, ignore_errors=True)
    for handle in handles:
        os.close(handle)


def _say(line: str) -> None:
    """Print one line to whoever started us, and let go of the pipe."""
    sys.stdout.write(" ".join(line.split()) + "\n")
    sys.stdout.flush()
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    os.close(quiet)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
