"""Alive and ready: the right part is named when one of the real servers is gone or something waits too long."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from policing.celery import app
from policing.events.models import Dispatch, Event
from policing.events.testing import drain
from policing.site import health
from tests.feedback.tools import send
from tests.house.stage import forget_all
from tests.people import Cast


def ready() -> tuple[int, dict[str, Any]]:
    answer = Client(raise_request_exception=False).get("/readyz")
    return answer.status_code, answer.json()


@contextmanager
def old_rows() -> Iterator[None]:
    """Let rows be changed that nothing may change, to make them old."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = origin")


def by_a_process_without_a_database(path: str) -> Any:
    """Ask from a thread whose own connection finds nobody, as a process does that starts while the database is away."""
    found: list[Any] = []

    def ask() -> None:
        connections["default"].settings_dict = {**connections["default"].settings_dict, "HOST": "/nowhere", "PORT": ""}
        found.append(Client(raise_request_exception=False).get(path))
        connections["default"].close()

    forget_all()
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    return found[0]


def test_all_is_well(cast: Cast) -> None:
    send()
    drain()
    status, body = ready()
    assert (status, body["ready"]) == (200, True)
    assert set(body) == {"ready", "database", "broker", "dispatch", "seal"}
    assert Client().get("/livez").content == b"live\n"


def test_a_process_without_a_database_lives_and_is_not_ready(db: None) -> None:
    assert by_a_process_without_a_database("/livez").status_code == 200
    answer = by_a_process_without_a_database("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == {"ok": False, "error": "OperationalError"}
    assert answer.json()["broker"]["ok"] is True


def test_without_a_broker_it_is_not_ready_and_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(app.conf, "broker_url", f"redis+socket://{tmp_path}/nobody.sock")
    status, body = ready()
    assert status == 503
    assert body["broker"]["ok"] is False
    assert body["database"]["ok"] is True
    assert Client().get("/livez").status_code == 200


@pytest.mark.parametrize(("part", "waits"), [("dispatch", {"state": "waiting", "sealed": True}), ("seal", {"state": "done"})])
def test_what_waits_too_long_is_named(cast: Cast, part: str, waits: dict[str, Any]) -> None:
    send()
    with old_rows():
        for event in Event.objects.all():
            Event.objects.filter(pk=event.pk).update(recorded_at=event.recorded_at - timedelta(minutes=6))
    Dispatch.objects.update(**waits)
    status, body = ready()
    assert status == 503
    assert [name for name in health.PROBES if not body[name]["ok"]] == [part]
    assert body[part]["oldest_seconds"] >= health.LATE_SECONDS


def test_what_waits_a_little_is_no_matter(cast: Cast) -> None:
    send()
    assert ready()[0] == 200


def test_health_says_nothing_of_anybody_and_is_not_kept(cast: Cast) -> None:
    answer = Client().get("/readyz")
    assert "no-store" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    text = answer.content.decode()
    assert cast.officer.email not in text
    assert "sock" not in text, "no address of a server"


def test_a_watching_machine_may_call_the_site_by_any_name_and_without_a_safe_line(db: None, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/livez", headers={"host": "10.0.0.7"}).status_code == 200
    assert Client().post("/livez").status_code == 405
