"""The retention schedule: what is kept for how long, from when, and what becomes of it then. Each app hands in its classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policing.privacy import holds
from policing.privacy.models import RetentionRule
from policing.ui.registry import Registry

Words = str | Promise
Fate = Literal["delete", "strip", "tombstone", "keep"]
Due = Callable[[datetime, int], QuerySet[Any]]
Dispose = Callable[[list[Any], datetime], int]
YEAR = 365

FATES: dict[str, Words] = {
    "delete": gettext_lazy("deleted"),
    "strip": gettext_lazy("the person is taken out, the rest stays"),
    "tombstone": gettext_lazy("emptied: its day and outcome stay, no words and no person"),
    "keep": gettext_lazy("kept"),
}


@dataclass(frozen=True)
class RetentionClass:
    """One class of things that are kept for a time.

    ``name`` is its code, ``label`` what it is, ``sentence`` what the public reads about it, ``counts_from`` from when its time
    runs, ``fate`` what becomes of it. ``due(now, days)`` gives the rows whose time is over, as a query; ``dispose(ids, now)``
    disposes of rows by their keys, which are locked, in one transaction, and gives how many. ``held_by`` names the columns of
    those rows that lead to a record which may be on hold. ``days`` is what a fresh site starts with; a class that ``is_fixed``
    keeps it, since a promise elsewhere in the code says so. What is kept for good has no days and nothing to do.
    """

    name: str
    label: Words
    sentence: Words
    counts_from: Words
    fate: Fate
    days: int | None = None
    due: Due | None = None
    dispose: Dispose | None = None
    held_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_fixed: bool = False
    batch: int = 200
    order: int = 50

    def __post_init__(self) -> None:
        ends = self.fate != "keep"
        if ends != (self.days is not None) or ends != (self.due is not None) or ends != (self.dispose is not None):
            raise ValueError(f"{self.name}: what ends has days, and a way to find and to dispose of it; what is kept has none")

    @property
    def is_adjustable(self) -> bool:
        """Tell whether the agency may set the days."""
        return self.days is not None and not self.is_fixed


@dataclass(frozen=True)
class Term:
    """One line of the schedule as it holds now."""

    kind: RetentionClass
    days: int | None

    @property
    def time(self) -> str:
        """Give how long it is kept, in words."""
        return _("for good") if self.days is None else span(self.days)


schedule: Registry[RetentionClass] = Registry("schedule")


def terms() -> list[Term]:
    """Give every class with its days as they are set now, in order. One query."""
    set_days = dict(RetentionRule.objects.values_list("code", "days"))
    return [Term(kind, set_days.get(kind.name, kind.days) if kind.is_adjustable else kind.days) for kind in schedule.all()]


def term(code: str) -> Term:
    """Give one class with its days as they are set now. Raises LookupError for a code that nobody handed in."""
    for found in terms():
        if found.kind.name == code:
            return found
    raise LookupError(f"No class of retention called {code}")


def due(one: Term, now: datetime) -> QuerySet[Any]:
    """Give the rows of a class whose time is over and that no hold keeps."""
    assert one.kind.due is not None
    assert one.days is not None
    return one.kind.due(now, one.days).exclude(holds.held_q(one.kind.held_by))


def held(one: Term, now: datetime) -> QuerySet[Any]:
    """Give the rows of a class whose time is over, but that a hold keeps."""
    assert one.kind.due is not None
    assert one.days is not None
    return one.kind.due(now, one.days).filter(holds.held_q(one.kind.held_by))


def span(days: int) -> str:
    """Give a number of days in the words that people use: years where they come out whole, hours for the shortest."""
    if days % YEAR == 0:
        years = days // YEAR
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def ensure(**kwargs: Any) -> None:
    """Give each class whose days may be set its row, with the days of a fresh site. Runs after every ``migrate``."""
    there = set(RetentionRule.objects.values_list("code", flat=True))
    missing = [kind for kind in schedule.all() if kind.is_adjustable and kind.name not in there]
    RetentionRule.objects.bulk_create(
        [RetentionRule(code=kind.name, days=kind.days or 1) for kind in missing], ignore_conflicts=True
    )
