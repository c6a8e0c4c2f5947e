"""The tables, made once for a whole run: every database of a test or of a journey begins as a copy of this one."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection


def name() -> str:
    """Give the name of the template, one for each run."""
    return f"template_{Path(os.environ['COMMONBEAT_VAR']).name.replace('-', '_')}"


def ready() -> str:
    """Make the template where no worker of this run has made it yet, and give its name."""
    folder = Path(os.environ["COMMONBEAT_VAR"])
    with (folder / "template-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_made():
            make(name())
            with _on(name()):
                call_command("migrate", interactive=False, verbosity=0)
            (folder / "template-ready").touch()
    return name()


def is_made() -> bool:
    """Tell whether the template was made in this run."""
    return (Path(os.environ["COMMONBEAT_VAR"]) / "template-ready").exists()


def copy(to: str) -> None:
    """Make a database of that name as a copy of the template."""
    make(to, ready())


def make(database: str, template: str = "template0") -> None:
    """Make a database, empty or as a copy of another one to which nobody is connected."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')


def drop(database: str) -> None:
    """Remove a database, whoever is still connected."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


@contextmanager
def _on(database: str) -> Iterator[None]:
    connection.close()
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
