"""The relay: takes waiting events from the outbox to their handlers, each exactly once as far as the database goes.

Waiting rows are claimed with FOR UPDATE SKIP LOCKED, so any number of relays may run. What handlers write, and the note that
they are through, commit together: a crash anywhere leaves a row that can be claimed again, and no trace of the half-done work.
The database's own clock decides what is due.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import connection, models, transaction

from policing.events.backoff import pause
from policing.events.kicking import kick
from policing.events.listeners import Registered, handlers_for
from policing.events.models import ClockTimestamp, Dispatch, Event
from policing.events.services import Actor, Person, emit
from policing.events.steps import step

log = logging.getLogger(__name__)

BATCH = 50
MOST_BATCHES = 100
MOST_ATTEMPTS = 8


def relay(most_batches: int = MOST_BATCHES) -> int:
    """Hand waiting events to their handlers until none is due. Gives how many rows were tried.

    After ``most_batches`` it stops and kicks itself, so that no task outlives its time.
    """
    tried = 0
    for _round in range(most_batches):
        found = relay_batch()
        if not found:
            return tried
        tried += found
    kick()
    return tried


def relay_batch() -> int:
    """Claim up to fifty due rows, oldest first, run their handlers and note the result, in one transaction."""
    with transaction.atomic():
        rows = list(_claimed())
        step("relay.claimed")
        for row in rows:
            _run(row)
        if rows:
            Dispatch.objects.bulk_update(rows, ["state", "handled", "attempts", "due_at", "error"])
        step("relay.noted")
    step("relay.committed")
    return len(rows)


def _claimed() -> models.QuerySet[Dispatch]:
    due = Dispatch.objects.filter(state=Dispatch.State.WAITING, due_at__lte=ClockTimestamp()).order_by("due_at", "event_id")
    return due.select_related("event").select_for_update(skip_locked=True, of=("self",))[:BATCH]


def _run(row: Dispatch) -> None:
    """Run the handlers that are not through yet; a failure of one leaves the others alone."""
    error = ""
    for handler in handlers_for(row.event.name):
        if handler.name in row.handled:
            continue
        failure = _attempt(handler, row.event)
        if failure:
            error = f"{handler.name}: {failure}"
        else:
            row.handled.append(handler.name)
    _settle(row, error)


def _attempt(handler: Registered, event: Event) -> str:
    """Run one handler in a savepoint. Gives the kind of failure, or nothing; never its text, which may hold personal words."""
    try:
        with transaction.atomic():
            handler.run(event)
            # deferred foreign keys are checked here, so that a bad row fails this handler and not the whole batch
            connection.check_constraints()
            step("relay.handled")
    except Exception as error:  # noted in the row, tried again, and shown to people when stuck
        log.warning("events.handler_failed", extra={"code": handler.name, "event_id": event.pk}, exc_info=True)
        return type(error).__name__
    return ""


def _settle(row: Dispatch, error: str) -> None:
    row.error = error[:200]
    if not error:
        row.state = Dispatch.State.DONE
        return
    row.attempts += 1
    if row.attempts >= MOST_ATTEMPTS:
        row.state = Dispatch.State.STUCK
        log.error("events.stuck", extra={"event": row.event.name})
    else:
        row.due_at = ClockTimestamp() + pause(row.attempts)


def try_again(event_ids: Sequence[int], *, actor: Person) -> int:
    """Let stuck rows wait anew, from the first attempt. Locks them, emits one event for each, gives how many there were."""
    with transaction.atomic():
        stuck = (
            Dispatch.objects.filter(pk__in=event_ids, state=Dispatch.State.STUCK).select_for_update(of=("self",)).order_by("pk")
        )
        rows = list(stuck)
        for row in rows:
            emit("events.dispatch.retried", subject=row, actor=Actor.person(actor), payload={"attempts": row.attempts})
        waiting = {"state": Dispatch.State.WAITING, "attempts": 0, "due_at": ClockTimestamp()}
        Dispatch.objects.filter(pk__in=[row.pk for row in rows]).update(**waiting)
    return len(rows)
