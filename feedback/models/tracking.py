"""A way back to a report by mail."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from feedback.models.report import Report
from policing import timekeeping
from policing.events.models import ClockTimestamp


class TrackLink(models.Model):
    """A link that was mailed to the contact point of a report: one purpose, one use, an end, and only its hash is kept."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="track_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timekeeping.now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="tracklink_ends")
        ]

    def __str__(self) -> str:
        return f"track link {self.pk}"


class TrackAsk(models.Model):
    """Somebody asked for links by mail: the address in cipher, until a worker has looked whether it is known. A row is the queue."""

    cipher = models.BinaryField()
    made_at = models.DateTimeField(db_default=ClockTimestamp())

    def __str__(self) -> str:
        return f"ask for a link {self.pk}"
