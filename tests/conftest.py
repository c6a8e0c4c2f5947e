"""What every test stands on: no network, a quick password hasher, and Hypothesis profiles."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings

from policing import timekeeping
from policing.areas import locate
from policing.areas.models import Agency
from policing.clocks import book
from policing.ui import catalogues
from tests import template
from tests.people import cast  # noqa: F401 - a fixture for all

BASE = Path(__file__).resolve().parent.parent
NEAR = ("127.0.0.1", "::1", "localhost")

SLOW_MACHINE = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
hypothesis_settings.register_profile("ci", derandomize=True, max_examples=25, deadline=None, suppress_health_check=SLOW_MACHINE)
hypothesis_settings.register_profile("long", max_examples=1000, deadline=None, suppress_health_check=SLOW_MACHINE)
hypothesis_settings.load_profile("ci")


class NetworkUsed(Exception):
    """A test reached for an address outside this machine."""


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuse every connection but to this machine itself."""
    connect = socket.socket.connect

    def guarded(line: socket.socket, address: Any) -> None:
        if line.family != socket.AF_UNIX and address[0] not in NEAR:
            raise NetworkUsed(f"A test tried to reach {address[0]}")
        connect(line, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Hash passwords fast; the real hasher has its own test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words") / "locale"
    shutil.copytree(BASE / "locale", folder, ignore=shutil.ignore_patterns("*.mo"))
    catalogues.compile_all(folder, "en-gb")
    return folder


@pytest.fixture
def every_language(_compiled: Path, settings: Settings) -> None:
    """Let pages speak all languages of the house; tests without this read English, whatever was compiled."""
    settings.LOCALE_PATHS = [_compiled]


@pytest.fixture(autouse=True)
def _read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what a process keeps of the Agency, its areas and its calendar live as long as a test, however slow the machine is."""
    began = timekeeping.ticks()
    monkeypatch.setattr(timekeeping, "ticks", lambda: began)
    Agency.forget()
    locate.forget()
    book.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let the tests' database begin as a copy of the tables that were made once for the run."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template.ready()


@pytest.fixture(autouse=True, scope="session")
def _drop_whoever_is_connected() -> None:
    """Remove the tests' own database at the end even where a thread of a test still holds a connection to it."""

    def drop(creation: DatabaseCreation, name: str, verbosity: int) -> None:
        with creation._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {creation.connection.ops.quote_name(name)} WITH (FORCE)")

    DatabaseCreation._destroy_test_db = drop


@pytest.fixture(autouse=True, scope="session")
def _flush_past_triggers() -> Iterator[None]:
    """Let the database be emptied between tests: the append-only tables refuse TRUNCATE, as they should, to everybody else."""
    flush = DatabaseOperations.execute_sql_flush

    def unguarded(operations: DatabaseOperations, statements: list[str]) -> None:
        flush(operations, ["SET LOCAL session_replication_role = replica", *statements])

    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseOperations, "execute_sql_flush", unguarded)
    yield
    patch.undo()
