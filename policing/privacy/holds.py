"""What must not be disposed of: which kinds of record can be held, and whether one is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from policing.privacy.models import LegalHold
from policing.ui.registry import Registry

Words = str | Promise
Tie = Callable[[Any], tuple[str, Any]]


@dataclass(frozen=True)
class Holdable:
    """A kind of record that can be held. ``name`` is its model (``feedback.report``), ``label`` what people call it.

    ``lock`` finds a record by what people call it, locks its row and gives it, or None; it is called in a transaction.
    """

    name: str
    label: Words
    lock: Callable[[str], Model | None]
    order: int = 50


holdables: Registry[Holdable] = Registry("holdables")
_ties: dict[str, list[Tie]] = {}


def also(subject_type: str, tie: Tie) -> None:
    """Let records of a type be held too where something else is: ``tie`` gives, for a record, the type and ids of that."""
    _ties.setdefault(subject_type, []).append(tie)


def active(subject_type: str) -> QuerySet[LegalHold, int]:
    """Give the ids of the records of a type that are on hold now, as a query to filter by."""
    return LegalHold.objects.filter(subject_type=subject_type, state="held").values_list("subject_id", flat=True)


def of(subject: Model) -> LegalHold | None:
    """Give the hold on this very record, or None. One query."""
    return LegalHold.objects.filter(_named(subject), state="held").first()


def is_held(subject: Model) -> bool:
    """Tell whether a record must be kept: it is on hold itself, or something that leads to it is. One query.

    A person is held while a report is that they sent with an account; so ask before an account is emptied.
    """
    asked = _named(subject)
    for tie in _ties.get(subject._meta.label_lower, ()):
        subject_type, ids = tie(subject)
        asked |= Q(subject_type=subject_type, subject_id__in=ids)
    return LegalHold.objects.filter(asked, state="held").exists()


def held_q(held_by: Mapping[str, tuple[str, ...]]) -> Q:
    """Give the query over rows that a hold keeps: for each type of record, the columns of the row that name one."""
    found = Q(pk__in=[])
    for subject_type, columns in held_by.items():
        for column in columns:
            found |= Q(**{f"{column}__in": active(subject_type)})
    return found


def _named(subject: Model) -> Q:
    return Q(subject_type=subject._meta.label_lower, subject_id=subject.pk)
