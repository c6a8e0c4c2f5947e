"""Without Valkey the cache forgets and nothing fails; with it, it keeps."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django.fixtures import Settings

from tests.people import PASSWORD, Cast


@pytest.fixture
def _away(settings: Settings) -> None:
    """Point the cache at a socket that nobody listens on."""
    settings.CACHES = {**settings.CACHES, "default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}}


def test_it_keeps_and_counts() -> None:
    cache = caches["default"]
    cache.set("spine", 1, 5)
    assert (cache.get("spine"), cache.incr("spine"), cache.add("spine", 9)) == (1, 2, False)


@pytest.mark.usefixtures("_away")
def test_it_forgets_when_it_is_away(caplog: pytest.LogCaptureFixture) -> None:
    cache = caches["default"]
    cache.set("spine", 1)
    assert cache.get("spine", "nothing") == "nothing"
    assert cache.add("spine", 1) is True
    assert (cache.get_many(["spine"]), cache.delete("spine"), cache.touch("spine"), "spine" in cache) == ({}, False, False, False)
    with pytest.raises(ValueError, match="not found"):
        cache.incr("spine")
    assert {getattr(record, "code", "") for record in caplog.records} == {"cache_away"}


@pytest.mark.django_db
@pytest.mark.usefixtures("_away")
def test_people_sign_in_without_it(cast: Cast, client: Client) -> None:
    answer = client.post("/account/login/", {"login": cast.resident.email, "password": PASSWORD})
    assert answer.status_code == 302
