"""The end of a report's time: whose time is over, taking out who wrote it, removing pictures, and leaving a tombstone."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from feedback.models import Attachment, Report
from feedback.models.report import ENDED
from policing.clocks.models import Clock
from policing.notifications.models import Delivery, Notification
from policing.privacy.crypto import keyed_hash
from policing.privacy.models import Identity, Tombstone, Upload
from policing.privacy.services import files

SUBJECT = "feedback.report"


def ended(now: datetime, days: int) -> QuerySet[Report]:
    """Give the reports that ended so many days ago or more; a merged one ends with its lead."""
    before = now - timedelta(days=days)
    return Report.objects.filter(
        Q(state__in=ENDED, closed_at__lte=before) | Q(state="merged", lead__closed_at__lte=before, lead__state__in=ENDED)
    )


def with_somebody(now: datetime, days: int) -> QuerySet[Report]:
    """Give the reports that ended so long ago, and still lead to a person."""
    return ended(now, days).filter(Q(identity__isnull=False) | Q(reporter__isnull=False))


def with_pictures(now: datetime, days: int) -> QuerySet[Report]:
    """Give the reports that ended so long ago, and still have pictures."""
    return ended(now, days).filter(Exists(Attachment.objects.filter(report=OuterRef("pk"))))


def taken_back(now: datetime, days: int) -> QuerySet[Report]:
    """Give the reports that were withdrawn so long ago."""
    return _last_of_its_kind(ended(now, days).filter(state="withdrawn"))


def sensitive(now: datetime, days: int) -> QuerySet[Report]:
    """Give the reports of sensitive categories that ended so long ago."""
    return _last_of_its_kind(ended(now, days).exclude(state="withdrawn").filter(category__is_sensitive=True))


def finished(now: datetime, days: int) -> QuerySet[Report]:
    """Give all other reports that ended so long ago."""
    return _last_of_its_kind(ended(now, days).exclude(state="withdrawn").filter(category__is_sensitive=False))


def _last_of_its_kind(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Leave those out into which others are merged: those go first."""
    return rows.exclude(Exists(Report.objects.filter(lead=OuterRef("pk"))))


def forget_people(keys: list[Any], now: datetime) -> int:
    """Take out who wrote these reports: names, ways to reach them, and the link to an account. The reports stay."""
    rows = Report.objects.filter(pk__in=keys)
    identities = [key for key in rows.values_list("identity_id", flat=True) if key is not None]
    rows.update(identity=None, reporter=None)
    Identity.objects.filter(pk__in=identities).delete()
    return len(keys)


def remove_pictures(keys: list[Any], now: datetime) -> int:
    """Remove the pictures of these reports, rows and files. Gives how many reports had some."""
    of_reports = Attachment.objects.filter(report_id__in=keys).values_list("upload_id", flat=True)
    files.remove(Upload.objects.filter(Q(pk__in=list(of_reports)) | Q(subject_type=SUBJECT, subject_id__in=keys)))
    return len(keys)


def bury(code: str, keys: list[Any], now: datetime) -> int:
    """Leave a tombstone for each of these reports, and delete them with all that was said, shown and noted about them."""
    met, missed = promises_of(SUBJECT, keys)
    rows = list(Report.objects.filter(pk__in=keys).select_related("lead"))
    Tombstone.objects.bulk_create([_stone(code, row, met[row.pk], missed[row.pk], now) for row in rows])
    forget_people(keys, now)
    remove_pictures(keys, now)
    drop_what_points_at(SUBJECT, keys)
    Report.objects.filter(pk__in=keys).delete()
    return len(rows)


def drop_what_points_at(subject_type: str, keys: list[Any]) -> None:
    """Delete the promises and the notices of records that go."""
    for model in (Clock, Notification, Delivery):
        model._default_manager.filter(subject_type=subject_type, subject_id__in=keys).delete()


def promises_of(subject_type: str, keys: list[Any]) -> tuple[Counter[int], Counter[int]]:
    """Count for each record the promises that were met in time, and those that were met late or never."""
    rows = Clock.objects.filter(subject_type=subject_type, subject_id__in=keys)
    met = rows.filter(state="met", ended_at__lte=F("due_at"))
    missed = rows.exclude(state="cancelled").exclude(pk__in=met)
    return Counter(met.values_list("subject_id", flat=True)), Counter(missed.values_list("subject_id", flat=True))


def _stone(code: str, row: Report, met: int, missed: int, now: datetime) -> Tombstone:
    end = row.closed_at or (row.lead.closed_at if row.lead else None)
    return Tombstone(
        code=code,
        subject_type=SUBJECT,
        reference_hash=keyed_hash("tombstone", row.reference),
        area_path=row.area_path,
        received_on=day_of(row.received_at),
        ended_month=day_of(end).replace(day=1) if end else None,
        state=row.state,
        outcome=row.outcome or (row.lead.outcome if row.lead else ""),
        clocks_met=met,
        clocks_missed=missed,
        contests=row.contests,
        reopenings=row.reopenings,
        disposed_on=day_of(now),
    )


def day_of(moment: datetime) -> date:
    """Give the day of a moment, as tombstones keep it."""
    return moment.astimezone(UTC).date()
