"""A file of records that is too large, or finds no room, is refused in words before it fills the disk; on the page and over the API."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse

from policing.ui.forms import new_token
from problems.importing import receiving
from problems.models import IncidentImport
from tests.feedback.tools import client_of, text
from tests.people import Cast

pytestmark = pytest.mark.django_db
ROW = b"Theft,2024-01-02,0.5,0.5\n"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count what is written of files that come in."""
    pieces: list[int] = []
    write = receiving.TemporaryFileUploadHandler.receive_data_chunk

    def counted(self: Any, raw_data: bytes, start: int) -> Any:
        pieces.append(len(raw_data))
        return write(self, raw_data, start)

    monkeypatch.setattr(receiving.TemporaryFileUploadHandler, "receive_data_chunk", counted)
    return pieces


def take_in(cast: Cast, size: int) -> Any:
    content = b"kind,date,lat,lon\n" + ROW * (size // len(ROW))
    given = {"name": "Town", "token": new_token(), "file": SimpleUploadedFile("r.csv", content)}
    return client_of(cast.administrator).post(reverse("problems:import-new"), given)


def kept() -> list[str]:
    return default_storage.listdir("imports")[1] if default_storage.exists("imports") else []


def test_what_says_that_it_is_too_large_is_never_written(cast: Cast, written: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MB", 2_000)
    monkeypatch.setattr(receiving, "MOST_MB", 50)
    before = kept()
    answer = take_in(cast, 400_000)
    assert answer.status_code == 422
    assert "The file is larger than 50 MB." in text(answer)
    assert written == []
    assert kept() == before
    assert not IncidentImport.objects.exists()


def test_what_hides_its_size_is_let_go_at_the_bound(cast: Cast, written: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MB", 2_000)
    monkeypatch.setattr(receiving, "MOST_MB", 50)
    monkeypatch.setattr(receiving.OntoDisk, "handle_raw_input", lambda *_args, **_kwargs: None)
    answer = take_in(cast, 400_000)
    assert answer.status_code == 422
    assert sum(written) <= 100_000
    assert not IncidentImport.objects.exists()


def test_without_room_on_the_disk_nothing_is_written_and_words_say_so(
    cast: Cast, written: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "SPARE", 10**18)
    answer = take_in(cast, 1_000)
    assert answer.status_code == 422
    assert "There is no room for a file of this size" in text(answer)
    assert written == []


def test_a_program_brings_in_as_much_as_the_page_does_and_is_refused_alike(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UPLOAD_MAX_BYTES = 1_000  # the bound of pictures, which are taken into memory
    client, address = client_of(cast.administrator), reverse("problems-api:import-list")
    content = b"kind,date,lat,lon\n" + ROW * 400
    taken = client.post(address, {"source": "Town", "later": True, "file": SimpleUploadedFile("r.csv", content)})
    assert taken.status_code == 201, taken.content
    row = IncidentImport.objects.get()
    assert Path(default_storage.path(row.stored)).stat().st_size == len(content)
    monkeypatch.setattr(receiving, "SPARE", 10**18)
    refused = client.post(address, {"source": "Town", "later": True, "file": SimpleUploadedFile("r.csv", content)})
    assert refused.status_code == 422
    assert "no room" in refused.content.decode()


def test_room_is_looked_for_where_a_file_comes_in_and_where_it_stays() -> None:
    assert 0 < receiving.free_bytes() <= os.statvfs(tempfile.gettempdir()).f_frsize * os.statvfs(tempfile.gettempdir()).f_blocks


def test_a_file_that_is_kept_is_let_go_where_it_came_in() -> None:
    came = TemporaryUploadedFile("r.csv", "text/csv", len(ROW), None)
    came.write(ROW)
    came.seek(0)
    stored = receiving.keep("imports/rows-of-a-test", came)
    assert came.closed
    assert not Path(came.temporary_file_path()).exists()
    assert Path(default_storage.path(stored)).read_bytes() == ROW
