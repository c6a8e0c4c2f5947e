"""Questions that pages ask of clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from policing.clocks.workflow import OPEN


class ClockQuerySet(models.QuerySet[Any]):
    """Clocks. Scope comes from ``policing.access.visible`` and is never left out in a view."""

    def running(self) -> ClockQuerySet:
        """Give the promises that are owed now."""
        return self.filter(state="running")

    def open(self) -> ClockQuerySet:
        """Give the promises that are owed now or stand still."""
        return self.filter(state__in=OPEN)

    def of(self, subject: models.Model) -> ClockQuerySet:
        """Give the clocks that run, or ran, for a thing."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)

    def overdue(self, now: datetime) -> ClockQuerySet:
        """Give the running promises that are late at a moment."""
        return self.running().filter(due_at__lt=now)

    def for_list(self) -> ClockQuerySet:
        """Give the columns of a row of the list, rule and team joined, the soonest first. One query."""
        return self.select_related("rule", "team").order_by("due_at", "id")

    def after(self, due_at: datetime, pk: int) -> ClockQuerySet:
        """Give the rows that come after a row of the list."""
        return self.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk))
