"""The commands of set-up: who may, what changes with them, and what is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from policing import access
from policing.accounts.models import User
from policing.areas import services
from policing.areas.gazetteer import Entry, find_places, load_places, save_place
from policing.areas.geometry import as_it_is, usable
from policing.areas.models import Agency, Area, Place
from policing.clocks.models import Clock
from policing.errors import BadInput, Denied, Unseen, WrongState
from policing.events.models import Event
from tests.areas.conftest import square
from tests.people import Cast, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db


def save(actor: Any, code: str, **more: Any) -> services.Saved:
    return services.save_area(actor=actor, **{"code": code, "name": code.title(), "level": "beat", **more})


def told(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name).order_by("id"))


@pytest.mark.command("areas.area.save")
def test_saving_adds_then_changes_then_does_nothing(cast: Cast) -> None:
    assert save(cast.administrator, "east", parent="city").outcome == "loaded"
    assert save(cast.administrator, "east", name="East End").outcome == "updated"
    assert save(cast.administrator, "east", name="East End").outcome == "unchanged"
    area = Area.objects.get(code="east")
    assert (area.name, area.key, area.path, area.parent) == ("East End", "east end", "city/east/", cast.city)
    assert [event.actor for event in told("areas.area.loaded")] == [cast.administrator.pseudonym]
    assert [event.payload["fields"] for event in told("areas.area.changed")] == [["name"]]


@pytest.mark.command("areas.area.save")
def test_everybody_else_may_look_but_not_set_up(cast: Cast) -> None:
    for name, who in cast:
        if name == "administrator":
            continue
        for act in (
            lambda who=who: save(who, "north", name="Taken"),
            lambda who=who: save(who, "new"),
            lambda who=who: services.retire_area(actor=who, code="north"),
            lambda who=who: services.restore_area(actor=who, code="north"),
            lambda who=who: services.change_agency(actor=who, fields={"name": "Taken"}),
            lambda who=who: save_place(actor=who, entry=Entry("Place", "street", 0, 0)),
            lambda who=who: load_places(actor=who, entries=[]),
        ):
            with pytest.raises(Denied):
                act()
    assert not Event.objects.exists()
    assert Area.objects.get(code="north").name == "Northgate"


@pytest.mark.command("areas.area.save")
def test_scoped_set_up_stays_in_its_scope(cast: Cast) -> None:
    local = UserFactory()
    RoleGrantFactory(user=local, role="administrator", area=cast.north)
    assert save(local, "inner", parent="north").area.path == "city/north/inner/"
    for code, parent in [
        ("outer", "south"),
        ("outer", "city"),
        ("outer", None),
        ("south", None),
        ("inner", "south"),
        ("inner", ""),
    ]:
        with pytest.raises(Denied):
            save(local, code, parent=parent)


@pytest.mark.command("areas.area.save")
def test_moving_carries_every_path_inside_and_the_grants_that_lie_there(cast: Cast) -> None:
    save(None, "inner", parent="north")
    assert not access.can(cast.other_officer, "view", _report_in("city/north/inner/"))
    save(None, "north", name="Northgate", parent="south")
    assert Area.objects.get(code="north").path == "city/south/north/"
    assert Area.objects.get(code="inner").path == "city/south/north/inner/"
    [event] = told("areas.area.moved")
    assert event.payload == {"old_path": "city/north/", "new_path": "city/south/north/"}
    save(None, "north", name="Northgate", parent="")
    assert Area.objects.get(code="inner").path == "north/inner/"


def _report_in(path: str) -> Any:
    return Clock(area_path=path, team_id=None)


@pytest.mark.command("areas.area.save")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "Big Letters"}, "code"),
        ({"code": "", "name": "X"}, "code"),
        ({"code": "a/b"}, "code"),
        ({"code": "x" * 61}, "code"),
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"parent": "nowhere"}, "parent"),
        ({"code": "city", "parent": "city"}, "parent"),
        ({"code": "city", "parent": "north"}, "parent"),
    ],
)
def test_odd_input_is_refused(cast: Cast, given: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        save(None, **{"code": "new", **given})
    assert list(caught.value.fields) == [field]


@pytest.mark.command("areas.area.retire")
@pytest.mark.command("areas.area.restore")
def test_retiring_and_restoring_tell_once_and_twice_is_refused(cast: Cast) -> None:
    services.retire_area(actor=cast.administrator, code="north")
    with pytest.raises(WrongState):
        services.retire_area(actor=cast.administrator, code="north")
    assert not Area.objects.get(code="north").is_active
    services.restore_area(actor=cast.administrator, code="north")
    with pytest.raises(WrongState):
        services.restore_area(actor=cast.administrator, code="north")
    assert [len(told("areas.area.retired")), len(told("areas.area.restored"))] == [1, 1]
    with pytest.raises(Unseen):
        services.retire_area(actor=cast.administrator, code="nowhere")


@pytest.mark.command("areas.area.retire")
def test_an_area_that_holds_others_in_use_is_not_retired(cast: Cast) -> None:
    with pytest.raises(WrongState):
        services.retire_area(actor=None, code="city")
    services.retire_area(actor=None, code="north")
    services.retire_area(actor=None, code="south")
    services.retire_area(actor=None, code="city")
    assert not Area.objects.in_use().exists()


@pytest.mark.command("areas.agency.change")
def test_changing_the_agency_tells_which_settings(cast: Cast) -> None:
    services.change_agency(actor=cast.administrator, fields={"name": "Beat", "zone": "America/Toronto"})
    services.change_agency(actor=cast.administrator, fields={"name": "Beat"})
    assert (Agency.current().name, Agency.current().zone) == ("Beat", "America/Toronto")
    assert [event.payload["fields"] for event in told("areas.agency.changed")] == [["name", "zone"]]


@pytest.mark.command("areas.place.save")
def test_a_place_lies_in_the_area_that_holds_it_and_is_one(cast: Cast) -> None:
    save(None, "north", name="Northgate", shape=usable(square(0, 0), as_it_is))
    first = save_place(actor=cast.administrator, entry=Entry("Long  Lane", "street", 0.5, 0.5))
    assert first.area == cast.north
    assert save_place(actor=cast.administrator, entry=Entry("long lane", "street", 0.5, 0.5)).pk == first.pk
    moved = save_place(actor=cast.administrator, entry=Entry("Long Lane", "street", 5, 5), place_id=first.pk)
    assert (moved.pk, moved.area, Place.objects.count()) == (first.pk, None, 1)
    assert len(told("areas.place.saved")) == 3


def test_places_are_found_by_the_start_of_a_name_before_the_middle() -> None:
    names = ["Église", "Old Church Road", "Church Lane", "Market"]
    load_places(actor=None, entries=[Entry(name, "street", 1, 1) for name in names])
    assert [place.name for place in find_places("church")] == ["Church Lane", "Old Church Road"]
    assert [place.name for place in find_places("EGLISE")] == ["Église"]
    assert find_places("  ") == []
    assert find_places("%") == []


@pytest.mark.command("areas.gazetteer.load")
def test_import_places_loads_the_good_lines_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "places.csv"
    path.write_text(
        "kind,name,lat,lon\nstreet,A,1,2\nroad,B,1,2\nstreet,,1,2\nplace,C,91,2\nplace,D,x,2\nstreet,E\nplace,F,1,2\n"
    )
    call_command("import_places", str(path), "--json")
    call_command("import_places", str(path), "--json")
    lines = capsys.readouterr().out.splitlines()
    counts = [line for line in lines if line.startswith("{")]
    assert counts == [
        '{"read": 7, "loaded": 2, "unchanged": 0, "refused": 5}',
        '{"read": 7, "loaded": 0, "unchanged": 2, "refused": 5}',
    ]
    assert [line.split(":")[1] for line in lines[:5]] == [" line 3", " line 4", " line 5", " line 6", " line 7"]
    assert len(told("areas.gazetteer.loaded")) == 1


def test_a_gazetteer_without_its_columns_gives_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("name,lat\nA,1\n")
    with pytest.raises(CommandError, match="lacks the column kind, lon"):
        call_command("import_places", str(path))


def test_saving_an_area_costs_the_same_however_many_there_are(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        save(None, f"area-{number}")
    with django_assert_max_num_queries(10):
        save(None, "one-more")


def test_the_operator_at_the_command_line_is_the_system(cast: Cast) -> None:
    save(None, "new")
    [event] = told("areas.area.loaded")
    assert (event.actor_kind, event.actor) == ("system", None)
    assert User.objects.exists()
