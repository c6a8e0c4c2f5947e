"""What the tests of reports stand on: nothing kept from another test, and a town whose north has a border."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings

from policing.areas import locate
from policing.areas.models import Agency
from policing.clocks import book
from tests.feedback.tools import square
from tests.people import Cast


def _forget() -> None:
    cache.clear()
    book.forget()
    Agency.forget()
    locate.forget()


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    _forget()
    yield
    _forget()


@pytest.fixture
def kept_files(tmp_path: Path, settings: Settings) -> None:
    """Keep the files of this test apart from all others."""
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "uploads")}}
    settings.STORAGES = {**settings.STORAGES, "default": kept}


@pytest.fixture
def town(cast: Cast) -> Cast:
    """Give the cast in a town whose north is the square from 0 to 1, and whose south is the one east of it."""
    Agency.objects.update_or_create(
        pk=1, defaults={"name": "Merrowby Police", "place_name": "Merrowby", "emergency_number": "999"}
    )
    for area, west in ((cast.north, 0.0), (cast.south, 1.0)):
        area.boundary = square(west, 0.0)
        area.save(update_fields=["boundary"])
    _forget()
    return cast
