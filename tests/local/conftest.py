"""A folder with a space in its name, and processes that use embedded servers there as a newcomer's would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from policing.local import Place
from policing.local.places import PROJECT
from policing.local.postgres import Postgres
from policing.local.valkey import Valkey
from tests.local.waiting import wait_until

PROVIDED = ("DATABASE_URL", "REDIS_URL", "COMMONBEAT_TEST", "DJANGO_SETTINGS_MODULE")
USE = "import sys; from policing import local; local.ensure_started(); "


@dataclass
class Newcomer:
    """Somebody with nothing but the code: runs Python with no server given, in a folder of their own."""

    var: Path
    prefix: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def place(self) -> Place:
        return Place(self.var)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in PROVIDED and not name.startswith("PYTEST")}
        return {**kept, "COMMONBEAT_VAR": str(self.var), **self.extra}

    def run(self, *arguments: str, cwd: Path = PROJECT) -> subprocess.CompletedProcess[str]:
        """Run Python to its end."""
        command = [*self.prefix, sys.executable, *arguments]
        return subprocess.run(command, env=self.environment, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)

    def use(self, code: str = "") -> subprocess.CompletedProcess[str]:
        """Use the servers for one short piece of code."""
        return self.run("-c", USE + code)

    def stay(self, code: str = "") -> subprocess.Popen[str]:
        """Use the servers until told to go; returns when they are up."""
        code = f"{USE}{code}\nprint('up', flush=True); sys.stdin.read()"
        process = subprocess.Popen(
            [*self.prefix, sys.executable, "-c", code],
            env=self.environment,
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        return process

    def go(self, process: subprocess.Popen[str]) -> None:
        """Tell a staying user to leave, and wait for its end."""
        process.communicate("", timeout=60)

    def running(self) -> tuple[bool, bool]:
        """Tell whether PostgreSQL and Valkey run."""
        return Postgres(self.place).pid() is not None, Valkey(self.place).pid() is not None


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Newcomer]:
    temporary = tempfile.mkdtemp(prefix="cb-", dir="/tmp")
    Path(temporary).chmod(0o777)
    someone = Newcomer(tmp_path / "a town" / "var", extra={"TMPDIR": temporary})
    yield someone
    _clear(someone)
    shutil.rmtree(temporary)


@pytest.fixture
def open_newcomer() -> Iterator[Newcomer]:
    """One whose folder every user of the machine can reach."""
    folder = Path(tempfile.mkdtemp(prefix="commonbeat open "))
    folder.chmod(0o755)
    someone = Newcomer(folder / "var")
    yield someone
    _clear(someone)
    shutil.rmtree(folder)


def _clear(someone: Newcomer) -> None:
    for process in someone.started:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
    wait_until(lambda: someone.running() == (False, False))
    sockets = someone.place.sockets()
    if sockets != someone.place.run:
        shutil.rmtree(sockets, ignore_errors=True)
