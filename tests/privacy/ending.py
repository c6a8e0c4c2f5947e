"""Reports whose time is over, made by commands; and the night that comes for them."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from PIL import Image

from feedback.models import Attachment, Report
from feedback.services import speaking_up
from feedback.services.intake import Sender
from policing import timekeeping, uploads
from policing.accounts.models import User
from policing.privacy.receipts import new_token
from policing.privacy.services import disposal, holding
from tests.feedback.tools import do, door, send

KNOWN = Sender(mode="confidential", name="Zuleika Quince", email="zuleika.quince@example.org")
LONG = timedelta(days=3 * 365 + 1)


def ended(officer: User, sender: Sender = KNOWN, *, since: timedelta = LONG, **more: Any) -> Report:
    """Send a report, let it be answered, closed, contested, and closed again, so long ago."""
    report = send(sender, **more).report
    do(report, "answer", officer)
    do(report, "close", officer)
    speaking_up.contest(door(report), words="Still dark.", token=new_token())
    do(report, "close", officer)
    return long_ago(report, since)


def long_ago(report: Report, since: timedelta) -> Report:
    """Let a report have come in and ended so long ago: time is the one thing that no command can make."""
    then = timekeeping.now() - since
    report.refresh_from_db()
    moments = {"received_at": timekeeping.coarse(then)} | ({"closed_at": then} if report.closed_at else {})
    Report.objects.filter(pk=report.pk).update(**moments)
    report.refresh_from_db()
    return report


def with_picture(report: Report) -> Attachment:
    """Give a report a picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "JPEG")
    out.seek(0)
    upload = uploads.store(uploads.clean_image(out), report)
    return Attachment.objects.create(report=report, upload=upload, at=timekeeping.coarse(timekeeping.now()))


def hold(report: Report, actor: User, reason: str = "A court asks for it.") -> Any:
    """Hold a report back."""
    return holding.place(subject_type="feedback.report", reference=report.reference, reason=reason, actor=actor)


def night(now: datetime | None = None) -> int:
    """Do a night's work."""
    return disposal.run(now)
