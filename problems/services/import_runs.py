"""Loading the rows of imports that wait: what a worker or a command does. It takes libraries that no page needs, so no page imports it.

Lock order: the import's row, then the incidents it writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection, transaction

from policing import timekeeping
from policing.events.services import Actor, emit
from problems.importing import loading, mapping, running
from problems.importing.files import UnusableRecords
from problems.importing.running import COUNTED, Batch
from problems.models import BadRow, IncidentImport
from problems.services import imports
from problems.services.imports import LOCK_SPACE, drop_file, locked
from problems.workflow import IMPORT

MOST_BAD_ROWS = 100_000
FORGOTTEN = timedelta(days=7)  # a file whose columns nobody named, or that could not be used, is let go after that
Progress = Callable[[IncidentImport], None]


def run(import_id: int, *, path: Path | None = None, progress: Progress = lambda row: None) -> IncidentImport:
    """Load what is left of the file, batch by batch, each in a transaction of its own; stop where somebody paused or undid it.

    Run twice at once it is harmless: a batch is loaded by whoever finds the import where it left it. A file that cannot be used
    ends as ``failed`` with the reason on the row; nothing of the batch at hand is loaded then.
    """
    row = IncidentImport.objects.select_related("source").get(pk=import_id)
    file = path or Path(default_storage.path(row.stored))
    layout = mapping.layout([], row.mapping)
    try:
        if row.rows is None:
            row.rows = running.rows_in(file, layout)
            IncidentImport.objects.filter(pk=import_id).update(rows=row.rows)
        for batch in running.batches(file, layout, timekeeping.now().astimezone(layout.tz).date(), skip=row.done):
            if not _load(row, batch):
                return IncidentImport.objects.get(pk=import_id)
            progress(row)
    except UnusableRecords as error:
        return _fail(row, str(error))
    return _finish(row)


def _load(row: IncidentImport, batch: Batch) -> bool:
    """Load one batch. Gives False where the import was paused or undone, or somebody else is loading it."""
    with transaction.atomic():
        held = IncidentImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if IMPORT.refusal(held, "run") is not None or held.done != row.done:
            return False
        loaded, alike = loading.load(held.source_id, held.pk, batch.lines)
        counts = Counter(held.counts) + batch.counts
        counts.update({"read": batch.read, "loaded": loaded, "unchanged": len(batch.lines) - loaded, "bad": len(batch.bad)})
        held.state, held.counts, held.done = "running", {name: counts[name] for name in COUNTED}, held.done + batch.read
        held.overlaps = dict(Counter(held.overlaps) + Counter({str(other): many for other, many in alike.items()}))
        held.save(update_fields=["state", "counts", "done", "overlaps"])
        if held.counts["bad"] <= MOST_BAD_ROWS:
            BadRow.objects.bulk_create(BadRow(brought_by=held, line=line, reason=reason[:300]) for line, reason in batch.bad)
    row.state, row.counts, row.done = held.state, held.counts, held.done
    return True


def _finish(row: IncidentImport) -> IncidentImport:
    with transaction.atomic():
        held = locked(row.pk)
        if held.done != row.done or IMPORT.refusal(held, "run") is not None:
            return held
        held.state, held.ended_at = "finished", timekeeping.now()
        held.counts = {name: held.counts.get(name, 0) for name in COUNTED}
        held.save(update_fields=["state", "ended_at", "counts"])
        loading.count_anew(held.source_id)
        drop_file(held)
        emit("problems.import.finished", subject=held, actor=Actor.system(), payload={"source": held.source.code, **held.counts})
    return held


def _fail(row: IncidentImport, why: str) -> IncidentImport:
    """End an import whose file cannot be used; the file stays a while, so that its columns can be named anew."""
    with transaction.atomic():
        held = locked(row.pk)
        if IMPORT.refusal(held, "fail") is None:
            imports.fail(held, why)
    return held


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


def run_here(import_id: int, *, path: Path, progress: Progress) -> IncidentImport:
    """Run an import of the command line, holding it meanwhile, so that everybody else can tell whether it is still being read."""
    with _held(import_id):
        return run(import_id, path=path, progress=progress)


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


def forget() -> int:
    """Let go of files whose columns nobody named within a week, and of files that could not be used; give how many."""
    before = timekeeping.now() - FORGOTTEN
    stale = IncidentImport.objects.filter(state__in=["columns", "failed"], started_at__lt=before).exclude(stored="")
    done = 0
    for import_id in list(stale.order_by("id").values_list("pk", flat=True)[:100]):
        with transaction.atomic():
            row = locked(import_id)
            drop_file(row)
            row.stored = ""
            row.save(update_fields=["stored"])
            done += 1
            if row.state == "columns":
                imports.undo(import_id, actor=None)
    return done
