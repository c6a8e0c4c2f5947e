"""Bringing incidents in from a file of the agency's records: start, run, pause, resume, undo.

Lock order: the import's row, then the incidents it writes. ``actor`` None is the operator of the machine at its command line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput, Unseen, WrongState
from policing.events.services import Actor, emit
from problems.importing import loading, mapping, running
from problems.importing.files import UnusableRecords
from problems.importing.running import COUNTED, Batch
from problems.models import BadRow, Incident, IncidentImport, IncidentSource
from problems.workflow import IMPORT

MOST_BAD_ROWS = 100_000
LOCK_SPACE = 731  # of advisory locks: imports of incidents
RUN = "problems.run_imports"
Progress = Callable[[IncidentImport], None]


def acting(actor: User | None) -> Actor:
    """Give who acts, for an event: the person, or the system for the operator at the command line."""
    return Actor.person(actor) if actor else Actor.system()


@command(name="problems.import.start", page="problems:import-new", api="problems-api:import-list")
def start(*, source: str, maps: list[str], options: dict[str, str], actor: User | None, stored: str = "") -> IncidentImport:
    """Begin an import of a file of ``source``; rows are loaded by ``run``. The mapping is kept for the source's next file.

    Emits ``problems.import.started``. Raises Denied, and BadInput under ``source`` where another import of it is under way and
    under ``maps`` for a mapping that cannot be used.
    """
    name = " ".join(source.split())
    code = slugify(name)[:60]
    if not code:
        raise BadInput({"source": [_("Give the source a name.")]})
    with transaction.atomic():
        known, _made = IncidentSource.objects.get_or_create(code=code, defaults={"name": name[:120]})
        layout = _layout(maps, options, known)
        row = IncidentImport(source=known, mapping=layout.as_dict(), stored=stored, started_by=actor)
        if actor is not None:
            access.require(actor, "start", row)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise BadInput(
                {"source": [_("Another file of this source is still being loaded. Let it finish, or undo it.")]}
            ) from error
        known.mapping = layout.as_dict()
        known.save(update_fields=["mapping"])
        emit("problems.import.started", subject=row, actor=acting(actor), payload={"source": code})
    return row


def _layout(maps: list[str], options: dict[str, str], source: IncidentSource) -> mapping.Layout:
    try:
        return mapping.layout(maps, source.mapping, **options)
    except UnusableRecords as error:
        raise BadInput({"maps": [str(error)]}) from error


def run(import_id: int, *, path: Path | None = None, progress: Progress = lambda row: None) -> IncidentImport:
    """Load what is left of the file, batch by batch, each in a transaction of its own; stop where somebody paused it.

    Run twice at once it is harmless: a batch is loaded by whoever finds the import where it left it. A file that cannot be used
    ends as ``failed`` with the reason on the row; nothing of the batch at hand is loaded then.
    """
    row = IncidentImport.objects.select_related("source").get(pk=import_id)
    file = path or Path(default_storage.path(row.stored))
    layout = mapping.layout([], row.mapping)
    try:
        for batch in running.batches(file, layout, timekeeping.now().date(), skip=row.done):
            if not _load(row, batch):
                return IncidentImport.objects.get(pk=import_id)
            progress(row)
    except UnusableRecords as error:
        return _fail(row, str(error))
    return _finish(row)


def _load(row: IncidentImport, batch: Batch) -> bool:
    """Load one batch. Gives False where the import was paused, or somebody else is loading it."""
    with transaction.atomic():
        held = IncidentImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if IMPORT.refusal(held, "run") is not None or held.done != row.done:
            return False
        loaded = loading.load(held.source_id, held.pk, batch.lines)
        counts = Counter(held.counts) + batch.counts
        counts.update({"read": batch.read, "loaded": loaded, "unchanged": len(batch.lines) - loaded, "bad": len(batch.bad)})
        held.state, held.counts, held.done = "running", {name: counts[name] for name in COUNTED}, held.done + batch.read
        held.save(update_fields=["state", "counts", "done"])
        if held.counts["bad"] <= MOST_BAD_ROWS:
            BadRow.objects.bulk_create(BadRow(brought_by=held, line=line, reason=reason[:300]) for line, reason in batch.bad)
    row.state, row.counts, row.done = held.state, held.counts, held.done
    return True


def _locked(import_id: int) -> IncidentImport:
    row: IncidentImport | None = (
        IncidentImport.objects.select_for_update(of=("self",)).select_related("source").filter(pk=import_id).first()
    )
    if row is None:
        raise Unseen
    return row


def _finish(row: IncidentImport) -> IncidentImport:
    with transaction.atomic():
        held = _locked(row.pk)
        if held.done != row.done or held.state not in IMPORT.transition("run").sources:
            return held
        held.state, held.ended_at = "finished", timekeeping.now()
        held.counts = {name: held.counts.get(name, 0) for name in COUNTED}
        held.save(update_fields=["state", "ended_at", "counts"])
        loading.count_anew(held.source_id)
        _drop_file(held)
        emit("problems.import.finished", subject=held, actor=Actor.system(), payload={"source": held.source.code, **held.counts})
    return held


def _fail(row: IncidentImport, why: str) -> IncidentImport:
    with transaction.atomic():
        held = _locked(row.pk)
        held.state, held.failure, held.ended_at = "failed", why[:300], timekeeping.now()
        held.save(update_fields=["state", "failure", "ended_at"])
        loading.count_anew(held.source_id)
        _drop_file(held)
        emit(
            "problems.import.failed", subject=held, actor=Actor.system(), payload={"source": held.source.code, "done": held.done}
        )
    return held


def _drop_file(held: IncidentImport) -> None:
    if held.stored:
        transaction.on_commit(lambda: default_storage.delete(held.stored))


def _by(actor: User | None, action: str, row: IncidentImport) -> None:
    if actor is not None:
        access.require(actor, action, row)
    IMPORT.check(row, action)


@command(name="problems.import.pause", page="problems:import-pause", api="problems-api:import-pause")
def pause(import_id: int, *, actor: User | None) -> IncidentImport:
    """Let an import stand still after the batch at hand. Locks the import. Raises Unseen, Denied or WrongState."""
    with transaction.atomic():
        row = _locked(import_id)
        _by(actor, "pause", row)
        row.state = "paused"
        row.save(update_fields=["state"])
        loading.count_anew(row.source_id)
        emit("problems.import.paused", subject=row, actor=acting(actor), payload={"source": row.source.code, "done": row.done})
    return row


@command(name="problems.import.resume", page="problems:import-resume", api="problems-api:import-resume")
def resume(import_id: int, *, actor: User | None) -> IncidentImport:
    """Let a paused import go on where it stopped; a worker takes it up. Raises Unseen, Denied, or WrongState without its file."""
    with transaction.atomic():
        row = _locked(import_id)
        _by(actor, "resume", row)
        if not row.stored:
            raise WrongState(_("This file was read at the command line, and only there can it go on."))
        row.state = "waiting"
        row.save(update_fields=["state"])
        emit("problems.import.resumed", subject=row, actor=acting(actor), payload={"source": row.source.code, "done": row.done})
    return row


@command(name="problems.import.undo", page="problems:import-undo", api="problems-api:import-undo")
def undo(import_id: int, *, actor: User | None) -> IncidentImport:
    """Take every incident that an import brought out again, and count anew. What an earlier import brought stays.

    An incident that this import only brought up to date goes as well: the source's next file brings it back.
    Locks the import. Emits ``problems.import.undone``. Raises Unseen, Denied or WrongState.
    """
    with transaction.atomic():
        row = _locked(import_id)
        _by(actor, "undo", row)
        removed, _by_model = Incident.objects.filter(brought_by=row).delete()
        row.state, row.ended_at = "undone", timekeeping.now()
        row.save(update_fields=["state", "ended_at"])
        loading.count_anew(row.source_id)
        _drop_file(row)
        emit("problems.import.undone", subject=row, actor=acting(actor), payload={"source": row.source.code, "removed": removed})
    return row


def run_waiting() -> int:
    """Run every import that waits for a worker or was left by one, one after another; give how many were run.

    An import is held by an advisory lock of the session while it runs, so that a second worker passes it over.
    """
    done = 0
    for import_id in IncidentImport.objects.under_way().exclude(stored="").order_by("id").values_list("pk", flat=True):
        with _held(import_id) as mine:
            if mine:
                run(import_id)
                done += 1
    return done


@contextmanager
def _held(import_id: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, import_id])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, import_id])


COMMANDS: dict[str, Callable[..., IncidentImport]] = {"pause": pause, "resume": resume, "undo": undo}
