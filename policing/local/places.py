"""Where the embedded servers keep their data, their locks and their sockets."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

PROJECT = Path(__file__).resolve().parent.parent.parent
LONGEST_SOCKET_PATH = 100  # the system allows 107 bytes; some systems a little less
LONGEST_BASE = 60
LONGEST_SOCKET_NAME = "/.s.PGSQL.5432.lock"
ROLE = DATABASE = "commonbeat"
DISK_FULL = "The disk is full: nothing can be written in {}. Make some room and try again."


class LocalProblem(Exception):
    """An embedded server cannot run. The message is one line that says why and what to do."""


@dataclass(frozen=True)
class Addresses:
    """Where the embedded PostgreSQL and Valkey answer, in the words of DATABASE_URL and REDIS_URL."""

    database_url: str
    redis_url: str


@dataclass(frozen=True)
class Place:
    """The folder of one pair of servers. A throw-away place trades safety of data for speed, and is removed at the end."""

    var: Path
    throwaway: bool = False

    @property
    def run(self) -> Path:
        """The folder of locks and of the remembered socket folder."""
        return self.var / "run"

    @property
    def logs(self) -> Path:
        """The folder of the servers' logs."""
        return self.var / "log"

    def lock(self, name: str) -> Path:
        """The path of one lock file."""
        return self.run / f"{name}.lock"

    def sockets(self) -> Path:
        """The remembered socket folder, or a place inside ``run`` where none was ever made."""
        try:
            return Path((self.run / "sockets").read_text(encoding="utf-8").strip())
        except FileNotFoundError:
            return self.run

    def prepare(self) -> None:
        """Make the folders and a socket folder that only we may enter. Raises LocalProblem where that is impossible."""
        with explained(self.var):
            for folder in (self.var, self.run, self.logs):
                folder.mkdir(parents=True, exist_ok=True)
            if not _is_ours(self.sockets()):
                fresh = _short_folder()
                partial = self.run / f"sockets.{os.getpid()}"
                partial.write_text(f"{fresh}\n", encoding="utf-8")
                partial.replace(self.run / "sockets")

    def addresses(self) -> Addresses:
        """Give both addresses as paths; starts nothing and makes nothing."""
        folder = self.sockets()
        return Addresses(
            database_url=f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(folder), safe='')}",
            redis_url=f"redis+socket://{quote(str(folder / 'valkey'))}?virtual_host=0",
        )


def var_dir() -> Path:
    """The project's folder of everything that is made at run time; COMMONBEAT_VAR names another one."""
    return Path(os.environ.get("COMMONBEAT_VAR") or PROJECT / "var").resolve()


def addresses() -> Addresses:
    """Give the addresses of the install's own servers; starts nothing."""
    return Place(var_dir()).addresses()


def needed() -> tuple[str, ...]:
    """Name the servers that nobody else provides, in the order of starting."""
    wanted = (("postgres", "DATABASE_URL"), ("valkey", "REDIS_URL"))
    return tuple(name for name, variable in wanted if not (os.environ.get(variable) or os.environ.get(f"{variable}_FILE")))


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn a full disk or a closed folder into a LocalProblem of one line."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise LocalProblem(DISK_FULL.format(folder)) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise LocalProblem(
                f"{error.filename or folder} cannot be used by this user ({error.strerror}). "
                "Use the user that made it, or set COMMONBEAT_VAR to another folder."
            ) from error
        raise


def room_for(folder: Path, megabytes: int) -> None:
    """Raise LocalProblem where the disk of ``folder`` has less than ``megabytes`` left."""
    free = shutil.disk_usage(folder).free // (1024 * 1024)
    if free < megabytes:
        raise LocalProblem(f"{DISK_FULL.format(folder)} ({megabytes} MB are needed, {free} MB are left.)")


def _is_ours(folder: Path) -> bool:
    """Tell whether ``folder`` is a short private folder made for sockets (its owner may be the servers' user)."""
    fits = len(os.fsencode(folder)) + len(LONGEST_SOCKET_NAME) <= LONGEST_SOCKET_PATH
    if not fits or folder.is_symlink() or not folder.is_dir() or not folder.name.startswith("commonbeat-"):
        return False
    found = folder.stat()
    return found.st_mode & 0o077 == 0 and os.geteuid() in {0, found.st_uid}


def _short_folder() -> Path:
    """Make a private folder with a short name, free of characters that a server's configuration would misread."""
    for base in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108 -- mkdtemp makes a private folder inside
        odd = len(os.fsencode(base)) > LONGEST_BASE or set(base) & set(" ,'\"")
        if not odd and os.access(base, os.W_OK | os.X_OK):
            return Path(tempfile.mkdtemp(prefix="commonbeat-", dir=base))
    raise LocalProblem("No temporary folder with a short name can be written: set TMPDIR to one, like /tmp.")
