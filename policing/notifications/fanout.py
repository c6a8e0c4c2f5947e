"""From an event to its notices and deliveries: by sets, so that a hundred thousand people cost ten statements, not a task each.

Runs as a handler of the relay, in its transaction: whatever dies on the way leaves nothing behind, and unique constraints see
to it that running twice tells nobody twice.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet

from policing.accounts.models import User
from policing.events.models import Event
from policing.events.services import kick
from policing.notifications.channels import base as channels
from policing.notifications.kinds import NoticeKind, kinds_of
from policing.notifications.models import Delivery
from policing.privacy.models import ContactPoint

BATCH = 10_000
SEND = "notifications.send_due"

# people who were told just now, times the channels that they want: a preference for this kind beats one for all kinds
TELL = """
WITH people (id) AS ({people}),
told AS (
    INSERT INTO notifications_notification (user_id, event_id, kind, subject_type, subject_id, subject_ref, at)
    SELECT id, %(event)s, %(kind)s, %(subject_type)s, %(subject_id)s, %(subject_ref)s, %(at)s FROM people
    ON CONFLICT (event_id, user_id) DO NOTHING
    RETURNING user_id
),
queued AS (
    INSERT INTO notifications_delivery
        (uuid, event_id, kind, channel, user_id, subject_type, subject_id, urgency, state, attempts, error)
    SELECT gen_random_uuid(), %(event)s, %(kind)s, channel.name, told.user_id, %(subject_type)s, %(subject_id)s, %(urgency)s,
           'queued', 0, ''
    FROM told CROSS JOIN unnest(%(channels)s::text[], %(defaults)s::boolean[]) AS channel (name, is_default)
    WHERE NOT EXISTS (
        SELECT FROM notifications_stop stop WHERE stop.user_id = told.user_id AND stop.channel = channel.name
    ) AND COALESCE((
        SELECT preference.wanted OR (channel.is_default AND %(must)s)
        FROM notifications_preference preference
        WHERE preference.user_id = told.user_id AND preference.channel = channel.name AND preference.kind IN (%(kind)s, '')
        ORDER BY preference.kind DESC LIMIT 1
    ), channel.is_default)
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT (SELECT max(id) FROM people), (SELECT count(*) FROM people), (SELECT count(*) FROM queued)
"""


def tell_all(event: Event) -> None:
    """Tell everybody whom an event of this name is for, once; the person who acted already knows. Kicks the channels."""
    queued = 0
    for kind in kinds_of(event.name):
        found = kind.recipients(event)
        if found.users is not None:
            queued += _tell_users(kind, event, found.users)
        if found.contacts:
            queued += _queue_contacts(kind, event, list(found.contacts))
    if queued:
        transaction.on_commit(lambda: kick(SEND))


def _tell_users(kind: NoticeKind, event: Event, users: QuerySet[User]) -> int:
    people = users.filter(is_active=True).order_by("pk")
    if event.actor is not None:
        people = people.exclude(pseudonym=event.actor)
    queued, after = 0, 0
    while True:
        last, count, mails = _tell_batch(kind, event, people.filter(pk__gt=after))
        queued += mails
        if count < BATCH:
            return queued
        after = last


def _tell_batch(kind: NoticeKind, event: Event, people: QuerySet[User]) -> tuple[int, int, int]:
    """Tell up to ten thousand people in one statement. Gives the last one's id, how many, and how many messages that makes."""
    try:
        sql, params = people.values("pk")[:BATCH].query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return 0, 0, 0
    named = {f"p{place}": value for place, value in enumerate(params)}
    inner = sql.replace("%%", "%%%%") % tuple(f"%({name})s" for name in named)
    with connection.cursor() as cursor:
        cursor.execute(TELL.format(people=inner), {**named, **_values(kind, event)})
        last, count, queued = cursor.fetchone() or (0, 0, 0)
    return last or 0, count, queued


def _values(kind: NoticeKind, event: Event) -> dict[str, Any]:
    offered = [] if kind.in_app_only else [channel.name for channel in channels.all_channels()]
    return {
        "event": event.pk,
        "kind": kind.name,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "subject_ref": event.subject_ref,
        "at": event.at,
        "urgency": int(kind.urgency),
        "channels": offered,
        "defaults": [name in kind.channels for name in offered],
        "must": not kind.may_opt_out,
    }


def _queue_contacts(kind: NoticeKind, event: Event, contacts: list[int]) -> int:
    """Queue a message for each contact point that still wants to be written to."""
    by_kind = {channel.contact_kind: channel.name for channel in channels.all_channels() if channel.name in kind.channels}
    wanted = ContactPoint.objects.filter(pk__in=contacts, stopped_at=None, kind__in=by_kind).values_list("pk", "kind")
    rows = [
        Delivery(
            event_id=event.pk,
            kind=kind.name,
            channel=by_kind[contact_kind],
            contact_point_id=pk,
            subject_type=event.subject_type,
            subject_id=event.subject_id,
            urgency=kind.urgency,
        )
        for pk, contact_kind in wanted
    ]
    return len(Delivery.objects.bulk_create(rows, ignore_conflicts=True))
