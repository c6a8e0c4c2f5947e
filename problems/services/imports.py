"""Bringing incidents in from a file of the agency's records: take it in, name its columns, pause, go on, undo.

Rows are loaded by ``import_runs``, in a worker or a command. Lock order: the import's row, then the incidents it writes.
``actor`` None is the operator of the machine at its command line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.accounts.models import User
from policing.areas.models import Agency
from policing.commands import command
from policing.errors import BadInput, Unseen, WrongState
from policing.events.services import Actor, emit, kick
from policing.ui import dates
from policing.ui.numbers import whole
from problems.importing import loading, mapping, trying
from problems.importing.files import UnusableRecords
from problems.models import BadRow, Incident, IncidentImport, IncidentSource, Replaced
from problems.workflow import IMPORT

LOCK_SPACE = 731  # of advisory locks: imports of incidents
RUN = "problems.run_imports"
REPLACED = "replaced"  # the class of retention of how incidents stood before an import
MOST_SETTLED = 20_000  # old values in one transaction
UNDER_WAY = _("Another file of this source is still being loaded. Let it finish, or undo it.")


def acting(actor: User | None) -> Actor:
    """Give who acts, for an event: the person, or the system for the operator at the command line."""
    return Actor.person(actor) if actor else Actor.system()


def locked(import_id: int) -> IncidentImport:
    """Give an import with its source, and its row locked. Raises Unseen where there is none."""
    row: IncidentImport | None = (
        IncidentImport.objects.select_for_update(of=("self",)).select_related("source").filter(pk=import_id).first()
    )
    if row is None:
        raise Unseen
    return row


@contextmanager
def unless_refused(stored: str) -> Iterator[None]:
    """Let a file that was put down go again where what is done with it fails, whatever the reason."""
    try:
        yield
    except Exception:
        default_storage.delete(stored)
        raise


def wake() -> None:
    """Let a worker look for imports that wait, once the change at hand is true."""
    transaction.on_commit(lambda: kick(RUN))


def drop_file(held: IncidentImport) -> None:
    """Let the file of an import go once the change at hand is true."""
    if held.stored:
        transaction.on_commit(lambda: default_storage.delete(held.stored))


def _source(name: str) -> IncidentSource:
    """Give the source of a name, new where nobody named it yet. Raises BadInput for no name."""
    name = " ".join(name.split())[:120]
    if not name:
        raise BadInput({"source": [_("Give the source a name.")]})
    code = slugify(name)[:60] or f"source-{hashlib.blake2b(name.encode(), digest_size=4).hexdigest()}"
    known, _made = IncidentSource.objects.get_or_create(code=code, defaults={"name": name})
    return known


@command(name="problems.import.upload", page="problems:import-new", api="problems-api:import-list")
def upload(*, source: str, stored: str, actor: User) -> IncidentImport:
    """Take a file in whose columns are named afterwards, by ``choose``; nothing is loaded before that.

    Emits ``problems.import.uploaded``. Raises Denied, and BadInput under ``source`` without a name and under ``file`` for a file
    that is no table.
    """
    with transaction.atomic():
        known = _source(source)
        row = IncidentImport(source=known, state="columns", stored=stored, started_by=actor)
        access.require(actor, "upload", row)
        try:
            trying.peek(Path(default_storage.path(stored)))
        except UnusableRecords as error:
            raise BadInput({"file": [str(error)]}) from error
        row.save()
        emit("problems.import.uploaded", subject=row, actor=acting(actor), payload={"source": known.code})
    return row


@command(name="problems.import.choose", page="problems:import-columns", api="problems-api:import-columns")
def choose(import_id: int, *, maps: list[str], options: dict[str, str], actor: User) -> IncidentImport:
    """Name the columns of a file that was taken in, or of one that could not be used; a worker loads it then.

    Only these columns count, whatever was named before. Emits ``problems.import.started``. Raises Unseen, Denied, WrongState, and
    BadInput under ``maps`` where the columns cannot be, or not one of the file's first rows can be used with them.
    """
    with transaction.atomic():
        row = locked(import_id)
        _by(actor, "choose", row)
        layout = _layout(maps, options, {})
        try:
            tried = trying.attempt(Path(default_storage.path(row.stored)), layout, timekeeping.now().astimezone(layout.tz).date())
        except UnusableRecords as error:
            raise BadInput({"maps": [str(error)]}) from error
        if tried.read and not tried.usable:
            words = _("Not one of the first %(count)d rows can be used. Line %(line)d: %(reason)s")
            raise BadInput({"maps": [words % {"count": tried.read, "line": tried.line, "reason": tried.reason}]})
        if tried.off_earth:
            raise BadInput({"crs": [_("These are no latitudes and longitudes. Say which coordinate system they are in.")]})
        BadRow.objects.filter(brought_by=row).delete()
        row.mapping, row.state, row.done, row.rows, row.counts, row.failure = layout.as_dict(), "waiting", 0, None, {}, ""
        _begin(row)
        emit("problems.import.started", subject=row, actor=acting(actor), payload={"source": row.source.code})
        wake()
    return row


@command(name="problems.import.start", page="problems:import-columns", api="problems-api:import-list")
def start(*, source: str, maps: list[str], options: dict[str, str], actor: User | None, stored: str = "") -> IncidentImport:
    """Begin an import of a file of ``source`` whose columns are known; rows are loaded by ``import_runs.run``.

    The mapping is kept for the source's next file. Emits ``problems.import.started``. Raises Denied, and BadInput under ``source``
    where another import of it is under way and under ``maps`` for a mapping that cannot be used.
    """
    with transaction.atomic():
        known = _source(source)
        layout = _layout(maps, options, known.mapping)
        row = IncidentImport(source=known, mapping=layout.as_dict(), stored=stored, started_by=actor)
        if actor is not None:
            access.require(actor, "start", row)
        _begin(row)
        emit("problems.import.started", subject=row, actor=acting(actor), payload={"source": known.code})
        if stored:
            wake()
    return row


def _begin(row: IncidentImport) -> None:
    """Put an import into the queue and keep its columns for the source's next file. Raises BadInput where one is under way."""
    for left in IncidentImport.objects.read_elsewhere().filter(source=row.source).select_for_update(of=("self",)):
        if _is_left(left):
            fail(left, str(_("It was stopped before its end.")))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise BadInput({"source": [UNDER_WAY]}) from error
    row.source.mapping = row.mapping
    row.source.save(update_fields=["mapping"])


