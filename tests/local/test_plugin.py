"""The servers that this very test run stands on."""

from __future__ import annotations

import os
from pathlib import Path

from policing.local import Place
from tests.servers import with_database


def test_the_run_has_throw_away_servers() -> None:
    place = Place(Path(os.environ["COMMONBEAT_VAR"]))
    assert place.addresses().database_url == os.environ["DATABASE_URL"]
    assert os.environ["COMMONBEAT_TEST"] == "1"


def test_each_worker_has_a_database_of_its_own() -> None:
    assert with_database("redis+socket:///tmp/x/valkey?virtual_host=0", 3) == "redis+socket:///tmp/x/valkey?virtual_host=3"
    assert with_database("redis://cache.example:6379/0", 3) == "redis://cache.example:6379/3"
