"""The embedded servers come with their first user and go with their last, however those end."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from policing.local import processes
from policing.local.postgres import Postgres, programs
from policing.local.valkey import Valkey
from tests.local.conftest import Newcomer
from tests.local.waiting import wait_until

pytestmark = pytest.mark.process
UP, DOWN = (True, True), (False, False)


def sql(newcomer: Newcomer, statement: str) -> str:
    command = [programs() / "psql", newcomer.place.addresses().database_url, "-AtXc", statement]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def warden_of(server: int | None) -> int:
    status = Path(f"/proc/{server}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("PPid:")))


def test_they_run_while_used_and_keep_the_data(newcomer: Newcomer) -> None:
    assert newcomer.running() == DOWN
    user = newcomer.stay()
    assert newcomer.running() == UP
    sql(newcomer, "CREATE TABLE kept AS SELECT 'ñ' AS word")
    assert sql(newcomer, "SELECT upper(word) FROM kept") == "Ñ"
    assert sql(newcomer, "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()") == "b|C.UTF-8"
    assert sql(newcomer, "SHOW fsync") == "on"
    newcomer.go(user)
    assert newcomer.running() == DOWN, "the last user waits until they are down"

    again = newcomer.stay()
    assert sql(newcomer, "SELECT count(*) FROM kept") == "1"
    newcomer.go(again)


def test_the_last_of_two_users_stops_them(newcomer: Newcomer) -> None:
    first, second = newcomer.stay(), newcomer.stay()
    newcomer.go(first)
    assert newcomer.running() == UP
    newcomer.go(second)
    assert newcomer.running() == DOWN


def test_a_killed_user_leaves_nothing_running(newcomer: Newcomer) -> None:
    newcomer.stay().kill()
    wait_until(lambda: newcomer.running() == DOWN)


def test_a_forked_child_holds_its_parents_lock(newcomer: Newcomer) -> None:
    forking = "import os, time\nif os.fork():\n    print('up', flush=True); os._exit(0)\ntime.sleep(1.5); sys.exit()"
    parent = newcomer.stay(forking)
    parent.wait(10)
    assert newcomer.running() == UP
    wait_until(lambda: newcomer.running() == DOWN)


def test_a_killed_warden_is_replaced(newcomer: Newcomer) -> None:
    first = newcomer.stay()
    for server in (Postgres(newcomer.place).pid(), Valkey(newcomer.place).pid()):
        os.kill(warden_of(server), signal.SIGKILL)
    newcomer.go(first)
    assert newcomer.running() == UP, "nobody was left to stop them"
    assert newcomer.use().returncode == 0
    assert newcomer.running() == DOWN


def test_a_crashed_server_comes_back_with_the_next_user(newcomer: Newcomer) -> None:
    first = newcomer.stay()
    sql(newcomer, "CREATE TABLE kept (n int)")
    postgres = Postgres(newcomer.place)
    crashed = postgres.pid()
    assert crashed is not None
    os.kill(crashed, signal.SIGQUIT)
    wait_until(lambda: postgres.pid() is None)
    second = newcomer.stay()
    assert postgres.pid() not in {None, crashed}
    assert sql(newcomer, "SELECT count(*) FROM kept") == "0"
    newcomer.go(first)
    newcomer.go(second)
    assert newcomer.running() == DOWN


def test_stale_files_of_a_crash_do_not_matter(newcomer: Newcomer) -> None:
    """After a power cut the pid files remain, and their numbers belong to others."""
    assert newcomer.use().returncode == 0
    lines = [str(os.getpid()), str(newcomer.var / "postgres"), "1", "5432", str(newcomer.place.sockets()), "", "", "ready"]
    (newcomer.var / "postgres" / "postmaster.pid").write_text("\n".join(lines))
    (newcomer.var / "run" / "valkey.pid").write_text(f"{os.getpid()}\n{newcomer.place.sockets()}/valkey\n")
    (newcomer.place.sockets() / ".s.PGSQL.5432").touch()
    (newcomer.place.sockets() / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    (newcomer.place.sockets() / "valkey").touch()
    user = newcomer.stay()
    assert newcomer.running() == UP
    newcomer.go(user)
    assert processes.is_running(os.getpid())


def test_a_lost_socket_folder_is_made_anew(newcomer: Newcomer) -> None:
    """Systems empty their temporary folders, at a restart or after some days."""
    first = newcomer.stay()
    lost = newcomer.place.sockets()
    for path in lost.iterdir():
        path.unlink()
    lost.rmdir()
    second = newcomer.stay()
    assert newcomer.place.sockets() != lost
    assert sql(newcomer, "SELECT 1") == "1"
    newcomer.go(first)
    newcomer.go(second)
    assert newcomer.running() == DOWN


def test_sockets_are_private_and_short(newcomer: Newcomer) -> None:
    newcomer.extra["TMPDIR"] = str(newcomer.var.parent / ("long" * 20))
    assert newcomer.use().returncode == 0
    folder = newcomer.place.sockets()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(os.fsencode(folder / ".s.PGSQL.5432.lock")) <= 107


def test_servers_of_somebody_else_are_left_alone(newcomer: Newcomer) -> None:
    newcomer.extra["DATABASE_URL"] = "postgresql://db.example/site"
    user = newcomer.stay()
    assert newcomer.running() == (False, True)
    newcomer.go(user)
    newcomer.extra["REDIS_URL"] = "redis://broker.example/0"
    (newcomer.place.run / "valkey.pid").unlink(missing_ok=True)
    user = newcomer.stay()
    assert newcomer.running() == DOWN
    newcomer.go(user)


def test_a_throw_away_place_is_removed_whole(newcomer: Newcomer) -> None:
    """Three times, for the wardens and the last user end at the same moment."""
    for _ in range(3):
        done = newcomer.run(
            "-c", "from policing import local; local.ensure_started(local.Place(local.var_dir(), throwaway=True))"
        )
        assert done.returncode == 0, done.stderr
        wait_until(lambda: not newcomer.var.exists())
    assert list(Path(newcomer.extra["TMPDIR"]).iterdir()) == []
