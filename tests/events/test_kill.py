"""A real worker is killed amid a hundred deliveries and the broker comes back empty: nothing is lost, next to nothing doubled."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from celery import Celery
from django.db import connection, transaction

from policing.events import kicking
from policing.events.kicking import Kicker
from policing.events.models import Dispatch
from policing.events.services import Actor, emit, kick
from policing.notifications.models import Delivery, Notification
from policing.notifications.rendering import message_id
from tests.events import killing
from tests.events.killing import Broker, Sink, Worker, wait_for
from tests.people import AreaFactory, UserFactory

PEOPLE, EVENTS = 20, 5
ALL = PEOPLE * EVENTS
CHILDREN = 2


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    """Give a broker of the test's own, to which this process's kicks go."""
    made = Broker()
    made.start()
    monkeypatch.setattr(kicking, "app", Celery("kicks", broker=made.url, set_as_current=False))
    monkeypatch.setattr(kicking._Process, "kicker", Kicker())
    yield made
    made.kill()


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Give a mail server."""
    with Sink() as made:
        yield made


@pytest.fixture
def workers() -> Iterator[list[Worker]]:
    """Keep the workers of the test, and let none of them outlive it."""
    made: list[Worker] = []
    yield made
    for worker in made:
        if worker.process.poll() is None:
            worker.kill()


def _database_url() -> str:
    facts = connection.settings_dict
    host, port = facts["HOST"], facts["PORT"]
    name = f"{quote(facts['USER'])}:{quote(facts['PASSWORD'])}@" if facts["PASSWORD"] else f"{quote(facts['USER'])}@"
    if host.startswith("/"):
        return f"postgresql://{name}/{facts['NAME']}?host={quote(host, safe='')}"
    return f"postgresql://{name}{host}:{port or 5432}/{facts['NAME']}"


def _ring() -> None:
    area = AreaFactory()
    for _one in range(PEOPLE):
        UserFactory()
    for _one in range(EVENTS):
        with transaction.atomic():
            emit(killing.RANG.name, subject=area, actor=Actor.system())


def _all_sent() -> bool:
    """Sweep as beat does, and tell whether everything is through."""
    kicking.kicker().mend()
    kick()
    kick("notifications.send_due")
    time.sleep(0.3)
    return Delivery.objects.filter(state="sent").count() == ALL


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_and_an_empty_broker_lose_nothing(
    broker: Broker, sink: Sink, workers: list[Worker], tmp_path: Path
) -> None:
    killing.register()
    log = tmp_path / "worker.log"
    workers.append(Worker(_database_url(), broker, sink, log))
    _ring()
    wait_for(lambda: sum(sink.taken.values()) >= ALL // 3, 90, f"the worker sends nothing: {log.read_text()[-3000:]}")
    workers[0].kill()
    taken = sum(sink.taken.values())
    assert taken < ALL, "killed amid the deliveries"
    broker.kill()
    broker.start()
    assert Delivery.objects.exclude(state="sent").exists()

    workers.append(Worker(_database_url(), broker, sink, log))
    wait_for(_all_sent, 120, f"not everything is sent: {log.read_text()[-3000:]}")

    assert set(Dispatch.objects.values_list("state", flat=True)) == {"done"}
    assert Notification.objects.count() == ALL
    assert Notification.objects.values("event_id", "user_id").distinct().count() == ALL
    expected = {message_id(row): {row.user.email} for row in Delivery.objects.select_related("user")}
    assert sink.recipients == expected, "each message reached its own person, and none is lost"
    doubled = {name: count for name, count in sink.taken.items() if count > 1}
    assert len(doubled) <= CHILDREN, "at most one for each killed process"
    assert set(doubled.values()) <= {2}
