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
    """Every process that was started for this newcomer, by what its environment says."""
    mark, found = f"COMMONBEAT_VAR={newcomer.var}".encode(), {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # it ended while we looked
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
def test_it_serves_refuses_a_second_one_and_leaves_nothing(newcomer: Newcomer) -> None:
    newcomer.extra["COMMONBEAT_TEST"] = "1"  # no demo town, no compressing of files
    port = free_port()
    site = serve(newcomer, port)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=20) as answer:
        assert answer.status == 200
    names = " ".join(processes_of(newcomer).values())
    assert all(name in names for name in ("gunicorn", "celery", "beat", "postgres -D", "valkey-server"))

    second = newcomer.run(str(PROJECT / "manage.py"), "serve", "--port", str(free_port()))
    assert second.returncode == 1
    assert second.stderr == f"CommandError: Commonbeat is already running from this folder: http://127.0.0.1:{port}\n"

    site.send_signal(signal.SIGINT)
    said, _ = site.communicate(timeout=60)
    assert (site.returncode, said.strip()) == (0, "Stopped.")
    assert processes_of(newcomer) == {}

    again = serve(newcomer, port)
    worker = next(pid for pid, words in sorted(processes_of(newcomer).items()) if " worker " in words)
    os.kill(worker, signal.SIGKILL)
    said, _ = again.communicate(timeout=60)
    assert again.returncode == 1
    assert "The worker ended by itself (signal SIGKILL)" in said
    assert processes_of(newcomer) == {}

    killed = serve(newcomer, port)
    killed.kill()
    wait_until(lambda: processes_of(newcomer) == {}, patience=40)


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
