"""What the team did with a report beside speaking: whose it is, what kind it is, what it is not the same as; and their own tools."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.models.category import Category
from feedback.models.report import Report
from policing import timekeeping
from policing.accounts.models import Team, User


class Handover(models.Model):
    """A report was given to a person or to another team, and why."""

    class Kind(models.TextChoices):
        """What was handed over."""

        ASSIGN = "assign", _("given to a person")
        REFER = "refer", _("passed to another team")

    report = models.ForeignKey(Report, models.CASCADE, related_name="handovers")
    kind = models.CharField(max_length=8, choices=Kind)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    from_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    to_person = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(kind__in=["assign", "refer"]), name="handover_kind"),
            models.CheckConstraint(condition=Q(kind="assign") | ~Q(reason=""), name="handover_refer_has_reason"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["report", "id"], name="handover_of_report")]

    def __str__(self) -> str:
        return f"handover {self.pk}"


class CategoryChange(models.Model):
    """A report was found to be about something else than its sender chose, and why."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="category_changes")
    old = models.ForeignKey(Category, models.PROTECT, related_name="+")
    new = models.ForeignKey(Category, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [models.CheckConstraint(condition=~Q(old=F("new")), name="categorychange_changes")]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["report", "id"], name="categorychange_of_report")]

    def __str__(self) -> str:
        return f"change of category {self.pk}"


class NotSame(models.Model):
    """Somebody looked at two reports that seem alike and said that they are not the same. The lower id is ``one``."""

    one = models.ForeignKey(Report, models.CASCADE, related_name="+")
    other = models.ForeignKey(Report, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["one", "other"], name="notsame_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="notsame_in_order"),
        ]

    def __str__(self) -> str:
        return f"not the same {self.pk}"


class SavedFilter(models.Model):
    """A way to narrow the inbox that a member of staff keeps under a name."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_filters")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, blank=True, help_text="the part of the address behind the question mark")
    at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["user", "name"], name="savedfilter_once")]

    def __str__(self) -> str:
        return f"filter {self.pk}"


class BulkAct(models.Model):
    """One act on several reports at once, with what is needed to undo it while nobody has changed them since."""

    class Act(models.TextChoices):
        """What was done."""

        ASSIGN = "assign", _("given to a person")
        ACKNOWLEDGE = "acknowledge", _("marked as read")
        MERGE = "merge", _("merged")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    actor = models.ForeignKey(User, models.CASCADE, related_name="+")
    act = models.CharField(max_length=12, choices=Act)
    items = models.JSONField(default=list, help_text="for each report its id, its version after the act, and what it was before")
    at = models.DateTimeField(default=timekeeping.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(act__in=["assign", "acknowledge", "merge"]), name="bulkact_act")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["actor", "-id"], name="bulkact_of_actor")]

    def __str__(self) -> str:
        return f"bulk act {self.pk}"
