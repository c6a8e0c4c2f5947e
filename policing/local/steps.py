"""What has to be done before the site can be served: tables, words, files, and on a fresh install the demo town."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.loader import MigrationLoader

from policing.local.places import DISK_FULL, LocalProblem, explained

DISK_FULL_CODE = "53100"  # PostgreSQL's code


def all_steps() -> Iterator[tuple[str, Callable[[], None]]]:
    """Give the steps in their order, each with the words that are shown while it runs."""
    yield "Bringing the tables up to date", bring_tables_up_to_date
    yield "Preparing the languages", prepare_languages
    yield "Collecting the style sheets and pictures", collect_files
    if settings.DEMO:
        yield "Looking after the demo town", load_demo_town


@contextmanager
def one_line() -> Iterator[None]:
    """Turn a full disk, seen by us or by the database, into a LocalProblem."""
    try:
        with explained(settings.VAR_DIR):
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) == DISK_FULL_CODE:
            raise LocalProblem(DISK_FULL.format(settings.VAR_DIR)) from error
        raise


def bring_tables_up_to_date() -> None:
    """Apply migrations. Raises LocalProblem where the database was made by a newer version of this code."""
    unknown = unknown_migrations()
    if unknown:
        raise LocalProblem(
            f"The database was made by a newer version of Commonbeat (it knows {unknown[0]}, this code does not): "
            "use that version, or set COMMONBEAT_VAR to another folder to start empty."
        )
    call_command("migrate", interactive=False, verbosity=0)


def unknown_migrations() -> list[str]:
    """Name the migrations of our installed apps that the database has and the code lacks. Runs two queries."""
    loader = MigrationLoader(connections[DEFAULT_DB_ALIAS])
    labels = {config.label for config in apps.get_app_configs()}
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    known = set(loader.disk_migrations) | replaced
    return sorted(
        f"{label}.{name}" for label, name in loader.applied_migrations if label in labels and (label, name) not in known
    )


def prepare_languages() -> None:
    """Compile the message catalogues, without gettext's own programs."""
    if "messages" in get_commands():
        call_command("messages", compile=True, verbosity=0)


def collect_files() -> None:
    """Collect the static files, unless nothing has changed since the last time."""
    stamp, found = Path(settings.STATIC_ROOT) / ".collected", _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == found:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(found, encoding="utf-8")


def _fingerprint() -> str:
    """A digest of every static file's name, size and time of change."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load_demo_town() -> None:
    """Load the demo town into a database that has no agency yet; later runs keep what is there."""
    if "demo" in get_commands() and not apps.get_model("areas", "Agency")._default_manager.exists():
        call_command("demo", verbosity=0, stdout=io.StringIO())  # its words come with the address, at the end


def is_demo_town() -> bool:
    """Tell whether the database holds the invented town. Runs one query, or none."""
    return "demo" in get_commands() and (Path(settings.VAR_DIR) / "sign-ins.txt").exists()
