"""A pytest plugin: throw-away PostgreSQL and Valkey for one run, up before Django's settings are read.

The controller starts them once and hands them to its xdist workers through the environment; each worker gets a Valkey
database of its own. They stop with the run, however it ends. A DATABASE_URL or REDIS_URL that is set is used as it is.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from policing import local
from policing.local.secret_file import draw
from tests import template


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Set the environment before pytest-django asks for the settings."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        _provide()
    else:
        os.environ["REDIS_URL"] = with_database(os.environ["REDIS_URL"], int(worker.removeprefix("gw")) + 1)
    return (yield)


def pytest_unconfigure() -> None:
    """Remove the tables that were made once for the run, where the server outlives it."""
    if os.environ.get("PYTEST_XDIST_WORKER") is None and template.is_made():
        template.drop(template.name())


def _provide() -> None:
    """Start what is missing and set every variable that a served site needs."""
    # pytest may be run inside pytest: servers of our own are never taken for somebody else's
    place = local.Place(Path(tempfile.mkdtemp(prefix="commonbeat-test-")), throwaway=True)
    servers = local.needed()
    local.ensure_started(place, servers)
    found = place.addresses()
    if "postgres" in servers:
        os.environ["DATABASE_URL"] = found.database_url
    if "valkey" in servers:
        os.environ["REDIS_URL"] = found.redis_url
    for name, value in draw().items():
        os.environ[name] = value
    os.environ["COMMONBEAT_TEST"] = "1"
    os.environ.setdefault("STAFF_SECOND_FACTOR", "0")  # its own tests turn it on
    os.environ["COMMONBEAT_VAR"] = str(place.var)
    (place.var / "static").mkdir(parents=True, exist_ok=True)


def with_database(url: str, number: int) -> str:
    """Give a Valkey address with another database number, for a socket as for a network address."""
    if url.startswith("redis+socket:"):
        return f"{url.partition('?')[0]}?virtual_host={number}"
    return urlunsplit(urlsplit(url)._replace(path=f"/{number}"))
