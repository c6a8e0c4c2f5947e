"""Sends what is due: claim, look once more, render, hand to the channel, and note each fate at once in its own commit."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from django.db import transaction

from policing.events.services import Actor, emit
from policing.events.steps import step
from policing.notifications import claiming
from policing.notifications.channels.base import Channel, ChannelError, Outgoing, all_channels
from policing.notifications.models import Delivery, Stop
from policing.notifications.rechecking import Look
from policing.notifications.rendering import Renderer
from policing.privacy import contacts

log = logging.getLogger(__name__)

MOST_SECONDS = 120.0
SHARE_OF_LEASE = 0.4
ADDRESS_REFUSED = "notifications.address.refused"


def send_due(seconds: float = MOST_SECONDS) -> int:
    """Send what is due over every channel until nothing is, or the time is over. Gives how many messages were claimed."""
    ends = time.monotonic() + seconds
    return sum(_send_channel(channel, ends) for channel in all_channels())


def _send_channel(channel: Channel, ends: float) -> int:
    claimed = 0
    while time.monotonic() < ends:
        rows = claiming.claim(channel.name)
        if not rows:
            break
        step("sending.claimed")
        claimed += len(rows)
        _send_batch(channel, rows)
    return claimed


def _send_batch(channel: Channel, rows: Sequence[Delivery]) -> None:
    """Send one batch well within its lease; what the channel did not get to goes back to the queue."""
    until = time.monotonic() + claiming.LEASE.total_seconds() * SHARE_OF_LEASE
    ready = _prepare(rows)
    waiting = {one.delivery.pk: one.delivery for one in ready}

    def settle(one: Outgoing, error: ChannelError | None) -> None:
        step("sending.answered")
        del waiting[one.delivery.pk]
        _settle(one.delivery, error)
        step("sending.settled")

    if ready:
        channel.send(ready, settle, until)
    for delivery in waiting.values():
        claiming.give_back(delivery)


def _prepare(rows: Sequence[Delivery]) -> list[Outgoing]:
    """Drop what must not go out any more and render the rest. A message that cannot be rendered waits, and stops no other."""
    look, renderer, ready = Look(rows), Renderer({row.event_id for row in rows}), []
    for row in rows:
        why = look.refusal(row)
        subject = look.subject(row)
        if why or subject is None:
            claiming.mark_suppressed(row, why)
            continue
        try:
            ready.append(renderer.outgoing(row, subject))
        except Exception as error:  # noted in the row and tried again; the other messages go out
            log.warning("notifications.not_rendered", extra={"code": row.kind, "delivery_id": row.pk}, exc_info=True)
            claiming.try_later(row, type(error).__name__)
    return ready


def _settle(delivery: Delivery, error: ChannelError | None) -> None:
    if error is None:
        claiming.mark_sent(delivery)
    elif error.permanent:
        _fail(delivery, error)
    else:
        claiming.try_later(delivery, error.code)


def _fail(delivery: Delivery, error: ChannelError) -> None:
    """Note a failure for good. An address that refuses for good is written to no more, and its person is told in-app."""
    with transaction.atomic():
        if not claiming.mark_failed(delivery, error.code) or not error.is_address:
            return
        if delivery.contact_point is not None:
            contacts.stop(delivery.contact_point, "refused")
        elif delivery.user_id is not None:
            Stop.objects.bulk_create(
                [Stop(user_id=delivery.user_id, channel=delivery.channel, why=error.code[:60])], ignore_conflicts=True
            )
            emit(ADDRESS_REFUSED, subject=delivery, actor=Actor.system(), payload={"channel": delivery.channel})
