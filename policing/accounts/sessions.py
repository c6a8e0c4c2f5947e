"""The session engine: Django's own in the database, with the person beside the row so that their sessions can be ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from policing import timekeeping
from policing.accounts.models import Session

DEVICE = "device"
SINCE = "since"


class SessionStore(DatabaseStore):
    """Keeps the person, a coarse device word and days beside a session; its end is rounded up to the hour."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Give the table of sessions. It is asked for late: the engine is loaded before the models are."""

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Give the row of these data."""
        row: Any = super().create_model_instance(data)
        row.expire_date = timekeeping.coarse(row.expire_date) + timedelta(hours=1)
        person = data.get(SESSION_KEY)
        if person is not None:
            row.account_id, row.seen = int(person), timekeeping.now().date()
            row.device, row.since = data.get(DEVICE, ""), data.get(SINCE)
        return row
