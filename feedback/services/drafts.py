"""A report being written, kept on the server for somebody unknown: sealed under a key that only their cookie leads to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db.models import Count

from feedback.models import Draft
from policing import timekeeping
from policing.privacy.crypto import keyed_hash
from policing.privacy.receipts import new_token

DRAFT_HOURS = 72
SENT_HOURS = 1


@dataclass
class Writing:
    """What is written so far. ``key`` is the cookie's secret (never stored), ``token`` names this one submission, ``photos`` counts the
    pictures when it was read."""

    key: str
    token: str
    answers: dict[str, Any] = field(default_factory=dict)
    sent: str = ""
    photos: int = 0

    def get(self, name: str, default: Any = "") -> Any:
        """Give one answer."""
        return self.answers.get(name, default)


def begin() -> Writing:
    """Give an empty draft with a fresh key; nothing is stored yet."""
    return Writing(key=secrets.token_urlsafe(16), token=new_token())


def seal(key: str) -> Fernet:
    """Give the cipher of one draft, made of its cookie's secret and the site's pepper."""
    digest = hmac.new(settings.PEPPER.encode(), f"draft:{key}".encode(), hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def find(key: str) -> Writing | None:
    """Give the draft that the cookie leads to, or None where there is none, it is over, or the key is not ours."""
    if not key:
        return None
    rows = Draft.objects.annotate(pictures=Count("photos"))
    row = rows.filter(lookup=keyed_hash("draft", key), expires_at__gt=timekeeping.now()).first()
    if row is None:
        return None
    try:
        held = json.loads(seal(key).decrypt(bytes(row.cipher)))
    except InvalidToken:
        return None
    return Writing(key=key, token=held["token"], answers=held["answers"], sent=held["sent"], photos=row.pictures)


def keep(writing: Writing) -> None:
    """Store the draft, for 72 hours from now; a sent one for an hour, so that a repeat finds its receipt. One query."""
    held = json.dumps({"token": writing.token, "answers": writing.answers, "sent": writing.sent})
    ends = timekeeping.now() + timedelta(hours=SENT_HOURS if writing.sent else DRAFT_HOURS)
    row = Draft(lookup=keyed_hash("draft", writing.key), cipher=seal(writing.key).encrypt(held.encode()), expires_at=ends)
    Draft.objects.bulk_create([row], update_conflicts=True, unique_fields=["lookup"], update_fields=["cipher", "expires_at"])


def drop(key: str) -> None:
    """Forget the draft at once: “Stop, and keep nothing”."""
    Draft.objects.filter(lookup=keyed_hash("draft", key)).delete()


def dispose() -> int:
    """Delete the drafts that are over. Gives how many."""
    deleted, _by_model = Draft.objects.filter(expires_at__lte=timekeeping.now()).delete()
    return deleted
