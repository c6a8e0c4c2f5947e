"""What people do with their notices: read them, and say which of them should also come by mail."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from policing import timekeeping
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput, Unseen
from policing.notifications.channels.base import all_channels
from policing.notifications.kinds import find_kind
from policing.notifications.models import Notification, Preference, Stop

Wishes = Mapping[tuple[str, str], bool]


@command(name="notifications.read", page="notifications:read", api="notifications-api:read")
def read(notification_id: int, *, actor: User) -> None:
    """Mark one of the person's own notices as read. Twice is harmless. Raises Unseen for anybody else's."""
    own = Notification.objects.filter(pk=notification_id, user=actor)
    if not own.filter(read_at=None).update(read_at=timekeeping.now()) and not own.exists():
        raise Unseen


@command(name="notifications.read_all", page="notifications:read-all", api="notifications-api:read-all")
def read_all(*, actor: User, up_to: int | None = None) -> int:
    """Mark the person's notices as read, up to the newest that they have seen (an id), or all. Gives how many there were."""
    unread = Notification.objects.filter(user=actor, read_at=None)
    if up_to is not None:
        unread = unread.filter(pk__lte=up_to)
    return unread.update(read_at=timekeeping.now())


@command(name="notifications.prefer", page="notifications:preferences", api="notifications-api:preferences")
def prefer(wishes: Wishes, *, actor: User) -> None:
    """Keep what the person wants: (kind, channel) → wanted; the kind ``""`` stands for all that are not named.

    A channel that had stopped because its address refused is tried again once something is wanted over it. Raises BadInput for
    a kind or a channel that does not exist, and for switching off what everybody has to get.
    """
    _check(wishes)
    rows = [Preference(user=actor, kind=kind, channel=channel, wanted=wanted) for (kind, channel), wanted in wishes.items()]
    asked_again = {channel for (_kind, channel), wanted in wishes.items() if wanted}
    with transaction.atomic():
        Preference.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["user", "kind", "channel"], update_fields=["wanted"]
        )
        Stop.objects.filter(user=actor, channel__in=asked_again).delete()


def _check(wishes: Wishes) -> None:
    channels = {channel.name for channel in all_channels()}
    for (name, channel), wanted in wishes.items():
        kind = find_kind(name)
        if channel not in channels or (name and kind is None):
            raise BadInput({"preferences": [_("There is no such kind of notice, or no such way to send it.")]})
        if kind is not None and not kind.may_opt_out and not wanted and channel in kind.channels:
            raise BadInput({"preferences": [_("Everybody gets “%(kind)s”; it cannot be switched off.") % {"kind": kind.label}]})
