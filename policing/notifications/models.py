"""What each person was told, and each message that leaves the house."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from policing.accounts.models import User
from policing.events.models import ClockTimestamp
from policing.privacy.models import ContactPoint


class Notification(models.Model):
    """One line of a person's inbox, exactly once for an event."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notifications", db_index=False)
    event_id = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_ref = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["event_id", "user"], name="notification_once")]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "-id"], name="notification_of_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return f"notification {self.pk}"


class Delivery(models.Model):
    """One message to one recipient over one channel, unique for an event: what makes a task safe to run twice."""

    class State(models.TextChoices):
        """Where the message stands."""

        QUEUED = "queued", _("queued")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        RETRY = "retry", _("waiting to try again")
        FAILED = "failed", _("failed")
        SUPPRESSED = "suppressed", _("not sent, no longer wanted or allowed")

    class Urgency(models.IntegerChoices):
        """In which order messages go out."""

        NOW = 0, _("at once")
        SOON = 1, _("soon")
        BULK = 2, _("when there is time")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, help_text="makes the Message-ID, the same however often it is sent")
    event_id = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    channel = models.CharField(max_length=20)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+", db_index=False)
    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, null=True, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.SOON)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(db_default=ClockTimestamp())
    due_at = models.DateTimeField(
        db_default=ClockTimestamp(), help_text="when anybody may claim it; while it is sent, the end of the lease"
    )
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(user=None) ^ Q(contact_point=None), name="delivery_one_recipient"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending", "sent", "retry", "failed", "suppressed"]), name="delivery_state"
            ),
            models.UniqueConstraint(
                fields=["event_id", "user", "channel"], condition=~Q(user=None), name="delivery_once_a_person"
            ),
            models.UniqueConstraint(
                fields=["event_id", "contact_point", "channel"], condition=~Q(contact_point=None), name="delivery_once_a_contact"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                F("urgency"), F("due_at"), condition=Q(state__in=["queued", "retry", "sending"]), name="delivery_waiting"
            ),
            models.Index(fields=["user"], condition=~Q(user=None), name="delivery_of_user"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class Preference(models.Model):
    """What a person wants over a channel: one kind of notice, or (kind empty) all that may be switched off."""

    user = models.ForeignKey(User, models.CASCADE, related_name="preferences", db_index=False)
    kind = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=20)
    wanted = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["user", "kind", "channel"], name="preference_once")]

    def __str__(self) -> str:
        return f"preference {self.pk}"


class Stop(models.Model):
    """A channel that does not reach a person any more: their address refused for good. They are told, and can try again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    why = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["user", "channel"], name="stop_once")]

    def __str__(self) -> str:
        return f"stop {self.pk}"
