"""Undone, everything is as it was before an import, whatever came of rows that several files hold; and nothing is left hanging."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from policing.errors import WrongState
from problems.importing import running
from problems.models import Incident, IncidentImport, MonthCount, Replaced
from problems.services import import_runs, imports
from tests.people import Cast
from tests.problems.test_import import HEAD, MAPS, load

Write = Callable[..., Path]
pytestmark = pytest.mark.django_db
ONE, TWO = "Theft,2024-01-02,7,0.5,0.5,1", "Noise,2024-01-02,7,0.5,0.5,2"
WITH_ID = [*MAPS, "id=no"]


def last() -> IncidentImport:
    return IncidentImport.objects.order_by("-pk")[0]


def undo(row: IncidentImport, cast: Cast) -> IncidentImport:
    return imports.undo(row.pk, actor=cast.administrator)


def test_what_an_import_brought_up_to_date_stands_as_before(write: Write, cast: Cast) -> None:
    load(write(HEAD, ONE), *WITH_ID)
    before = Incident.objects.values().get()
    load(write(HEAD, ONE.replace("Theft", "Robbery"), TWO))
    assert set(Incident.objects.values_list("category", flat=True)) == {"Robbery", "Noise"}
    undo(last(), cast)
    assert Incident.objects.values().get() == before
    assert list(MonthCount.objects.values_list("category", "number")) == [("Theft", 1)]
    assert not Replaced.objects.exists()


@pytest.mark.parametrize("second", [ONE, ONE.replace("Theft", "Robbery")])
def test_an_earlier_import_cannot_be_undone_under_a_later_one_that_holds_its_rows(write: Write, cast: Cast, second: str) -> None:
    load(write(HEAD, ONE, TWO), *WITH_ID)
    first = last()
    load(write(HEAD, second))
    with pytest.raises(WrongState, match="holds 1 of the same rows"):
        undo(first, cast)
    undo(last(), cast)
    undo(first, cast)
    assert not Incident.objects.exists()


def test_imports_that_share_no_row_are_undone_in_any_order(write: Write, cast: Cast) -> None:
    load(write(HEAD, ONE), *WITH_ID)
    first = last()
    load(write(HEAD, TWO))
    undo(first, cast)
    assert Incident.objects.get().category == "Noise"


def test_one_that_is_being_loaded_is_undone_and_stays_so(write: Write, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    path = write(HEAD, *(f"Theft,2024-01-{1 + number % 28:02},7,0.5,0.5,{number}" for number in range(35)))
    row = imports.start(source="Records", maps=MAPS, options={}, actor=cast.administrator, stored=str(path))
    held = import_runs.run(row.pk, path=path, progress=lambda at: undo(at, cast) and None if at.done == 20 else None)
    assert (held.state, Incident.objects.count(), MonthCount.objects.count()) == ("undone", 0, 0)
    assert import_runs.run(row.pk, path=path).state == "undone"


def test_a_command_that_was_killed_does_not_stop_the_next(write: Write, cast: Cast) -> None:
    path = write(HEAD, ONE)
    dead = imports.start(source="Records", maps=MAPS, options={}, actor=None)
    IncidentImport.objects.filter(pk=dead.pk).update(state="running")
    assert load(path, *MAPS)["loaded"] == 1
    dead.refresh_from_db()
    assert (dead.state, dead.failure) == ("failed", "It was stopped before its end.")


def test_the_table_of_incidents_can_be_sorted_by_day_through_an_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'incident_newest'")
        assert "(day, id)" in cursor.fetchone()[0]
