"""Noting that somebody who was told what came of a case has opened it: the day alone, never more."""

from __future__ import annotations

from datetime import datetime

from policing.areas.models import Agency
from problems.models import Told


def note(report_id: int, moment: datetime) -> None:
    """Keep the day on which the resident of a report opened what they were told. A step of ``note_opened``; one query."""
    day = moment.astimezone(Agency.current().tz).date()
    Told.objects.filter(report=report_id, state=Told.State.TOLD, reached_on=None).update(reached_on=day)
