"""The record can be added to, and nothing else: not by Django, not by plain SQL."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from policing.events import sealer
from policing.events.models import Event, EventSeal
from policing.events.testing import NOW
from tests.events.conftest import Emit

TABLES = ["events_event", "events_eventseal"]


@pytest.fixture
def sealed(happen: Emit) -> Event:
    """Give an event that is sealed."""
    event = happen()
    assert sealer.seal(grace=NOW) == 1
    connection.check_constraints()
    return event


def _refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", TABLES)
def test_rows_cannot_be_deleted(sealed: Event, table: str) -> None:
    _refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
def test_tables_cannot_be_truncated(sealed: Event, table: str) -> None:
    _refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE events_event SET name = 'a.b'", "UPDATE events_event SET at = now()", "UPDATE events_eventseal SET hash = ''"],
)
def test_rows_cannot_be_changed(sealed: Event, statement: str) -> None:
    _refused(statement)


def test_django_cannot_change_them_either(sealed: Event) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.update(name="a.b")
    with pytest.raises(DatabaseError), transaction.atomic():
        EventSeal.objects.all()._raw_delete("default")
    assert Event.objects.get().name == "tests.thing.happened"
    assert EventSeal.objects.count() == 1
