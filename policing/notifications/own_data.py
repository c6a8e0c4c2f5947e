"""What notices hold about a person: for their own copy, and what becomes of it when they leave."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from policing.accounts.models import User
from policing.notifications.kinds import find_kind
from policing.notifications.models import Delivery, Notification, Preference, Stop
from policing.ui.registry import Belonging, belongings

MOST = 5000


def _notices(user: User) -> dict[str, Any]:
    rows = Notification.objects.filter(user=user).order_by("-id")[:MOST]
    sent = Delivery.objects.filter(user=user).order_by("-id").values("kind", "channel", "state", "sent_at")[:MOST]
    return {"inbox": [_said(row) for row in rows], "messages": list(sent)}


def _said(row: Notification) -> dict[str, Any]:
    kind = find_kind(row.kind)
    return {"at": row.at, "read_at": row.read_at, "words": kind.say(row.subject_ref) if kind else row.kind}


def _wishes(user: User) -> dict[str, Any]:
    return {
        "preferences": list(Preference.objects.filter(user=user).order_by("id").values("kind", "channel", "wanted")),
        "stopped": list(Stop.objects.filter(user=user).order_by("id").values("channel", "why", "at")),
    }


def _forget_notices(user: User) -> None:
    Notification.objects.filter(user=user).delete()
    Delivery.objects.filter(user=user).delete()


def _forget_wishes(user: User) -> None:
    Preference.objects.filter(user=user).delete()
    Stop.objects.filter(user=user).delete()


def connect() -> None:
    """Hand in what notices hold."""
    belongings.add(Belonging("notifications.notices", _("What we told you"), _notices, _forget_notices, order=60))
    belongings.add(Belonging("notifications.wishes", _("What you want to hear"), _wishes, _forget_wishes, order=61))
