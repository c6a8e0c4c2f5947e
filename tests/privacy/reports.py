"""A report with somebody behind it, made straight in the tables: the identity room is what is tested, not the intake."""

from __future__ import annotations

from itertools import count
from typing import Any

from feedback.models import Category, Report
from policing import timekeeping
from policing.privacy.services import keep_identity
from tests.people import Cast

_numbers = count(1)


def report_in_north(cast: Cast, mode: str = "named", **identity: Any) -> Report:
    """Make a report in the north area, with an identity unless it is anonymous."""
    number = next(_numbers)
    kept = None
    if mode != "anonymous":
        kept = keep_identity(mode=mode, **{"name": "Ada Quill", "email": "ada@example.org", "phone": "020 7946 0000", **identity})
    category, _made = Category.objects.get_or_create(code="noise", defaults={"name": "Noise", "short_name": "Noise"})
    return Report.objects.create(
        reference=f"HEDGE-4-LAMP-{number}", submission=f"s{number}", submission_digest=f"d{number}", receipt_hash="none",
        category=category, area=cast.north, area_path=cast.north.path, team=cast.team_north, mode=mode, words="Loud music",
        received_at=timekeeping.now(), identity=kept,
    )  # fmt: skip
