"""What the tests of the front door stand on: a town with borders, and nothing kept from another test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from policing.areas import drawing
from policing.areas.models import Agency, Place
from tests.feedback.tools import square
from tests.house.stage import forget_all
from tests.people import Cast

AGENCY = {
    "name": "Merrowby Police",
    "place_name": "Merrowby",
    "emergency_number": "999",
    "emergency_words": {"en-gb": "Cannot speak? Press 55."},
    "contact_number": "101",
}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    forget_all()
    drawing._drawing.cache_clear()
    yield
    forget_all()


@pytest.fixture
def town(cast: Cast) -> Cast:
    """Give the cast in a town: north is the square from 0 to 1, south the one east of it, with one street each."""
    Agency.objects.update_or_create(pk=1, defaults=AGENCY)
    for area, west in ((cast.north, 0.0), (cast.south, 1.0)):
        area.boundary = square(west, 0.0)
        area.save(update_fields=["boundary"])
    Place.objects.create(name="Mill Lane", key="mill lane", lat=0.5, lon=0.5, area=cast.north)
    Place.objects.create(name="Mill Road", key="mill road", lat=0.5, lon=1.5, area=cast.south)
    forget_all()
    return cast


def static_file(url: str) -> bytes:
    """Give the file behind an address of static files."""
    name = url.removeprefix(settings.STATIC_URL).partition("#")[0].partition("?")[0]
    found = finders.find(name)
    assert found, f"{url} is no file of ours"
    with open(found, "rb") as file:
        return file.read()
