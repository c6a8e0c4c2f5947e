"""Each night's work: what is over is disposed of in batches, each in its own transaction, until nothing is due."""

from __future__ import annotations

import logging
import time
from datetime import UTC, date, datetime

from django.db import transaction
from django.db.models import F

from policing import timekeeping
from policing.events.services import Actor, emit
from policing.privacy import retention
from policing.privacy.events import DISPOSED
from policing.privacy.models import DisposalRun
from policing.privacy.retention import Term

logger = logging.getLogger(__name__)


def run(now: datetime | None = None, *, seconds: float = 240) -> int:
    """Dispose of all that is over, class by class, for so many seconds at most. Gives how many things went.

    Stopped or killed at any point it goes on where it was; two at once share the work (``SKIP LOCKED``). A class that fails is
    logged and marked, and does not stop the others.
    """
    moment, ends, total = now or timekeeping.now(), time.monotonic() + seconds, 0
    for term in retention.terms():
        if term.kind.dispose is None:
            continue
        try:
            total += _run_class(term, moment, ends)
        except Exception:  # the other classes must end in time too; the page shows the mark, the log the fault
            logger.exception("a class of retention could not be disposed of", extra={"code": "disposal_failed"})
            DisposalRun.objects.filter(code=term.kind.name, day=_day(moment)).update(has_failed=True)
    return total


def _run_class(term: Term, now: datetime, ends: float) -> int:
    night, _is_new = DisposalRun.objects.get_or_create(
        code=term.kind.name, day=_day(now), defaults={"started_at": now, "held": retention.held(term, now).count()}
    )
    total, is_done = 0, False
    while time.monotonic() < ends and not is_done:
        gone = _batch(term, night, now)
        total, is_done = total + gone, gone == 0
    if is_done:
        DisposalRun.objects.filter(pk=night.pk).update(finished_at=timekeeping.now(), has_failed=False)
    return total


def _batch(term: Term, night: DisposalRun, now: datetime) -> int:
    """Dispose of one batch in one transaction, with its event. Gives how many rows were taken: none means that all is done."""
    kind = term.kind
    assert kind.dispose is not None
    with transaction.atomic():
        rows = retention.due(term, now).order_by("pk").select_for_update(of=("self",), skip_locked=True)
        keys = list(rows.values_list("pk", flat=True)[: kind.batch])
        # a hold that was placed between the look and the lock is seen now, since whoever places one locks the record too
        kept = set(retention.held(term, now).filter(pk__in=keys).values_list("pk", flat=True)) if kind.held_by else set()
        keys = [key for key in keys if key not in kept]
        if not keys:
            return 0
        count = kind.dispose(keys, now)
        DisposalRun.objects.filter(pk=night.pk).update(disposed=F("disposed") + count, batches=F("batches") + 1)
        emit(DISPOSED, subject=night, actor=Actor.system(), payload={"retention_class": kind.name, "count": count})
    return len(keys)


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
