"""The reports that a signed-in person sent with a name, and what waits for them there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from feedback.models import Report
from policing import access, timekeeping
from policing.accounts.models import User

ASKED_FOR_A_VIEW = timedelta(days=30)


def reports(user: User) -> QuerySet[Any]:
    """Give the person's own reports, newest first, with what a line shows. One query."""
    rows: Any = access.visible(Report, user)
    rows = rows.filter(reporter_id=user.pk).select_related("area", "category", "lead")
    return rows.defer("area__boundary", "words", "details", "lead__words", "lead__details").order_by("-id")  # type: ignore[no-any-return]


def waiting(user: User) -> QuerySet[Any]:
    """Give those that wait for the person: a question, a result not read yet, or an end that they said nothing of. One query."""
    since = timekeeping.now() - ASKED_FOR_A_VIEW
    asked = Q(state="asked", unread_replies=0)
    ended = Q(state="closed", closed_at__gte=since, rating=None)
    return reports(user).filter(asked | ended | Q(has_unread_result=True))
