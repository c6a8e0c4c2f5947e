"""The set-up of incidents and techniques in the admin: what an import could not use is refused there, and cases are not there at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from problems.models import Case, IncidentSource, Member, Part, Remark, SheetEntry, Told
from tests.feedback.tools import client_of, text
from tests.people import Cast

pytestmark = pytest.mark.django_db
GOOD = {"category": "KIND", "occurred": "DATE", "lat": "LAT", "lon": "LON", "zone": "Europe/London"}


def save(cast: Cast, mapping: Any) -> Any:
    given = {"code": "records", "name": "Records", "mapping": json.dumps(mapping), "is_active": "on"}
    return client_of(cast.administrator).post(reverse("admin:problems_incidentsource_add"), given)


@pytest.mark.parametrize("mapping", [GOOD, {}])
def test_a_mapping_that_can_be_used_is_kept(cast: Cast, mapping: dict[str, str]) -> None:
    assert save(cast, mapping).status_code == 302
    assert IncidentSource.objects.get().mapping == mapping


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (["KIND"], "in pairs"),
        ("KIND", "in pairs"),
        ({"occurred": "DATE"}, "the kind of incident"),
        ({**GOOD, "lat": ""}, "two columns"),
        ({**GOOD, "zone": "Europe/Merrowby"}, "no time zone"),
    ],
)
def test_a_mapping_that_no_import_could_use_is_refused_in_words(cast: Cast, mapping: Any, said: str) -> None:
    answer = save(cast, mapping)
    assert answer.status_code == 200
    assert said in text(answer)
    assert not IncidentSource.objects.exists()


def test_the_rooms_of_cases_are_closed_to_the_admin() -> None:
    rooms = {Case, Member, Remark, SheetEntry, Told, *Part.__subclasses__()}
    assert not rooms & set(admin.site._registry)


@pytest.mark.parametrize("model", ["technique", "incidentsource", "incidentimport"])
def test_what_is_set_up_can_be_searched_by_who_sets_up_and_by_nobody_else(cast: Cast, model: str) -> None:
    url = reverse(f"admin:problems_{model}_changelist")
    assert client_of(cast.administrator).get(url, {"q": "light"}).status_code == 200
    assert 'name="q"' in client_of(cast.administrator).get(url).content.decode()
    assert client_of(cast.supervisor).get(url).status_code == 302
