"""Who works along in a case, which reports feed it, who follows it, and who was told what came of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.models import Message, Report
from feedback.searching import SearchKey
from policing import timekeeping
from policing.access.sight import sight_choices
from policing.accounts.models import Team, User
from policing.areas.models import Area
from problems.models.case import Case, StageMove
from problems.querysets import CasePageQuerySet


class Member(models.Model):
    """A person works along in a case, with a role and with what they may see, perhaps until a day."""

    class Role(models.TextChoices):
        """What they are in the case."""

        LEAD = "lead", _("leads it")
        OFFICER = "officer", _("officer")
        ANALYST = "analyst", _("analyst")
        PARTNER = "partner", _("partner")
        RESIDENT = "resident", _("resident")

    case = models.ForeignKey(Case, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+", help_text="for whom they are here")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    sees = models.CharField(_("what they see"), max_length=12, choices=sight_choices)
    until = models.DateField(_("until"), null=True)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timekeeping.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["case", "user"], condition=Q(ended_at=None), name="member_once"),
            models.CheckConstraint(condition=Q(sees__in=["everything", "places", "plan", "counts"]), name="member_sees"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "-id"], condition=Q(ended_at=None), name="member_of_user"),
            models.Index(fields=["until"], condition=Q(ended_at=None, until__isnull=False), name="member_until"),
        ]

    def __str__(self) -> str:
        return f"member {self.pk}"


class CaseReport(models.Model):
    """A report feeds a case, and why; taken out again with a reason, the row stays."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    report = models.ForeignKey(Report, models.CASCADE, related_name="case_links")
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timekeeping.now)
    left_at = models.DateTimeField(null=True)
    left_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["report"], condition=Q(left_at=None), name="casereport_in_one_case"),
            models.CheckConstraint(condition=Q(left_at=None) | ~Q(left_reason=""), name="casereport_left_has_reason"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["case", "-id"], condition=Q(left_at=None), name="casereport_of_case")
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"


class CasePage(models.Model):
    """A case as the public reads it: words that staff wrote for it. ``slug`` is drawn at random."""

    slug = models.SlugField(max_length=16, unique=True)
    case = models.OneToOneField(Case, models.CASCADE, related_name="page")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    area_path = models.CharField(max_length=400, blank=True)
    title = models.CharField(_("title"), max_length=120)
    said = models.TextField(_("what you told us"), max_length=1500)
    looked = models.TextField(_("what we found"), max_length=1500, blank=True)
    did = models.TextField(_("what is done"), max_length=1500, blank=True)
    changed = models.TextField(_("what changed"), max_length=1500, blank=True)
    followers = models.PositiveIntegerField(default=0)
    remarks = models.PositiveIntegerField(default=0)
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(default=timekeeping.now)
    changed_at = models.DateTimeField(default=timekeeping.now)
    hidden_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    search = models.GeneratedField(
        expression=SearchKey("title", "said", "looked", "did", "changed"), output_field=SearchVectorField(), db_persist=True
    )

    objects = CasePageQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("public page of a case"), _("public pages of cases")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(said=""), name="casepage_has_words"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(OpClass(F("area_path"), "varchar_pattern_ops"), name="casepage_inside"),
            models.Index(fields=["-changed_at", "-id"], condition=Q(hidden_at=None), name="casepage_newest"),
        ]

    def __str__(self) -> str:
        return self.slug


class Follow(models.Model):
    """A signed-in person wants to hear how a case goes on."""

    page = models.ForeignKey(CasePage, models.CASCADE, related_name="follows")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["page", "user"], name="follow_once")]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["user", "-id"], name="follow_of_user")]

    def __str__(self) -> str:
        return f"follow {self.pk}"


class Remark(models.Model):
    """“Does this fit what you see?”: a resident's word to the team, never public by itself. ``user`` only where they asked to hear."""

    class Fits(models.TextChoices):
        """Whether it fits."""

        YES = "yes", _("Yes, it fits")
        PARTLY = "partly", _("In part")
        NO = "no", _("No, it does not fit")

    page = models.ForeignKey(CasePage, models.CASCADE, related_name="words")
    fits = models.CharField(max_length=8, choices=Fits)
    words = models.TextField(blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    token = models.CharField(max_length=64, unique=True, help_text="keyed hash of the form token: sent twice is one remark")
    at = models.DateTimeField(help_text="to the hour")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["page", "-id"], name="remark_of_page")]

    def __str__(self) -> str:
        return f"remark {self.pk}"


class Told(models.Model):
    """One resident behind a linked report, and whether they were told what came of a closing. A row is the queue.

    ``reached_on`` is the day when the receipt or the account opened it, or the mail server took the mail: no tracking pixels.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("not told yet")
        TOLD = "told", _("told")
        GONE = "gone", _("taken back, or deleted: nobody to tell")

    move = models.ForeignKey(StageMove, models.CASCADE, related_name="told")
    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    told_at = models.DateTimeField(null=True)
    reached_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["move", "report"], name="told_once")]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["id"], condition=Q(state="waiting"), name="told_waiting"),
            models.Index(fields=["report"], name="told_of_report"),
        ]

    def __str__(self) -> str:
        return f"told {self.pk}"


class Figures(models.Model):
    """What the incidents and reports of a case add up to, counted in the background and kept, so that its page reads one row."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="figures")
    data = models.JSONField(default=dict)
    made_at = models.DateTimeField(null=True)
    wanted_at = models.DateTimeField(null=True, help_text="since when they are out of date")

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["wanted_at"], condition=Q(wanted_at__isnull=False), name="figures_wanted")
        ]

    def __str__(self) -> str:
        return f"figures {self.pk}"
