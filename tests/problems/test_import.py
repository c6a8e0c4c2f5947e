"""Incidents come in: good rows load, bad ones are named, again doubles nothing, and an import is paused, goes on and is undone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from policing.areas.models import Area
from policing.errors import BadInput, Denied, Unseen, WrongState
from policing.events.models import Event
from problems.importing import running
from problems.models import CellCount, HourCount, Incident, IncidentImport, IncidentSource, MonthCount
from problems.services import import_runs, imports
from tests.areas.conftest import square
from tests.people import Cast
from tests.problems.conftest import shared

Write = Callable[..., Path]
pytestmark = pytest.mark.django_db
HEAD = "kind,when,hour,lat,lon,no"
MAPS = ["category=kind", "occurred=when", "hour=hour", "lat=lat", "lon=lon"]
OPTIONS: dict[str, str] = {}


def load(path: Path, *maps: str, source: str = "Records", **options: str) -> dict[str, int]:
    """Load a file by the command line's command; give its counts."""
    said = io.StringIO()
    words = [f"--map={one}" for one in maps] + [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    call_command("import_incidents", str(path), "--source", source, "--json", *words, stdout=said)
    found: dict[str, int] = json.loads(said.getvalue().splitlines()[-1])
    return found


def begin(path: Path, actor: Any = None) -> IncidentImport:
    return imports.start(source="Records", maps=MAPS, options=OPTIONS, actor=actor, stored=str(path))


@pytest.fixture
def north(cast: Cast) -> Area:
    Area.objects.filter(pk=cast.north.pk).update(boundary=square(0, 0))
    return cast.north


def test_good_rows_load_and_bad_ones_go_to_a_file_with_line_and_reason(write: Write, north: Area, tmp_path: Path) -> None:
    path = write(
        HEAD, "Theft,2024-01-02,7,0.5,0.5,1", "Theft,when?,7,0.5,0.5,2", "Noise,2024-02-03,22,0,0,3", "Noise,2024-02-04,,5,5,4",
        "Noise,2024-02-04,1,95,5,5", "Theft,2024-01-02",
    )  # fmt: skip
    assert load(path, *MAPS) == {"read": 6, "loaded": 3, "unchanged": 0, "withheld": 1, "outside": 1, "bad": 3}
    lines = list(csv.reader((tmp_path / "records.csv.bad.csv").read_text(encoding="utf-8").splitlines()))
    assert [line for line, _reason in lines] == ["line", "3", "6", "7"]
    assert "no place on Earth" in lines[2][1]
    theft = Incident.objects.get(category="Theft")
    assert (theft.area_id, theft.area_path, theft.hour, bool(theft.cell)) == (north.pk, north.path, 7, True)
    assert set(Incident.objects.exclude(pk=theft.pk).values_list("area_id", flat=True)) == {None}


def test_the_same_file_again_doubles_nothing_though_rows_are_alike(write: Write, north: Area) -> None:
    path = write(HEAD, *["Theft,2024-01-02,7,0.5,0.5,"] * 3, "Noise,2024-01-02,7,0.5,0.5,")
    assert load(path, *MAPS)["loaded"] == 4
    assert load(path) == {"read": 4, "loaded": 0, "unchanged": 4, "withheld": 0, "outside": 0, "bad": 0}
    assert load(write(HEAD, *["Theft,2024-01-02,7,0.5,0.5,"] * 4))["loaded"] == 1
    assert Incident.objects.count() == 5


def test_a_stated_id_brings_a_row_up_to_date_and_refuses_a_second_meaning(write: Write, north: Area) -> None:
    maps = [*MAPS, "id=no"]
    assert load(write(HEAD, "Theft,2024-01-02,7,0.5,0.5,17"), *maps)["loaded"] == 1
    again = load(
        write(HEAD, "Burglary,2024-01-02,7,0.5,0.5,17", "Burglary,2024-01-02,7,0.5,0.5,17", "Noise,2024-01-02,7,0.5,0.5,17")
    )
    assert (again["loaded"], again["unchanged"], again["bad"]) == (1, 1, 1)
    assert Incident.objects.get().category == "Burglary"


def test_counts_are_made_beforehand(write: Write, north: Area) -> None:
    load(write(HEAD, *["Theft,2024-01-02,7,0.5,0.5,"] * 3, "Theft,2024-02-02,,0.5,0.5,"), *MAPS)
    assert list(MonthCount.objects.order_by("month").values_list("number", flat=True)) == [3, 1]
    assert list(HourCount.objects.values_list("weekday", "hour", "number")) == [(1, 7, 3)]
    assert list(CellCount.objects.values_list("number", flat=True)) == [4]


@pytest.mark.command("problems.import.start")
def test_one_file_of_a_source_at_a_time_and_only_by_those_who_may(write: Write, cast: Cast) -> None:
    path = write(HEAD)
    for who in (cast.officer, cast.resident, cast.analyst):
        with pytest.raises((Denied, Unseen)):
            begin(path, who)
    assert not IncidentImport.objects.exists()
    row = begin(path, cast.administrator)
    with pytest.raises(BadInput) as refused:
        begin(path, cast.administrator)
    assert "source" in refused.value.fields
    assert Event.objects.filter(name="problems.import.started", subject_id=row.pk).count() == 1
    assert IncidentSource.objects.get().mapping["category"] == "kind"


@pytest.mark.command("problems.import.pause")
@pytest.mark.command("problems.import.resume")
def test_it_is_paused_and_goes_on_where_it_stopped(
    write: Write, north: Area, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    path = write(HEAD, *(f"Theft,2024-01-{1 + number % 28:02},7,0.5,0.5,{number}" for number in range(35)))
    row = begin(path, cast.administrator)
    import_runs.run(
        row.pk, path=path, progress=lambda at: imports.pause(row.pk, actor=cast.administrator) if at.done == 20 else None
    )
    held = IncidentImport.objects.get(pk=row.pk)
    assert (held.state, held.done, Incident.objects.count(), sum(MonthCount.objects.values_list("number", flat=True))) == (
        "paused",
        20,
        20,
        20,
    )
    with pytest.raises(Unseen):
        imports.resume(row.pk, actor=cast.officer)
    imports.resume(row.pk, actor=cast.administrator)
    held = import_runs.run(row.pk, path=path)
    assert (held.state, held.counts["read"], held.counts["loaded"], Incident.objects.count()) == ("finished", 35, 35, 35)
    with pytest.raises(WrongState):
        imports.pause(row.pk, actor=cast.administrator)
    assert import_runs.run(row.pk, path=path).counts["loaded"] == 35, "run again, it does nothing"


@pytest.mark.command("problems.import.undo")
def test_an_import_is_undone_as_a_whole_and_an_earlier_one_stays(write: Write, north: Area, cast: Cast) -> None:
    load(write(HEAD, "Theft,2024-01-02,7,0.5,0.5,1"), *MAPS)
    load(write(HEAD, "Theft,2024-01-02,7,0.5,0.5,1", "Noise,2024-01-02,7,0.5,0.5,2"))
    last = IncidentImport.objects.order_by("-pk").first()
    with pytest.raises(Unseen):
        imports.undo(last.pk, actor=cast.supervisor)
    imports.undo(last.pk, actor=cast.administrator)
    assert list(Incident.objects.values_list("category", flat=True)) == ["Theft"]
    assert list(MonthCount.objects.values_list("category", "number")) == [("Theft", 1)]
    with pytest.raises(WrongState):
        imports.undo(last.pk, actor=cast.administrator)


def test_a_file_that_cannot_be_used_ends_with_its_reason(write: Write, cast: Cast) -> None:
    with pytest.raises(CommandError, match="no column “kind”"):
        load(write("sort,when", "a,b"), *MAPS[:2])
    row = IncidentImport.objects.get()
    assert (row.state, Incident.objects.count()) == ("failed", 0)
    with pytest.raises(CommandError, match="No column is named"):
        load(write("sort,when", "a,b"), source="Another")


TORONTO = ["category=MCI", "occurred=occurrencedate", "hour=occurrencehour", "lat=Lat", "lon=Long", "area=Neighbourhood"]
VANCOUVER = ["category=TYPE", "occurred=YEAR+MONTH+DAY", "hour=HOUR", "x=X", "y=Y", "area=NEIGHBOURHOOD"]


def test_toronto_loads_whole(cast: Cast) -> None:
    path = shared("toronto/toronto_mci_2018_2019.csv.gz")
    call_command("import_areas", str(shared("toronto/toronto_neighbourhoods.geojson")), name_field="name", stdout=io.StringIO())
    found = load(path, *TORONTO, source="Toronto", zone="America/Toronto")
    assert found == {"read": 66_165, "loaded": 66_165, "unchanged": 0, "withheld": 0, "outside": 161, "bad": 0}
    assert load(path, source="Toronto")["unchanged"] == 66_165
    stated = Incident.objects.exclude(area=None).select_related("area").values_list("stated_area", "area__name")
    same = sum(one == other for one, other in stated.iterator())
    assert 0.8 < same / 66_165 < 0.87, "both names are kept, and the boundary wins"


def test_vancouver_loads_in_metres_with_its_withheld_places(cast: Cast) -> None:
    path = shared("vancouver/vancouver_crimes_2020.zip")
    found = load(path, *VANCOUVER, source="Vancouver", zone="America/Vancouver", crs="EPSG:32610")
    assert (found["read"], found["loaded"], found["withheld"], found["bad"]) == (37_512, 37_512, 3_750, 0)
    assert Incident.objects.filter(copy__gt=1).exists(), "identical rows are real"


@pytest.mark.parametrize(("kind", "count"), [("burglary", 1_795), ("robbery", 555)])
def test_nottingham_keeps_identical_rows_and_knows_only_months(cast: Cast, kind: str, count: int) -> None:
    path = shared(f"nottingham/nottingham_{kind}.csv.gz")
    maps = [f"category=={kind}", "occurred=month", "lat=latitude", "lon=longitude"]
    assert load(path, *maps, source=kind, precision="month")["loaded"] == count
    assert set(Incident.objects.values_list("precision", "hour")) == {("month", None)}
