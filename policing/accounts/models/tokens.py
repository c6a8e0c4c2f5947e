"""The tokens of people's programs, the browsers that are signed in, and mails with a code that wait."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from policing import timekeeping
from policing.accounts.models.people import User
from policing.accounts.querysets import (
    ApiTokenQuerySet,
    SessionQuerySet,
)
from policing.events.models import ClockTimestamp


class ApiToken(models.Model):
    """A token of a person's program: hashed, scoped, and ending. It can never do more than its person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("person"))
    name = models.CharField(_("what it is for"), max_length=80)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=8, editable=False)
    scopes = ArrayField(models.CharField(max_length=60), verbose_name=_("what it may do"))
    created_at = models.DateTimeField(_("made"), default=timekeeping.now, editable=False)
    expires_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("token"), _("tokens")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_ends")
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"

    @property
    def handle(self) -> str:
        """Give the name of this token in addresses: a piece of its keyed hash, which opens nothing."""
        return self.hash[:16]


class Session(AbstractBaseSession):
    """A browser that is signed in, or on its way: a coarse word for the device and two days, never an address or a user agent."""

    account = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=40, blank=True)
    since = models.DateField(null=True)
    seen = models.DateField(null=True)

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name, verbose_name_plural = _("session"), _("sessions")

    def __str__(self) -> str:
        return "session"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Give the store that reads and writes these rows."""
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")


class SecretMail(models.Model):
    """A mail with a code in it that waits to be sent: cipher only, claimed by lease, deleted once it is sent."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cipher = models.BinaryField()
    made_at = models.DateTimeField(db_default=ClockTimestamp())
    due_at = models.DateTimeField(db_default=ClockTimestamp())
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["due_at"], name="secretmail_due")]

    def __str__(self) -> str:
        return f"mail {self.pk}"
