"""The kick: a courtesy that never waits, whatever the broker does; the row in the database is the truth."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from celery import Celery
from django.conf import settings
from django.db import transaction

from policing.areas.models import Area
from policing.celery import app
from policing.events import kicking
from policing.events.kicking import Kicker
from policing.events.models import Dispatch
from policing.events.services import Actor, emit
from tests.events.conftest import HIDDEN
from tests.people import AreaFactory


def _app(broker: str) -> Celery:
    made = Celery("elsewhere", broker=broker, set_as_current=False)
    made.conf.broker_transport_options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, "socket_timeout": 1}
    return made


@pytest.fixture
def swallowed() -> Iterator[int]:
    """Give the port of a broker that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def refused() -> int:
    """Give a port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _use(monkeypatch: pytest.MonkeyPatch, port: int) -> Kicker:
    monkeypatch.setattr(kicking, "app", _app(f"redis://127.0.0.1:{port}/0"))
    kicker = Kicker()
    monkeypatch.setattr(kicking._Process, "kicker", kicker)
    return kicker


def _emit_in(area: Area) -> float:
    begun = time.monotonic()
    with transaction.atomic():
        emit(HIDDEN.name, subject=area, actor=Actor.system())
    return time.monotonic() - begun


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broker", ["swallowed", "refused"])
def test_a_broken_broker_costs_the_request_nothing_and_the_row_waits(
    broker: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    area = AreaFactory()
    kicker = _use(monkeypatch, request.getfixturevalue(broker))
    assert _emit_in(area) < 1.0
    assert _emit_in(area) < 1.0
    assert Dispatch.objects.filter(state="waiting").count() == 2
    assert kicker.settle(60), "the thread gives up by itself"
    assert kicker.closed_until > time.monotonic()
    assert [line.getMessage() for line in caplog.records if line.name == kicking.__name__] == ["events.broker_unreachable"]
    assert not kicker.kick("events.relay"), "the broker is left alone for a while"
    kicker.mend()
    assert kicker.kick("events.relay")
    assert kicker.settle(60)


def test_a_healthy_broker_gets_the_task(monkeypatch: pytest.MonkeyPatch) -> None:
    kicker = Kicker()
    with app.connection_for_write() as connection:
        channel = connection.channel()
        waiting = channel.queue_purge("urgent")
        assert kicker.kick("events.relay")
        assert kicker.settle(10)
        assert channel._size("urgent") == 1, waiting
        channel.queue_purge("urgent")
    assert kicker.closed_until == 0


def test_many_kicks_are_one_task_while_the_broker_is_slow() -> None:
    sent: list[str] = []
    open_gate = threading.Event()

    def slow(task: str) -> None:
        open_gate.wait(10)
        sent.append(task)

    kicker = Kicker(slow)
    for _turn in range(100):
        kicker.kick("events.relay")
        kicker.kick("notifications.send_due")
    open_gate.set()
    assert kicker.settle(10)
    assert 2 <= len(sent) <= 4
    assert set(sent) == {"events.relay", "notifications.send_due"}


def test_a_child_process_has_a_kicker_of_its_own() -> None:
    import os

    kicking.kicker()
    reading, writing = os.pipe()
    parent = kicking.kicker()
    child = os.fork()
    if child == 0:
        fresh = kicking.kicker()
        os.write(writing, b"1" if fresh is not parent and fresh._thread is None else b"0")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 1) == b"1"
