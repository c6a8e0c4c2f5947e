"""A file is brought in on the page: taken in, its columns named beside its first rows, loaded by a worker, undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from policing.areas.models import Area
from policing.errors import BadInput, Denied, Unseen, WrongState
from policing.events.models import Event
from policing.ui.forms import new_token
from problems.models import Incident, IncidentImport, IncidentSource
from problems.services import import_runs, imports
from tests.areas.conftest import square
from tests.feedback.tools import client_of, text
from tests.people import Cast, RoleGrantFactory

pytestmark = pytest.mark.django_db
FILE = b"kind,date,lat,lon\nTheft,2024-01-02,0.5,0.5\nTheft,odd,0.5,0.5\n"
COLUMNS = {"category": "kind", "occurred": "date", "lat": "lat", "lon": "lon"}
MAPS = [f"{name}={column}" for name, column in COLUMNS.items()]


@pytest.fixture(autouse=True)
def _north(cast: Cast) -> None:
    Area.objects.filter(pk=cast.north.pk).update(boundary=square(0, 0))


def take_in(client: Client, content: bytes = FILE, **more: Any) -> Any:
    given = {"name": "Town", "token": new_token()} | more
    return client.post(reverse("problems:import-new"), {"file": SimpleUploadedFile("r.csv", content), **given})


def name_columns(client: Client, row: IncidentImport, **more: str) -> Any:
    return client.post(reverse("problems:import-columns", args=[row.pk]), COLUMNS | more)


def stored(content: bytes = FILE) -> str:
    return default_storage.save("imports/rows-test", SimpleUploadedFile("r.csv", content))


def test_a_file_is_taken_in_its_columns_are_named_and_a_worker_loads_it(cast: Cast) -> None:
    client = client_of(cast.administrator)
    answer = take_in(client)
    row = IncidentImport.objects.get(source__code="town")
    assert answer.headers["Location"] == reverse("problems:import-columns", args=[row.pk])
    assert import_runs.run_waiting() == 0, "nothing is loaded before the columns are named"
    shown = client.get(answer.headers["Location"]).content.decode()
    assert all(f'<option value="{column}" selected>{column}</option>' in shown for column in COLUMNS.values()), "their names tell"
    assert "0.5" in shown
    there = reverse("problems:import-detail", args=[row.pk])
    assert name_columns(client, row).headers["Location"] == there
    assert "Waiting" in text(client.get(there))
    assert import_runs.run_waiting() == 1
    shown = text(client.get(there))
    assert "Finished" in shown
    assert "2 of 2 rows looked at" in shown
    assert "Line 3:" in shown
    renewed = client.get(there, headers={"HX-Request": "true"}).content.decode()
    assert "Line 3:" in renewed, "the page that renews itself ends with what came of it"
    bad = client.get(reverse("problems:import-bad-rows", args=[row.pk]))
    assert b"".join(bad.streaming_content).decode().splitlines()[0] == "line,reason"  # type: ignore[attr-defined]
    assert "Town" in text(client.get(reverse("problems:import-list")))
    assert name_columns(client, row).headers["Location"] == there, "sent twice, it leads to the same page"
    client.post(reverse("problems:import-undo", args=[row.pk]))
    assert not Incident.objects.exists()
    assert client.post(reverse("problems:import-undo", args=[row.pk])).status_code == 409


def test_the_next_file_of_a_source_finds_its_columns_named(cast: Cast) -> None:
    client = client_of(cast.administrator)
    take_in(client)
    name_columns(client, IncidentImport.objects.get(), category="", fixed="Theft", date_format="other", other_format="%Y-%m-%d")
    import_runs.run_waiting()
    assert Incident.objects.get().category == "Theft"
    answer = take_in(client, name="", source="Town")
    shown = client.get(answer.headers["Location"]).content.decode()
    assert 'value="Theft"' in shown
    assert 'value="%Y-%m-%d"' in shown
    assert IncidentSource.objects.count() == 1


def test_a_double_click_takes_the_file_in_once(cast: Cast) -> None:
    client, token = client_of(cast.administrator), new_token()
    take_in(client, token=token)
    again = take_in(client, token=token)
    assert again.status_code == 302
    assert IncidentImport.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\n\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", "not text in UTF-8"),
        (b"MZ\x00\x01\x02 a program\n\x00\x00", "not text in UTF-8"),
        ("kind,date\nVandalismo en Peñón,2024-01-02\n".encode("latin-1") * 3, "not text in UTF-8"),
        ("kind,date\n".encode("utf-16"), "not text in UTF-8"),
        (b"x" * 70_000, "first line is far too long"),
        (b"kind,kind\n", "names the column “kind” twice"),
        (b"PK\x03\x04 no zip", "cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_at_once_and_not_kept(cast: Cast, content: bytes, says: str) -> None:
    token = new_token()
    answer = take_in(client_of(cast.administrator), content, token=token)
    assert answer.status_code == 422
    assert says in text(answer)
    assert not IncidentImport.objects.exists()
    assert not IncidentSource.objects.exists()
    assert not default_storage.exists(f"imports/rows-{token}")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"category": ""}, "Choose the column that holds the kind"),
        ({"occurred": "kind"}, "Not one of the first 2 rows can be used. Line 2: its date, “Theft”, cannot be read"),
        ({"lon": ""}, "A place needs both of its columns"),
        ({"date_format": "other", "other_format": "%d/%d"}, "is not a way to write dates"),
        ({"date_format": "other"}, "Write here how dates are written"),
        ({"zone": "Nowhere"}, "no time zone"),
    ],
)
def test_columns_that_cannot_be_come_back_with_what_was_chosen(cast: Cast, more: dict[str, str], says: str) -> None:
    client = client_of(cast.administrator)
    take_in(client)
    answer = name_columns(client, IncidentImport.objects.get(), **more)
    assert answer.status_code == 422
    assert says in text(answer)
    assert '<option value="lat" selected>' in answer.content.decode()
    assert IncidentImport.objects.get().state == "columns"


def test_places_in_metres_ask_for_their_coordinate_system(cast: Cast) -> None:
    client = client_of(cast.administrator)
    take_in(client, b"kind,date,x,y\nTheft,2024-01-02,491059.5,5459122.4\nTheft,2024-01-02,0,0\n")
    row = IncidentImport.objects.get()
    answer = name_columns(client, row, lat="y", lon="x")
    assert answer.status_code == 422
    assert "These are no latitudes and longitudes" in text(answer)
    assert name_columns(client, row, lat="y", lon="x", crs="EPSG:32610").status_code == 302
    import_runs.run_waiting()
    row.refresh_from_db()
    assert (row.counts["loaded"], row.counts["withheld"], row.counts["outside"]) == (2, 1, 1)


def test_a_file_that_cannot_be_used_after_all_is_named_anew_without_another_upload(cast: Cast) -> None:
    client = client_of(cast.administrator)
    take_in(client)
    row = IncidentImport.objects.get()
    name_columns(client, row, crs="EPSG:9")
    import_runs.run_waiting()
    shown = text(client.get(reverse("problems:import-detail", args=[row.pk])))
    assert "EPSG:9” is not known" in shown
    assert "Name the columns anew" in shown
    name_columns(client, row)
    import_runs.run_waiting()
    row.refresh_from_db()
    assert (row.state, row.counts["loaded"], row.failure) == ("finished", 1, "")


def test_a_page_of_another_site_cannot_bring_anything_in(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.administrator)
    assert take_in(client).status_code == 403
    assert not IncidentImport.objects.exists()


@pytest.mark.command("problems.import.upload")
def test_a_file_is_taken_in_by_those_who_may_alone(cast: Cast) -> None:
    for who in (cast.officer, cast.resident, cast.analyst):
        with pytest.raises((Denied, Unseen)):
            imports.upload(source="Town", stored=stored(), actor=who)
    with pytest.raises(BadInput):
        imports.upload(source=" ", stored=stored(), actor=cast.administrator)
    row = imports.upload(source="पुलिस", stored=stored(), actor=cast.administrator)
    assert row.source.name == "पुलिस"
    assert Event.objects.filter(name="problems.import.uploaded", subject_id=row.pk).count() == 1


@pytest.mark.command("problems.import.choose")
def test_columns_are_named_by_those_who_may_and_once(cast: Cast) -> None:
    row = imports.upload(source="Town", stored=stored(), actor=cast.administrator)
    for who in (cast.officer, cast.resident, cast.analyst):
        with pytest.raises((Denied, Unseen)):
            imports.choose(row.pk, maps=MAPS, options={}, actor=who)
    with pytest.raises(BadInput):
        imports.choose(row.pk, maps=["category=sort", "occurred=date"], options={}, actor=cast.administrator)
    imports.choose(row.pk, maps=MAPS, options={}, actor=cast.administrator)
    with pytest.raises(WrongState):
        imports.choose(row.pk, maps=MAPS, options={}, actor=cast.administrator)
    assert Event.objects.filter(name="problems.import.started", subject_id=row.pk).count() == 1
    other = imports.upload(source="Town", stored=stored(), actor=cast.administrator)
    with pytest.raises(BadInput) as refused:
        imports.choose(other.pk, maps=MAPS, options={}, actor=cast.administrator)
    assert "source" in refused.value.fields


def test_files_that_nobody_wants_go_after_a_week(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = imports.upload(source="Town", stored=stored(), actor=cast.administrator)
    assert import_runs.forget() == 0
    IncidentImport.objects.update(started_at="2020-01-01T00:00:00Z")
    assert import_runs.forget() == 1
    row.refresh_from_db()
    assert (row.state, row.stored, import_runs.forget()) == ("undone", "", 0)


def test_a_program_brings_a_file_in(cast: Cast) -> None:
    client = client_of(cast.administrator)
    body = {"source": "Town", "file": SimpleUploadedFile("r.csv", FILE), "map": MAPS}
    answer = client.post(reverse("problems-api:import-list"), body)
    assert answer.status_code == 201
    assert [one["action"] for one in answer.json()["available_actions"] if one["allowed"]] == ["pause", "undo"]
    paused = client.post(reverse("problems-api:import-pause", args=[answer.json()["id"]]))
    assert paused.json()["state"] == "paused"
    again = client.post(reverse("problems-api:import-resume", args=[answer.json()["id"]]))
    assert again.json()["state"] == "waiting"
    import_runs.run_waiting()
    found = client.get(reverse("problems-api:import-detail", args=[answer.json()["id"]])).json()
    assert (found["counts"]["loaded"], found["rows"]) == (1, 2)


def test_a_program_may_name_the_columns_afterwards(cast: Cast) -> None:
    client = client_of(cast.administrator)
    body = {"source": "Town", "file": SimpleUploadedFile("r.csv", FILE), "later": "true"}
    there = client.post(reverse("problems-api:import-list"), body).json()["id"]
    address = reverse("problems-api:import-columns", args=[there])
    seen = client.get(address).json()
    assert seen["suggested"] == COLUMNS
    assert seen["rows"][0] == ["Theft", "2024-01-02", "0.5", "0.5"]
    maps = [f"{name}={column}" for name, column in seen["suggested"].items()]
    answer = client.post(address, {"map": maps}, content_type="application/json")
    assert answer.json()["state"] == "waiting"
    assert client.get(address).status_code == 409


def test_a_file_that_somebody_may_not_bring_in_is_not_kept(cast: Cast) -> None:
    of_north = RoleGrantFactory(role="administrator", area=cast.north).user
    token = new_token()
    assert take_in(client_of(of_north), token=token).status_code in {403, 404}
    assert not default_storage.exists(f"imports/rows-{token}")
    before = set(default_storage.listdir("imports")[1])
    answer = client_of(of_north).post(
        reverse("problems-api:import-list"), {"source": "Town", "file": SimpleUploadedFile("r.csv", FILE), "map": MAPS}
    )
    assert answer.status_code in {403, 404}
    assert set(default_storage.listdir("imports")[1]) == before


def test_a_worker_is_woken_by_whatever_lets_an_import_wait(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(imports, "kick", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        row = imports.upload(source="Town", stored=stored(), actor=cast.administrator)
    assert woken == [], "no column is named yet"
    with django_capture_on_commit_callbacks(execute=True):
        imports.choose(row.pk, maps=MAPS, options={}, actor=cast.administrator)
    assert woken == [imports.RUN]
    imports.pause(row.pk, actor=cast.administrator)
    with django_capture_on_commit_callbacks(execute=True):
        imports.resume(row.pk, actor=cast.administrator)
    assert woken == [imports.RUN] * 2
