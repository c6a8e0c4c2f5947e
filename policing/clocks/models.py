"""Rules for when something is due, and the clocks that run by them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from policing import timekeeping
from policing.accounts.models import Team
from policing.clocks.querysets import ClockQuerySet
from policing.clocks.workflow import CLOCK, OPEN

STATES = [state.code for state in CLOCK.states]


class Holiday(models.Model):
    """A day on which the Agency's working clocks stand still."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name, verbose_name_plural = _("holiday"), _("holidays")
        ordering: ClassVar[list[str]] = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class ClockRule(models.Model):
    """By when something is owed: so many working days, calendar days or hours after it starts."""

    class Unit(models.TextChoices):
        """What the amount counts."""

        WORKING_DAYS = "working_days", _("working days")
        CALENDAR_DAYS = "calendar_days", _("days")
        HOURS = "hours", pgettext_lazy("what is counted in", "hours")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("what is owed"), max_length=120)
    amount = models.PositiveSmallIntegerField(_("amount"), validators=[MinValueValidator(1)])
    unit = models.CharField(_("unit"), max_length=20, choices=Unit, default=Unit.WORKING_DAYS)
    warn_hours = models.PositiveSmallIntegerField(_("warn so many hours before"), default=24)
    escalate_hours = models.PositiveSmallIntegerField(_("tell the supervisor so many hours after"), default=24)
    is_public = models.BooleanField(_("the public sees this clock"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("clock rule"), _("clock rules")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(amount__gte=1), name="clockrule_amount"),
            models.CheckConstraint(condition=Q(unit__in=["working_days", "calendar_days", "hours"]), name="clockrule_unit"),
        ]

    def __str__(self) -> str:
        return self.name


class Clock(models.Model):
    """One running promise: this thing is owed by this team by that moment."""

    rule = models.ForeignKey(ClockRule, models.PROTECT, related_name="clocks")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_ref = models.CharField(max_length=60, blank=True)
    area_path = models.CharField(max_length=400, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=CLOCK.choices(), default=CLOCK.initial)
    started_at = models.DateTimeField(default=timekeeping.now)
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="clock_state"),
            models.CheckConstraint(condition=Q(due_at__gt=F("started_at")), name="clock_due_after_start"),
            models.CheckConstraint(condition=Q(state="paused") ^ Q(paused_at=None), name="clock_paused_has_moment"),
            models.CheckConstraint(condition=Q(state__in=OPEN) ^ Q(ended_at__isnull=False), name="clock_ended_has_moment"),
            models.UniqueConstraint(
                fields=["rule", "subject_type", "subject_id"], condition=Q(state__in=OPEN), name="clock_one_open"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["due_at", "id"], condition=Q(state="running"), name="clock_running_due"),
            models.Index(fields=["subject_type", "subject_id"], name="clock_of_subject"),
        ]

    def __str__(self) -> str:
        return f"clock {self.pk}"

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the promise is late at a moment."""
        return self.state == "running" and self.due_at < now


class ClockExtension(models.Model):
    """A promise was moved, and why. People read these as facts, so each is a row of its own."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="extensions")
    actor = models.UUIDField()
    old_due = models.DateTimeField()
    new_due = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(new_due__gt=F("old_due")), name="extension_is_later")
        ]

    def __str__(self) -> str:
        return f"extension {self.pk}"


class ClockPause(models.Model):
    """A promise stood still, and why. ``resumed_at`` stays empty where it was kept or dropped before it went on."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses")
    actor = models.UUIDField()
    reason = models.CharField(_("reason"), max_length=300)
    paused_at = models.DateTimeField(default=timekeeping.now)
    resumed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(resumed_at=None) | Q(resumed_at__gte=F("paused_at")), name="pause_ends_after_start"
            ),
            models.UniqueConstraint(fields=["clock"], condition=Q(resumed_at=None), name="pause_one_open"),
        ]

    def __str__(self) -> str:
        return f"pause {self.pk}"
