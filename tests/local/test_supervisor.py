"""Children of one foreground command: watched, logged within bounds, and none left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from policing.local import processes, supervisor
from policing.local.supervisor import Child, ChildEnded, Supervisor
from tests.local.waiting import wait_until

pytestmark = pytest.mark.process
STAY = Child("web", ("tests.local.child", "stay"))


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    monkeypatch.setattr(supervisor, "GRACE", 0.5)
    made = Supervisor(tmp_path, dict(os.environ), ())
    yield made
    made.stop()


def test_a_child_that_ends_is_named_with_its_log(watched: Supervisor, tmp_path: Path) -> None:
    watched.start(STAY, Child("worker", ("tests.local.child", "end")))
    with pytest.raises(ChildEnded, match=r"The worker ended by itself \(exit code 3\): see .*worker\.log"):
        watched.watch(lambda: False, patience=20)
    wait_until(lambda: (tmp_path / "worker.log").read_text() == "that was it\n")


def test_it_waits_until_ready_and_no_longer_than_patience(watched: Supervisor) -> None:
    watched.start(STAY)
    assert watched.watch(lambda: True, patience=20) is True
    with pytest.raises(TimeoutError):
        watched.watch(lambda: False, patience=0.1)
    watched.stopping.set()
    assert watched.watch(lambda: True, patience=20) is False


def test_a_stubborn_child_and_its_own_children_are_ended(watched: Supervisor, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    watched.start(Child("worker", ("tests.local.child", "stubborn")))
    wait_until(lambda: log.exists() and log.read_text().strip().isdigit())
    grandchild = int(log.read_text())
    assert processes.is_running(grandchild)
    watched.stop()
    wait_until(lambda: not processes.is_running(grandchild))


def test_logs_have_a_bound(watched: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LOG_BYTES", 100_000)
    watched.start(Child("web", ("tests.local.child", "talk")))
    wait_until(lambda: "19999" in (tmp_path / "web.log").read_text() if (tmp_path / "web.log").exists() else False)
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(sizes) == {"web.log", "web.log.1"}
    assert max(sizes.values()) <= 100_000
