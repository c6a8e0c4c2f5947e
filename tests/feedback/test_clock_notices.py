"""A promise that comes near is told to the team, one that stays late to who can move it; each once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from policing.clocks.models import Clock
from policing.clocks.sweep import sweep
from policing.events.testing import drain
from policing.notifications.models import Notification
from tests.feedback.tools import send
from tests.people import Cast

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    """Give who has a line of that kind in the inbox, by address."""
    drain()
    return sorted(Notification.objects.filter(kind=kind).values_list("user__email", flat=True))


def test_the_team_hears_before_and_the_supervisor_after(cast: Cast) -> None:
    report = send().report
    clock = Clock.objects.filter(subject_id=report.pk, rule__code="report-read").get()
    sweep(now=clock.due_at - timedelta(hours=1))
    assert told("feedback.clock.near") == sorted([cast.officer.email, cast.supervisor.email])
    assert told("feedback.clock.overdue") == []
    late = clock.due_at + timedelta(hours=25)
    sweep(now=late)
    sweep(now=late)
    assert told("feedback.clock.overdue") == [cast.supervisor.email]
