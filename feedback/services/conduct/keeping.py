"""The end of the time of thanks, suggestions and complaints: taking out who wrote, and leaving a tombstone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from feedback.models import Conduct
from feedback.models.conduct import ENDED
from feedback.services.keeping import day_of, drop_what_points_at, promises_of
from policing.privacy.crypto import keyed_hash
from policing.privacy.models import Identity, Tombstone

SUBJECT = "feedback.conduct"


def ended(now: datetime, days: int) -> QuerySet[Conduct]:
    """Give those that ended so many days ago or more."""
    return Conduct.objects.filter(state__in=ENDED, closed_at__lte=now - timedelta(days=days))


def with_somebody(now: datetime, days: int) -> QuerySet[Conduct]:
    """Give those that ended so long ago, and still lead to a person."""
    return ended(now, days).filter(identity__isnull=False)


def forget_people(keys: list[Any], now: datetime) -> int:
    """Take out who wrote: names and ways to reach them. What was said stays."""
    rows = Conduct.objects.filter(pk__in=keys)
    identities = [key for key in rows.values_list("identity_id", flat=True) if key is not None]
    rows.update(identity=None)
    Identity.objects.filter(pk__in=identities).delete()
    return len(keys)


def bury(keys: list[Any], now: datetime) -> int:
    """Leave a tombstone for each, and delete it with all that was said and noted about it. No area is kept, so that none is told."""
    met, missed = promises_of(SUBJECT, keys)
    rows = list(Conduct.objects.filter(pk__in=keys))
    Tombstone.objects.bulk_create(
        [
            Tombstone(
                code="conduct",
                subject_type=SUBJECT,
                reference_hash=keyed_hash("tombstone", row.reference),
                received_on=day_of(row.received_at),
                ended_month=day_of(row.closed_at).replace(day=1) if row.closed_at else None,
                state=row.state,
                outcome=row.outcome,
                clocks_met=met[row.pk],
                clocks_missed=missed[row.pk],
                contests=row.contests,
                disposed_on=day_of(now),
            )
            for row in rows
        ]
    )
    forget_people(keys, now)
    drop_what_points_at(SUBJECT, keys)
    Conduct.objects.filter(pk__in=keys).delete()
    return len(rows)
