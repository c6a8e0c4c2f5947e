"""What the tests of clocks stand on: nothing kept from another test, three rules, and something that clocks can run for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from policing.accounts.models import Team
from policing.areas.models import Agency
from policing.clocks import book, services
from policing.clocks.models import ClockRule
from tests.people import TeamFactory


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    book.forget()
    Agency.forget()
    yield
    book.forget()
    Agency.forget()


@pytest.fixture
def rules(db: None) -> dict[str, ClockRule]:
    """Give a rule of each unit: two working days, three days, and five hours."""
    made = [
        ClockRule.objects.create(code="answer", name="Answer", amount=2, unit="working_days"),
        ClockRule.objects.create(code="visit", name="Visit", amount=3, unit="calendar_days", warn_hours=48, escalate_hours=1),
        ClockRule.objects.create(code="call", name="Call back", amount=5, unit="hours", warn_hours=1, escalate_hours=2),
    ]
    book.forget()
    return {rule.code: rule for rule in made}


@pytest.fixture
def subject(db: None) -> Team:
    """Give a row that clocks run for. Any row can be one; here it is a team."""
    return TeamFactory(code="subject")


@pytest.fixture
def follower() -> Iterator[list[tuple[int, datetime | None]]]:
    """Give what the subject's type heard of moved clocks."""
    heard: list[tuple[int, datetime | None]] = []
    services.on_moved("accounts.team", lambda pk, due_at: heard.append((pk, due_at)))
    yield heard
    services.forget_subject("accounts.team")


def begin(subject: Any, rule: str = "answer", **more: Any) -> Any:
    """Start a clock for the subject in the north of the city."""
    return services.start(rule, subject=subject, **{"subject_ref": "HEDGE-4-LAMP-71", "area_path": "city/north/", **more})
