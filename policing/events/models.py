"""The append-only record of what happened, its seals, and the outbox."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Func

APPEND_ONLY = (
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
    pgtrigger.Trigger(
        name="no_truncate",
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION 'append-only: % cannot be truncated', TG_TABLE_NAME;",
    ),
)


class ClockTimestamp(Func):
    """PostgreSQL's own clock at the moment of the row, which no simulated time can move."""

    function = "clock_timestamp"
    template = "%(function)s()"
    output_field = models.DateTimeField()


class Event(models.Model):
    """One happening: what, to which thing, by whom (a pseudonym or a role), when. Never changed, never deleted.

    The payload holds ids and codes, never personal text. ``content_hash`` covers everything but the id and the
    database's ``recorded_at``, which the seal adds.
    """

    class ActorKind(models.TextChoices):
        """Who acted, where a name would say too much."""

        PERSON = "person"
        REPORTER = "reporter"
        SYSTEM = "system"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor = models.UUIDField(null=True, help_text="pseudonym of the person; empty for a reporter and for the system")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_ref = models.CharField(max_length=60, blank=True)
    area_path = models.CharField(max_length=400, blank=True)
    team_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(actor_kind__in=["person", "reporter", "system"]), name="event_actor_kind"),
            models.CheckConstraint(condition=Q(actor_kind="person") | Q(actor=None), name="event_only_persons_have_pseudonyms"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["subject_type", "subject_id", "id"], name="event_of_subject")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class EventSeal(models.Model):
    """One link of the hash chain over committed events, appended by the sealer."""

    seq = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="seal")
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        constraints: ClassVar[list[Any]] = [models.CheckConstraint(condition=Q(seq__gte=1), name="seal_counts_from_one")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"seal {self.seq}"


class Dispatch(models.Model):
    """The outbox row of an event: what its handlers and the sealer still owe. A row is the queue."""

    class State(models.TextChoices):
        """Where the row stands."""

        WAITING = "waiting"
        DONE = "done"
        STUCK = "stuck"

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="dispatch")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    handled = ArrayField(models.CharField(max_length=80), default=list, help_text="handlers that are through")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=ClockTimestamp())
    error = models.CharField(max_length=200, blank=True)
    sealed = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "dispatches"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=["waiting", "done", "stuck"]), name="dispatch_state")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="dispatch_waiting"),
            models.Index(F("event"), condition=Q(sealed=False), name="dispatch_unsealed"),
        ]

    def __str__(self) -> str:
        return f"dispatch {self.pk}"
