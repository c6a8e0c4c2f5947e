"""What a person's own pages about notices show. Every question here is about one person's own rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from policing.accounts.models import User
from policing.errors import SignInNeeded
from policing.notifications.channels.base import Channel, all_channels
from policing.notifications.kinds import NoticeKind, all_kinds, find_kind
from policing.notifications.models import Notification, Preference, Stop
from policing.prepared import Prepared


@dataclass(frozen=True)
class Notice:
    """One line of the inbox. ``url`` is empty where the kind is gone, ``name`` where the thing has none that everybody may read."""

    id: int
    kind: str
    sentence: str
    url: str
    at: datetime
    is_read: bool
    is_urgent: bool
    name: str = ""


def person(user: User | AnonymousUser) -> User:
    """Give the account of whoever is signed in. Raises SignInNeeded where nobody is."""
    if not isinstance(user, User):
        raise SignInNeeded
    return user


def of(user: User) -> QuerySet[Notification]:
    """Give the person's notices."""
    return Notification.objects.filter(user=user)


def _unread(user_id: int) -> QuerySet[Notification, tuple[int]]:
    rows = Notification.objects.filter(user=user_id, read_at=None).order_by().values("user")
    return rows.annotate(many=Count("pk")).values_list("many")


UNREAD = Prepared(_unread)


def unread_count(request: HttpRequest) -> int:
    """Count the notices that the signed-in person has not read. One query over a partial index."""
    user = request.user
    return sum(many for (many,) in UNREAD.ask(user.pk)) if isinstance(user, User) else 0


def notice(row: Notification) -> Notice:
    """Give a row as people read it, in the language that is active."""
    kind = find_kind(row.kind)
    return Notice(
        id=row.pk,
        kind=row.kind,
        sentence=kind.say(row.subject_ref) if kind else _("Something happened to %(ref)s") % {"ref": row.subject_ref},
        url=kind.link(row.subject_ref) if kind else "",
        at=row.at,
        is_read=row.read_at is not None,
        is_urgent=kind is not None and kind.urgency == kind.urgency.NOW,
    )


def notices(rows: Iterable[Notification]) -> list[Notice]:
    """Give rows as people read them, each with the name of what it is about. One query for each sort of thing that has names."""
    held = list(rows)
    asked: dict[Callable[[Sequence[str]], Mapping[str, str]], set[str]] = {}
    for row in held:
        kind = find_kind(row.kind)
        if kind is not None and kind.names is not None:
            asked.setdefault(kind.names, set()).add(row.subject_ref)
    found = {find: find(sorted(refs)) for find, refs in asked.items()}
    return [replace(notice(row), name=_name(row, found)) for row in held]


def _name(row: Notification, found: Mapping[Any, Mapping[str, str]]) -> str:
    kind = find_kind(row.kind)
    return found[kind.names].get(row.subject_ref, "") if kind is not None and kind.names is not None else ""


@dataclass(frozen=True)
class Wish:
    """One box of the preference page: a kind, a channel, whether it is wanted now, and whether it can be switched off."""

    kind: NoticeKind
    channel: Channel
    wanted: bool
    is_fixed: bool

    @property
    def field(self) -> str:
        """Give the name of the box."""
        return f"{self.kind.name}:{self.channel.name}"


def kinds_for(user: User) -> tuple[NoticeKind, ...]:
    """Give the kinds that this person can get, but for those that never leave the inbox. Asks each reach once: a query or none."""
    kinds = [kind for kind in all_kinds() if not kind.in_app_only]
    reached = {reach for reach in {kind.reach for kind in kinds} if reach(user)}
    return tuple(kind for kind in kinds if kind.reach in reached)


def wishes_of(user: User) -> list[Wish]:
    """Give every box of the person's preference page. One query."""
    held = {(row.kind, row.channel): row.wanted for row in Preference.objects.filter(user=user)}
    found = []
    for kind in kinds_for(user):
        for channel in all_channels():
            by_default = channel.name in kind.channels
            is_fixed = by_default and not kind.may_opt_out
            wanted = held.get((kind.name, channel.name), held.get(("", channel.name), by_default))
            found.append(Wish(kind, channel, wanted or is_fixed, is_fixed))
    return found


def stopped(user: User) -> tuple[str, ...]:
    """Give the channels that do not reach the person any more."""
    return tuple(Stop.objects.filter(user=user).order_by("channel").values_list("channel", flat=True))
