"""What this app keeps and for how long, handed to the schedule of retention."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from policing.notifications.models import Delivery, Notification
from policing.privacy.kept import delete, older
from policing.privacy.retention import RetentionClass, schedule

DONE = ("sent", "failed", "suppressed")


def through(now: datetime, days: int) -> Any:
    """Give the messages that went out, or never will, and were made so long ago."""
    return Delivery.objects.filter(state__in=DONE, made_at__lte=now - timedelta(days=days))


CLASSES = (
    RetentionClass(
        name="notices",
        label=_("News in your account"),
        sentence=_("That there was news for you, for %(time)s. The news itself stands with the report."),
        counts_from=_("the news"),
        fate="delete",
        days=90,
        due=older(Notification, "at"),
        dispose=delete(Notification),
        batch=1000,
        order=60,
    ),
    RetentionClass(
        name="deliveries",
        label=_("Mails that we sent"),
        sentence=_("That we sent you a mail, and whether it arrived, for %(time)s. We do not keep what it said."),
        counts_from=_("the mail"),
        fate="delete",
        days=90,
        due=through,
        dispose=delete(Delivery),
        batch=1000,
        order=61,
    ),
)


def connect() -> None:
    """Put the classes into the schedule."""
    for kind in CLASSES:
        schedule.add(kind)
