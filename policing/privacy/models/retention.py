"""How long things are kept: the schedule, what must not be disposed of, each night's work, and what is left of what ended."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policing import timekeeping
from policing.privacy.workflow import HOLD

MOST_DAYS = 36_500
FATES = ("delete", "strip", "tombstone")


class RetentionRule(models.Model):
    """For how many days one class of things is kept. The classes, and what becomes of them, come from the code."""

    code = models.SlugField(_("what it is about"), max_length=40, unique=True)
    days = models.PositiveIntegerField(
        _("days"), validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)], help_text=_("From 1 to 36,500.")
    )
    changed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("time that something is kept"), _("how long things are kept")
        ordering: ClassVar[list[str]] = ["code"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(days__range=(1, MOST_DAYS)),
                name="retentionrule_days",
                violation_error_message=_("Choose from 1 to 36,500 days."),
            )
        ]

    def __str__(self) -> str:
        return self.code


class LegalHold(models.Model):
    """A record must not be disposed of until somebody says so: a court, a complaint or a review needs it."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_ref = models.CharField(max_length=60, blank=True)
    area_path = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=10, choices=HOLD.choices(), default=HOLD.initial)
    reason = models.CharField(_("reason"), max_length=500)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    placed_at = models.DateTimeField(default=timekeeping.now)
    release_reason = models.CharField(_("reason for the end"), max_length=500, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("hold"), _("holds")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=["held", "released"]), name="legalhold_state"),
            models.CheckConstraint(condition=~Q(reason=""), name="legalhold_has_reason"),
            models.CheckConstraint(condition=Q(state="released") ^ Q(released_at=None), name="legalhold_released_has_moment"),
            models.CheckConstraint(condition=Q(state="held") | ~Q(release_reason=""), name="legalhold_release_has_reason"),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"], condition=Q(state="held"), name="legalhold_one_of_a_thing"
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["subject_type", "subject_id"], name="legalhold_of_subject")]

    def __str__(self) -> str:
        return f"hold {self.pk}"


class DisposalRun(models.Model):
    """What was disposed of in one class on one day, as it goes on: read while the night's work runs, and after."""

    code = models.SlugField(max_length=40)
    day = models.DateField()
    disposed = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0, help_text="due, but kept by a hold")
    batches = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timekeeping.now)
    finished_at = models.DateTimeField(null=True)
    has_failed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["code", "day"], name="disposalrun_once_a_day")]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["-day", "code"], name="disposalrun_newest")]

    def __str__(self) -> str:
        return f"disposal run {self.pk}"


class Tombstone(models.Model):
    """What is left of a record whose time was over: day, outcome and whether promises were met. No words, and nobody.

    ``received_on`` is the day, so that public counts over a year do not change when a record goes. ``reference_hash`` is a
    keyed hash: it answers “did you have this?” to somebody who has the reference, and nothing else.
    """

    code = models.SlugField(max_length=40, help_text="class of retention")
    subject_type = models.CharField(max_length=60)
    reference_hash = models.CharField(max_length=64, unique=True)
    area_path = models.CharField(max_length=400, blank=True)
    received_on = models.DateField()
    ended_month = models.DateField(null=True)
    state = models.CharField(max_length=12)
    outcome = models.CharField(max_length=16, blank=True)
    clocks_met = models.PositiveSmallIntegerField(default=0)
    clocks_missed = models.PositiveSmallIntegerField(default=0)
    contests = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    disposed_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(ended_month=None) | Q(ended_month__day=1), name="tombstone_ended_month_only")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["subject_type", "received_on"], name="tombstone_by_day")]

    def __str__(self) -> str:
        return f"tombstone {self.pk}"
