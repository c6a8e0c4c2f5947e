"""The identity room: who wrote, how to reach them, who was let in, and who looked. Other tables hold only its keys."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from policing import timekeeping
from policing.events.models import APPEND_ONLY, ClockTimestamp


class Identity(models.Model):
    """Who stands behind a named or confidential report: name in cipher, and the account where there is one."""

    class Mode(models.TextChoices):
        """How the person chose to speak."""

        NAMED = "named", _("named")
        CONFIDENTIAL = "confidential", _("confidential")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mode = models.CharField(max_length=12, choices=Mode)
    name_cipher = models.BinaryField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    share_with_partners = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        verbose_name_plural = "identities"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(mode__in=["named", "confidential"]), name="identity_mode"),
            models.CheckConstraint(
                condition=Q(mode="named") | Q(share_with_partners=False), name="identity_confidential_never_shared"
            ),
        ]

    def __str__(self) -> str:
        return f"identity {self.pk}"


class ContactPoint(models.Model):
    """One way to reach an identity: encrypted, found only by equality of a keyed hash, never searched in part."""

    class Kind(models.TextChoices):
        """What sort of address it is."""

        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")

    identity = models.ForeignKey(Identity, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=Kind)
    cipher = models.BinaryField()
    blind_index = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=12, default="en-gb")
    stopped_at = models.DateTimeField(null=True)
    stopped_why = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["identity", "kind"], name="contact_one_of_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=["email", "phone"]), name="contact_kind"),
        ]

    def __str__(self) -> str:
        return f"contact point {self.pk}"


class AccessGrant(models.Model):
    """A person was let in to see one identity, for a stated reason, for a short while."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    identity = models.ForeignKey(Identity, models.CASCADE, related_name="access_grants")
    reason = models.CharField(_("reason"), max_length=300)
    opened_at = models.DateTimeField(default=timekeeping.now)
    closes_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="accessgrant_ends")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["user", "identity", "closes_at"], name="accessgrant_open")]

    def __str__(self) -> str:
        return f"access grant {self.pk}"


class AccessLog(models.Model):
    """Who looked at whose identity, when. Append-only; it outlives the identity by its key."""

    class Act(models.TextChoices):
        """What was done: the door was opened, or name and contacts were shown."""

        OPENED = "opened", _("asked to see")
        REVEALED = "revealed", _("saw")

    act = models.CharField(max_length=10, choices=Act)
    actor = models.UUIDField()
    identity_key = models.UUIDField()
    subject_type = models.CharField(max_length=60)
    subject_ref = models.CharField(max_length=60)
    at = models.DateTimeField(default=timekeeping.now)
    recorded_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(act__in=["opened", "revealed"]), name="accesslog_act")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["identity_key", "at"], name="accesslog_of_identity"),
            models.Index(fields=["actor", "at"], name="accesslog_of_actor"),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"look {self.pk}"
