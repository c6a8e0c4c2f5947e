"""Set-up of the Agency, areas and the gazetteer in the admin goes through the commands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from policing.areas.models import Agency, Area, Place
from policing.events.models import Event
from tests.areas.conftest import square
from tests.people import AreaFactory, Cast

pytestmark = pytest.mark.django_db


def area_form(**more: Any) -> dict[str, Any]:
    return {"name": "East", "level": "beat", "parent": "", "about": "", "population": "", "boundary": "", **more}


@pytest.mark.parametrize("model", ["agency", "area", "place"])
def test_only_the_administrator_comes_in(client: Client, cast: Cast, model: str) -> None:
    for role, who in cast:
        client.logout()
        if role not in {"anonymous", "deactivated"}:
            client.force_login(who)
        assert (client.get(reverse(f"admin:areas_{model}_changelist")).status_code == 200) == (role == "administrator"), role


@pytest.mark.command("areas.area.save")
def test_an_area_is_added_changed_and_moved_by_the_command(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    boundary = json.dumps(square(0, 0))
    added = client.post(reverse("admin:areas_area_add"), area_form(code="east", parent=cast.city.pk, boundary=boundary))
    assert added.status_code == 302
    area = Area.objects.get(code="east")
    assert (area.path, area.boundary["type"]) == ("city/east/", "MultiPolygon")
    address = reverse("admin:areas_area_change", args=[area.pk])
    assert client.get(address).status_code == 200
    assert (
        client.post(address, area_form(name="East End", parent=cast.north.pk, boundary=boundary, code="other")).status_code == 302
    )
    area.refresh_from_db()
    assert (area.name, area.path, area.code) == ("East End", "city/north/east/", "east")
    names = Event.objects.filter(name__startswith="areas.").order_by("id").values_list("name", flat=True)
    assert list(names) == ["areas.area.loaded", "areas.area.moved", "areas.area.changed"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"code": "Big Letters"}, "slug"),
        ({"code": "Big"}, "small letters"),
        ({"code": "ok", "boundary": '{"type": "Point", "coordinates": [0, 0]}'}, "not a polygon"),
        ({"code": "ok", "boundary": "{"}, "JSON"),
    ],
)
def test_odd_input_comes_back_with_words(client: Client, cast: Cast, given: dict[str, Any], words: str) -> None:
    client.force_login(cast.administrator)
    response = client.post(reverse("admin:areas_area_add"), area_form(**given))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert Area.objects.count() == 3


def test_an_area_is_never_put_inside_itself(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    address = reverse("admin:areas_area_change", args=[cast.city.pk])
    assert b"cannot lie inside itself" in client.post(address, area_form(name="Merrowby", parent=cast.north.pk)).content


@pytest.mark.command("areas.area.retire")
@pytest.mark.command("areas.area.restore")
def test_the_actions_retire_and_restore(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    address = reverse("admin:areas_area_changelist")
    chosen = {"_selected_action": [str(cast.city.pk), str(cast.north.pk)]}
    response = client.post(address, {"action": "retire", **chosen}, follow=True)
    assert b"Merrowby: Areas inside this one are still in use" in response.content
    assert set(Area.objects.in_use().values_list("code", flat=True)) == {"city", "south"}
    client.post(address, {"action": "restore", **chosen})
    assert Area.objects.in_use().count() == 3
    assert client.post(reverse("admin:areas_area_delete", args=[cast.north.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.command("areas.agency.change")
def test_the_agency_is_one_and_changed_by_the_command(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    Agency.objects.create(pk=1, name="Old", place_name="Town")
    Agency.forget()
    assert client.get(reverse("admin:areas_agency_add")).status_code == 403
    address = reverse("admin:areas_agency_change", args=[1])
    form = client.get(address).context["adminform"].form
    given = {name: form.initial.get(name) for name in form.fields if form.initial.get(name) not in (None, "")}
    given |= {"name": "New", "languages": "en-gb,es", "working_days": "0,1,2", "emergency_words": "{}"}
    assert b"Europe/London" in client.post(address, {**given, "zone": "Nowhere/Here"}).content
    assert client.post(address, given).status_code == 302
    agency = Agency.objects.get()
    assert (agency.name, agency.languages, agency.working_days) == ("New", ["en-gb", "es"], [0, 1, 2])
    assert Event.objects.get(name="areas.agency.changed").payload == {"fields": ["languages", "name", "working_days"]}


@pytest.mark.command("areas.place.save")
def test_a_place_is_added_changed_and_removed(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    given = {"name": "Long Lane", "kind": "street", "lat": "1", "lon": "2"}
    assert client.post(reverse("admin:areas_place_add"), given).status_code == 302
    place = Place.objects.get()
    address = reverse("admin:areas_place_change", args=[place.pk])
    assert client.post(address, {**given, "lat": "1.5"}).status_code == 302
    assert [(row.pk, row.lat) for row in Place.objects.all()] == [(place.pk, 1.5)]
    assert client.post(reverse("admin:areas_place_delete", args=[place.pk]), {"post": "yes"}).status_code == 302
    assert not Place.objects.exists()


@pytest.mark.parametrize("model", ["area", "place"])
def test_a_list_costs_the_same_at_any_size(client: Client, cast: Cast, model: str, django_assert_max_num_queries: Any) -> None:
    client.force_login(cast.administrator)
    for number in range(30):
        area = AreaFactory(code=f"beat-{number}", parent=cast.north)
        Place.objects.create(name=f"Lane {number}", key=f"lane {number}", lat=1, lon=1, area=area)
    with django_assert_max_num_queries(9):
        client.get(reverse(f"admin:areas_{model}_changelist"))
