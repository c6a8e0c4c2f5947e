"""What this app itself keeps, for the schedule: doors that were opened, looks, holds, and the record of what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from policing.privacy.models import AccessGrant, DisposalRun, LegalHold
from policing.privacy.references import normalise_reference
from policing.privacy.retention import YEAR, Dispose, Due, RetentionClass, schedule


def older(model: type[Model], column: str, **more: Any) -> Due:
    """Give the rows of a table whose moment in ``column`` lies so many days back."""

    def due(now: datetime, days: int) -> Any:
        return model._default_manager.filter(**{f"{column}__lte": now - timedelta(days=days)}, **more)

    return due


def delete(model: type[Model]) -> Dispose:
    """Delete rows of a table, and what hangs on them."""

    def dispose(keys: list[Any], now: datetime) -> int:
        model._default_manager.filter(pk__in=keys).delete()
        return len(keys)

    return dispose


def locked(model: type[Model], tidy: Callable[[str], str | None] = normalise_reference) -> Callable[[str], Any]:
    """Give how a record that can be held is found by its reference, however it was typed: with its row locked, or None."""

    def lock(reference: str) -> Any:
        return model._default_manager.select_for_update(of=("self",)).filter(reference=tidy(reference)).first()

    return lock


GRANTS = RetentionClass(
    name="grants",
    label=_("Leave to see who wrote a report"),
    sentence=_("When somebody in the team may see who wrote a report, that lasts 15 minutes. Their reason is kept for %(time)s."),
    counts_from=_("the end of the 15 minutes"),
    fate="delete",
    days=YEAR,
    due=older(AccessGrant, "closes_at"),
    dispose=delete(AccessGrant),
    order=40,
)
HOLDS = RetentionClass(
    name="holds",
    label=_("Holds that ended"),
    sentence=_("Why a report had to be kept longer than usual, for %(time)s after that ended."),
    counts_from=_("the end of the hold"),
    fate="delete",
    days=3 * YEAR,
    due=older(LegalHold, "released_at", state="released"),
    dispose=delete(LegalHold),
    order=80,
)
RUNS = RetentionClass(
    name="runs",
    label=_("What was disposed of each night"),
    sentence=_("How many things of each kind were deleted each night, for %(time)s. These are numbers only."),
    counts_from=_("the night"),
    fate="delete",
    days=3 * YEAR,
    due=older(DisposalRun, "started_at"),
    dispose=delete(DisposalRun),
    order=81,
)
LOOKS = RetentionClass(
    name="looks",
    label=_("Who looked at a name"),
    sentence=_("That somebody in the team looked at a name, and when. It has no name of yours in it, and nobody can change it."),
    counts_from=_("the look"),
    fate="keep",
    order=90,
)
RECORD = RetentionClass(
    name="record",
    label=_("The record of what happened"),
    sentence=_("That something was done, and when: in codes and numbers only, never in your words and never with your name."),
    counts_from=_("the act"),
    fate="keep",
    order=91,
)
STONES = RetentionClass(
    name="tombstones",
    label=_("What is left of an old report"),
    sentence=_("A line with the day, the area, what came of it, and whether we kept our promises. No words, and nobody in it."),
    counts_from=_("the day when the report itself was deleted"),
    fate="keep",
    order=92,
)
CLASSES: tuple[RetentionClass, ...] = (GRANTS, HOLDS, RUNS, LOOKS, RECORD, STONES)


def connect() -> None:
    """Put the classes into the schedule."""
    for kind in CLASSES:
        schedule.add(kind)
