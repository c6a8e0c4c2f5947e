"""What can go wrong at the start is one clear line, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from policing.local.places import PROJECT
from policing.local.postgres import MAJOR
from tests.local.conftest import USE, Newcomer

pytestmark = pytest.mark.process

AS_USER = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
is_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def manage(newcomer: Newcomer, *arguments: str) -> str:
    """Run manage.py, which must end with one line of complaint; gives it."""
    done = newcomer.run(str(PROJECT / "manage.py"), *arguments, cwd=Path("/"))
    assert done.returncode != 0
    assert done.stdout == ""
    line = done.stderr.strip()
    assert line.startswith("commonbeat: ")
    assert "\n" not in line
    return line


@pytest.mark.parametrize(("version", "word"), [(MAJOR + 1, "newer"), (MAJOR - 2, "older")])
def test_a_cluster_of_another_version(newcomer: Newcomer, version: int, word: str) -> None:
    data = newcomer.var / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text(f"{version}\n")
    line = manage(newcomer, "migrate")
    assert f"PostgreSQL {version}, {word} than" in line
    assert str(data) in line


def test_a_broken_cluster_says_where_to_read_on(newcomer: Newcomer) -> None:
    data = newcomer.var / "postgres"
    data.mkdir(parents=True, mode=0o700)
    (data / "PG_VERSION").write_text(f"{MAJOR}\n")
    line = manage(newcomer, "migrate")
    assert "PostgreSQL did not start" in line
    assert str(newcomer.place.logs / "postgres.log") in line


@is_root
def test_a_full_disk(newcomer: Newcomer) -> None:
    newcomer.var.mkdir(parents=True)
    mounting = f'mount -t tmpfs -o size=20m none "{newcomer.var}" && exec "$0" "$@"'
    newcomer.prefix = ("unshare", "--mount", "sh", "-c", mounting)
    if subprocess.run([*newcomer.prefix[:5], "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a small disk")
    assert "The disk is full" in manage(newcomer, "migrate")


@is_root
def test_a_disk_that_fills_up_later(newcomer: Newcomer) -> None:
    """A made cluster on a disk with no room left: PostgreSQL's own words are many, ours are one line."""
    newcomer.var.mkdir(parents=True)
    filling = f'dd if=/dev/zero of="{newcomer.var}/ballast" bs=1M 2>/dev/null; "$0" manage.py migrate; echo $? >&2'
    script = f'mount -t tmpfs -o size=250m none "{newcomer.var}" && "$0" -c "{USE}" && {{ {filling}; }}'
    command = ["unshare", "--mount", "sh", "-c", script, sys.executable]
    done = subprocess.run(command, env=newcomer.environment, cwd=PROJECT, capture_output=True, text=True, check=False)
    if "mount:" in done.stderr:
        pytest.skip("this system lets nobody mount a small disk")
    line, code = done.stderr.strip().splitlines()
    assert "The disk is full" in line
    assert code == "1"


@is_root
def test_an_ordinary_user(newcomer: Newcomer) -> None:
    newcomer.prefix = AS_USER
    done = newcomer.use("import os; print(os.geteuid())")
    assert (done.returncode, done.stdout) == (0, "1000\n"), done.stderr


@is_root
def test_a_folder_of_another_user(newcomer: Newcomer) -> None:
    newcomer.var.mkdir(parents=True)
    (newcomer.var / "run").mkdir()
    os.chown(newcomer.var / "run", 1234, 1234)
    newcomer.prefix = AS_USER
    line = manage(newcomer, "migrate")
    assert "cannot be used by this user" in line
    assert "COMMONBEAT_VAR" in line


@is_root
def test_root_without_name_spaces_runs_postgres_as_nobody(open_newcomer: Newcomer, tmp_path: Path) -> None:
    open_newcomer.extra["PATH"] = without_unshare(tmp_path)
    user = open_newcomer.stay()
    assert open_newcomer.running() == (True, True)
    assert (open_newcomer.var / "postgres").owner() == "nobody"
    open_newcomer.go(user)
    del open_newcomer.extra["PATH"]
    assert open_newcomer.use().returncode == 0, "and back, when name spaces are to be had again"
    assert (open_newcomer.var / "postgres").owner() == "root"


@is_root
def test_root_where_nobody_can_be_had(newcomer: Newcomer, tmp_path: Path) -> None:
    newcomer.var.parent.mkdir(mode=0o700)
    newcomer.extra["PATH"] = without_unshare(tmp_path)
    line = manage(newcomer, "migrate")
    assert "as an ordinary user" in line
    assert "DATABASE_URL" in line


def without_unshare(folder: Path) -> str:
    """A PATH on which ``unshare`` is not found."""
    return str(folder)
