"""Small, careful steps with processes: start, look, wait and stop."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from policing.local.places import DISK_FULL, LocalProblem
from policing.local.privilege import Runner

LOG_BOUND = 2 * 1024 * 1024  # bytes; at a start, a longer log becomes the one older log that is kept


def plain_environment() -> dict[str, str]:
    """The environment for a server: none of the caller's PG* variables, and a locale that every machine has."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def launch(command: list[str], log: Path, user: Runner, folder: Path) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that Ctrl-C in a terminal does not reach it; its words go to ``log``."""
    bound(log)
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=plain_environment(),
            cwd=folder,
            user=user.uid,
            group=user.gid,
            extra_groups=user.groups,
        )


def bound(log: Path) -> None:
    """Keep a log short: a long one is set aside as the one older log, so both together have a bound."""
    if log.exists() and log.stat().st_size > LOG_BOUND:
        log.replace(log.with_suffix(".old.log"))


def is_running(pid: int, *marks: str) -> bool:
    """Tell whether ``pid`` runs with ``marks`` in its command line: a zombie does not, nor a later owner of the number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it runs, as somebody else
    words = _words_of(pid)
    return bool(words) and all(mark in words for mark in marks)


def _words_of(pid: int) -> str:
    """The command line of a process; empty for a zombie."""
    entry = Path(f"/proc/{pid}")
    if entry.exists():
        try:
            return (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    found = subprocess.run(["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return "" if found.lstrip().startswith("Z") else found


def listens(path: Path, question: bytes = b"", answer: bytes = b"") -> bool:
    """Tell whether a server takes connections at a Unix socket and, where asked, gives the expected answer."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2.0)
        try:
            line.connect(str(path))
            if question:
                line.sendall(question)
                return line.recv(64).startswith(answer)
        except OSError:
            return False
    return True


def end(pid: int, gentle: signal.Signals, hard: signal.Signals, *, patience: float) -> None:
    """Ask a process to stop, wait, and insist where it does not. Returns when it is gone."""
    for chosen in (gentle, hard, signal.SIGKILL):
        try:
            os.kill(pid, chosen)
        except ProcessLookupError:
            return
        if _gone(pid, patience):
            return


def end_popen(process: subprocess.Popen[bytes]) -> None:
    """Stop a child that did not come up, and collect it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def _gone(pid: int, patience: float) -> bool:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            if os.waitpid(pid, os.WNOHANG)[0] == pid:
                return True
        except ChildProcessError:
            pass  # not a child of ours: ask whether it still lives
        if not is_running(pid):
            return True  # gone, or a zombie that somebody else will collect
        time.sleep(0.02)
    return False


def lines_of(path: Path) -> list[str]:
    """The lines of a small file, or none where it does not exist."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


def tail(log: Path) -> list[str]:
    """The last lines of a log."""
    return lines_of(log)[-40:]


def reason(who: str, lines: list[str], log: Path, folder: Path) -> LocalProblem:
    """Make one line of a server's last words."""
    text = "\n".join(lines)
    if "No space left on device" in text or "Disk quota exceeded" in text:
        return LocalProblem(DISK_FULL.format(folder))
    telling = [line for line in lines if any(mark in line for mark in ("FATAL:", "PANIC:", "ERROR:", "error:", "Failed", "# "))]
    words = (telling or lines or ["it said nothing"])[-1].strip()
    return LocalProblem(f"{who} did not start: {words} (more in {log})")
