"""PostgreSQL refuses to run as root: run it as somebody else where we are root."""

from __future__ import annotations

import functools
import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from policing.local.places import LocalProblem

UNSHARE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
NOWHERE = (
    "PostgreSQL will not run as root, and neither a user namespace nor the user 'nobody' can be used here: "
    "run the same command as an ordinary user, or set DATABASE_URL."
)


@dataclass(frozen=True)
class Runner:
    """How to start a program that must not be root: a prefix of the command, or another owner of the process."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    def own(self, folder: Path) -> None:
        """Give ``folder`` and all in it to the user that the program will run as. As an ordinary user nothing changes."""
        if os.geteuid() != 0:
            return
        uid, gid = self.uid or 0, self.gid or 0
        if folder.stat().st_uid == uid:
            return
        for parent, folders, files in os.walk(folder):
            for name in (*folders, *files):
                os.chown(os.path.join(parent, name), uid, gid, follow_symlinks=False)
        os.chown(folder, uid, gid)

    @property
    def groups(self) -> list[int] | None:
        """The further groups of the process: none for another user, unchanged for ourselves."""
        return None if self.uid is None else []


def runner(program: Path, folder: Path) -> Runner:
    """Choose how to run ``program`` on data in ``folder``.

    Raises LocalProblem where we are root and no other user can be had.
    """
    if os.geteuid() != 0:
        return Runner()
    if _namespaces_work():
        return Runner(prefix=UNSHARE)
    return _as_nobody(program, folder)


@functools.cache
def _namespaces_work() -> bool:
    """Tell whether this system lets us be another user inside a name space of our own."""
    try:
        return subprocess.run([*UNSHARE, "true"], capture_output=True, timeout=10, check=False).returncode == 0
    except (FileNotFoundError, PermissionError):
        return False


def _as_nobody(program: Path, folder: Path) -> Runner:
    """Run as ``nobody``, where that user can reach both the program and the folder."""
    try:
        person = pwd.getpwnam("nobody")
    except KeyError as error:
        raise LocalProblem(NOWHERE) from error
    choice = Runner(uid=person.pw_uid, gid=person.pw_gid)
    if not all(parent.stat().st_mode & stat.S_IXOTH for parent in (folder, *folder.parents)):
        raise LocalProblem(NOWHERE)
    try:
        subprocess.run(
            [program, "--version"],
            capture_output=True,
            check=True,
            timeout=10,
            user=choice.uid,
            group=choice.gid,
            extra_groups=choice.groups,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise LocalProblem(NOWHERE) from error
    return choice
