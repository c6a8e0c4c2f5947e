"""``manage.py serve``: the whole site in one command, and nothing of it afterwards."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder

from policing.local import LocalProblem, steps
from policing.local.places import PROJECT
from tests.local.conftest import Newcomer
from tests.local.waiting import wait_until

pytestmark = pytest.mark.process


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def serve(newcomer: Newcomer, port: int) -> subprocess.Popen[str]:
    """Start the site and wait until it names its address."""
    process = subprocess.Popen(
        [sys.executable, PROJECT / "manage.py", "serve", "--port", str(port)],
        env=newcomer.environment,
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    newcomer.started.append(process)
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Ctrl-C"):
            return process
    raise AssertionError("".join(said))


def processes_of(newcomer: Newcomer) -> dict[int, str]:
    """Every process that was started for this newcomer, by its command line and by what its environment says."""
    marks, found = (str(newcomer.var), str(newcomer.place.sockets())), {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                around = (entry / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue  # it ended while we looked
            if any(mark in words or mark in around for mark in marks):
                found[int(entry.name)] = words
    return found


@pytest.fixture
def site(newcomer: Newcomer) -> Newcomer:
    if not Path("/proc/self/environ").exists():
        pytest.skip("looks for processes in /proc")
    newcomer.extra["COMMONBEAT_TEST"] = "1"  # no demo town, no compressing of files
    return newcomer


def test_it_serves_refuses_a_second_one_and_leaves_nothing(site: Newcomer) -> None:
    port = free_port()
    served = serve(site, port)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=20) as answer:
        assert answer.status == 200
    names = " ".join(processes_of(site).values())
    assert [name for name in ("gunicorn", "worker", "beat", "postgres -D", "valkey-server") if name not in names] == []

    second = site.run(str(PROJECT / "manage.py"), "serve", "--port", str(free_port()))
    assert second.returncode == 1
    assert second.stderr == f"CommandError: Commonbeat is already running from this folder: http://127.0.0.1:{port}\n"

    served.send_signal(signal.SIGINT)
    said, _ = served.communicate(timeout=60)
    assert (served.returncode, said.strip()) == (0, "Stopped.")
    assert processes_of(site) == {}


def test_a_child_that_dies_ends_all_and_is_named(site: Newcomer) -> None:
    served = serve(site, free_port())
    worker = next(pid for pid, words in sorted(processes_of(site).items()) if " worker " in words)
    os.kill(worker, signal.SIGKILL)
    said, _ = served.communicate(timeout=60)
    assert served.returncode == 1
    assert "The worker ended by itself (signal SIGKILL)" in said
    assert processes_of(site) == {}


@pytest.mark.long
def test_even_a_killed_one_leaves_nothing(site: Newcomer) -> None:
    serve(site, free_port()).kill()
    wait_until(lambda: processes_of(site) == {}, patience=40)


def test_a_port_in_use_is_one_line(newcomer: Newcomer) -> None:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        port = line.getsockname()[1]
        done = newcomer.run(str(PROJECT / "manage.py"), "serve", "--port", str(port))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"CommandError: Port {port} at 127.0.0.1 cannot be used")
    assert done.stderr.count("\n") == 1


@pytest.mark.django_db
def test_a_database_of_a_newer_version_is_refused() -> None:
    assert steps.unknown_migrations() == []
    rows = MigrationRecorder.Migration.objects
    rows.create(app="an_app_that_was_removed", name="0001_initial")
    assert steps.unknown_migrations() == []
    rows.create(app="feedback", name="9999_from_the_future")
    assert steps.unknown_migrations() == ["feedback.9999_from_the_future"]
    with pytest.raises(LocalProblem, match=r"newer version of Commonbeat \(it knows feedback\.9999_from_the_future"):
        steps.bring_tables_up_to_date()
