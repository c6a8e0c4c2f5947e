"""The end of a case's time: whose time is over, taking out who listens, emptying words, and leaving a tombstone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from feedback.services.keeping import day_of, drop_what_points_at, promises_of
from policing.privacy.crypto import keyed_hash
from policing.privacy.models import Tombstone, Upload
from policing.privacy.services import files
from problems.models import Action, Case, CaseFile, CasePage, Evidence, Follow, Part, Remark, Task

SUBJECT = "problems.case"
ENDED = ("closed", "merged")


def ended(now: datetime, days: int) -> QuerySet[Case]:
    """Give the cases that ended so many days ago or more, but for those into which others are merged: those go first."""
    rows = Case.objects.filter(state__in=ENDED, closed_at__lte=now - timedelta(days=days))
    return rows.exclude(Exists(Case.objects.filter(merged_into=OuterRef("pk"))))


def with_listener(now: datetime, days: int) -> QuerySet[Remark]:
    """Give the remarks of which somebody asked so long ago to hear what comes of it."""
    return Remark.objects.filter(at__lte=now - timedelta(days=days), user__isnull=False)


def with_words(now: datetime, days: int) -> QuerySet[Remark]:
    """Give the remarks that were made so long ago, and still have words."""
    return Remark.objects.filter(at__lte=now - timedelta(days=days)).exclude(words="")


def followed(now: datetime, days: int) -> QuerySet[Follow]:
    """Give who follows a problem that ended, or that is not shown any more, so long ago."""
    before = now - timedelta(days=days)
    return Follow.objects.filter(
        Q(page__case__state__in=ENDED, page__case__closed_at__lte=before) | Q(page__hidden_at__lte=before)
    )


def forget_listeners(keys: list[Any], now: datetime) -> int:
    """Take out who asked to hear; what they said stays."""
    return Remark.objects.filter(pk__in=keys).update(user=None)


def empty(keys: list[Any], now: datetime) -> int:
    """Empty the words of remarks; that somebody said whether it fits stays, as a number. Who listened goes with the words."""
    return Remark.objects.filter(pk__in=keys).update(words="", user=None)


def let_go(keys: list[Any], now: datetime) -> int:
    """Let people follow no more, and the number of followers say so."""
    rows = Follow.objects.filter(pk__in=keys)
    for page_id in rows.order_by("page_id").values_list("page_id", flat=True):
        CasePage.objects.filter(pk=page_id, followers__gt=0).update(followers=F("followers") - 1)
    rows.delete()
    return len(keys)


def bury(keys: list[Any], now: datetime) -> int:
    """Leave a tombstone for each of these cases, and delete them with all that was written, planned and shown for them.

    The reports that fed them have a time of their own.
    """
    met, missed = promises_of(SUBJECT, keys)
    rows = list(Case.objects.filter(pk__in=keys))
    Tombstone.objects.bulk_create([_stone(row, met[row.pk], missed[row.pk], now) for row in rows])
    files.remove(Upload.objects.filter(Q(pk__in=CaseFile.objects.filter(case__in=keys).values("upload")) | _of_cases(keys)))
    for kind in (Action, Task):
        drop_what_points_at(kind._meta.label_lower, list(kind.objects.filter(case__in=keys).values_list("pk", flat=True)))
    drop_what_points_at(CasePage._meta.label_lower, list(CasePage.objects.filter(case__in=keys).values_list("pk", flat=True)))
    drop_what_points_at(SUBJECT, keys)
    kinds: list[type[Part]] = [Evidence, Action, *Part.__subclasses__()]  # what points at other parts goes before them
    for part in kinds:
        part.objects.filter(case__in=keys).delete()
    Case.objects.filter(pk__in=keys).delete()
    return len(rows)


def _of_cases(keys: list[Any]) -> Q:
    return Q(subject_type=SUBJECT, subject_id__in=keys)


def _stone(row: Case, met: int, missed: int, now: datetime) -> Tombstone:
    return Tombstone(
        code="cases",
        subject_type=SUBJECT,
        reference_hash=keyed_hash("tombstone", row.reference),
        area_path=row.area_path,
        received_on=day_of(row.opened_at),
        ended_month=day_of(row.closed_at).replace(day=1) if row.closed_at else None,
        state=row.state,
        outcome=row.decision,
        clocks_met=met,
        clocks_missed=missed,
        reopenings=row.reopenings,
        disposed_on=day_of(now),
    )