def _is_left(row: IncidentImport) -> bool:
    """Tell whether nobody reads the file of an import of the command line any more: whoever does so holds its lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_SPACE, row.pk])
        return bool(cursor.fetchone()[0])


def fail(row: IncidentImport, why: str) -> None:
    """End an import, whose row is locked, with the reason, and count what it brought so far. Emits ``problems.import.failed``."""
    row.state, row.failure, row.ended_at = "failed", why[:300], timekeeping.now()
    row.save(update_fields=["state", "failure", "ended_at"])
    loading.count_anew(row.source_id)
    emit("problems.import.failed", subject=row, actor=Actor.system(), payload={"source": row.source.code, "done": row.done})


def _layout(maps: list[str], options: dict[str, str], kept: dict[str, str]) -> mapping.Layout:
    """Make the layout of a file; the time zone is the agency's where nobody stated another."""
    try:
        return mapping.layout(maps, {"zone": Agency.current().zone, **kept}, **options)
    except UnusableRecords as error:
        raise BadInput({"maps": [str(error)]}) from error


def _by(actor: User | None, action: str, row: IncidentImport) -> None:
    if actor is not None:
        access.require(actor, action, row)
    IMPORT.check(row, action)


@command(name="problems.import.pause", page="problems:import-pause", api="problems-api:import-pause")
def pause(import_id: int, *, actor: User | None) -> IncidentImport:
    """Let an import stand still after the batch at hand. Locks the import. Raises Unseen, Denied or WrongState."""
    with transaction.atomic():
        row = locked(import_id)
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
        row = locked(import_id)
        _by(actor, "resume", row)
        if not row.stored:
            raise WrongState(_("This file was read at the command line. Undo it, or read it there once more: nothing doubles."))
        row.state = "waiting"
        row.save(update_fields=["state"])
        emit("problems.import.resumed", subject=row, actor=acting(actor), payload={"source": row.source.code, "done": row.done})
        wake()
    return row


@command(name="problems.import.undo", page="problems:import-undo", api="problems-api:import-undo")
def undo(import_id: int, *, actor: User | None) -> IncidentImport:
    """Make everything as it was before an import: what it brought goes, what it brought up to date is again as it stood.

    One that is being loaded stops. Locks the import. Emits ``problems.import.undone``. Raises Unseen, Denied or WrongState, that
    too where a later file holds some of the same rows (what came last goes first), or how it stood before is not kept any more.
    """
    with transaction.atomic():
        row = locked(import_id)
        _by(actor, "undo", row)
        _refuse_overlapped(row)
        loading.restore(row.pk)
        removed, _by_model = Incident.objects.filter(brought_by=row).delete()
        row.state, row.ended_at = "undone", timekeeping.now()
        row.save(update_fields=["state", "ended_at"])
        loading.count_anew(row.source_id)
        drop_file(row)
        emit("problems.import.undone", subject=row, actor=acting(actor), payload={"source": row.source.code, "removed": removed})
    return row


def _refuse_overlapped(row: IncidentImport) -> None:
    """Refuse where an import that stands brought rows once more that this one had brought: they would be gone from it too."""
    later = (
        IncidentImport.objects.filter(source=row.source, overlaps__has_key=str(row.pk)).exclude(state="undone").order_by("-pk")
    )
    settled = later.exclude(settled_at=None).first()
    last = settled or later.first()
    if last is not None:
        words = _("A file that came later, on %(day)s, holds %(count)s of the same rows. Undo that one first.")
        if settled is not None:
            words = _(
                "A file that came later, on %(day)s, holds %(count)s of the same rows, and cannot be undone any more. "
                "So neither can this one."
            )
        raise WrongState(words % {"day": dates.day(last.started_at), "count": whole(last.overlaps[str(row.pk)])})


def over(now: datetime, days: int) -> QuerySet[IncidentImport]:
    """Give the imports that ended so many days ago, or began then and stand still, and still keep how incidents stood before."""
    long_ago = now - timedelta(days=days)
    is_over = Q(settled_at__isnull=False) | Q(ended_at__lte=long_ago) | Q(ended_at=None, started_at__lte=long_ago)
    return IncidentImport.objects.filter(is_over, Exists(Replaced.objects.filter(brought_by=OuterRef("pk"))))


def settle(keys: list[Any], now: datetime) -> int:
    """Let go of how incidents stood before these imports, whose rows are locked: a part at a time, and none of them is undone again.

    Gives how many values went. What is left is due again, since ``over`` finds it.
    """
    IncidentImport.objects.filter(pk__in=keys, settled_at=None).update(settled_at=now)
    part = Replaced.objects.filter(brought_by__in=keys).values("pk")[:MOST_SETTLED]
    gone, _by_model = Replaced.objects.filter(pk__in=part).delete()
    return gone


COMMANDS: dict[str, Callable[..., IncidentImport]] = {"pause": pause, "resume": resume, "undo": undo}
