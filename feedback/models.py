"""Reports of residents: what they are about, what was said, and what became of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.querysets import CategoryQuerySet, MessageQuerySet, ReportQuerySet
from feedback.workflow import OPEN, REPORT
from policing import timekeeping
from policing.accounts.models import Team, User
from policing.areas.models import Area
from policing.privacy.models import Identity

STATES = [state.code for state in REPORT.states]


class Category(models.Model):
    """What a report can be about, in a resident's words."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name, in a resident's words"), max_length=120)
    short_name = models.CharField(_("short name for staff"), max_length=40)
    hint = models.CharField(_("hint"), max_length=160, blank=True)
    names = models.JSONField(_("names in other languages, by language"), default=dict, blank=True)
    icon = models.CharField(_("icon"), max_length=20, default="dots")
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_sensitive = models.BooleanField(_("never published one by one"), default=False)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("category"), _("categories")
        ordering: ClassVar[list[str]] = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Report(models.Model):
    """One resident's report. Raw words live in this row alone; who wrote it lives in the identity room, if anywhere."""

    class Mode(models.TextChoices):
        """How the resident chose to speak."""

        NAMED = "named", _("with a name")
        CONFIDENTIAL = "confidential", _("confidential")
        ANONYMOUS = "anonymous", _("no name")

    class Channel(models.TextChoices):
        """How the report came in."""

        WEB = "web", _("Web")
        API = "api", _("Another site")

    class Outcome(models.TextChoices):
        """What became of it: never the same as being closed."""

        FIXED = "fixed", _("Fixed")
        PARTLY_FIXED = "partly_fixed", _("Partly fixed")
        NOT_FIXED = "not_fixed", _("Not fixed")
        NOT_CONFIRMED = "not_confirmed", _("We could not confirm it")
        PASSED_ON = "passed_on", _("Passed on to someone who can help")
        NO_ACTION = "no_action", _("Nothing we can do, and why")

    reference = models.CharField(max_length=32, unique=True)
    submission = models.CharField(max_length=64, unique=True, help_text="keyed hash of the form token: sent twice is one report")
    submission_digest = models.CharField(
        max_length=64, help_text="keyed hash of what was sent, to tell a repeat from another text"
    )
    receipt_hash = models.CharField(max_length=160)
    category = models.ForeignKey(Category, models.PROTECT, related_name="reports")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="reports")
    area_path = models.CharField(max_length=400, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="reports")
    state = models.CharField(max_length=12, choices=REPORT.choices(), default=REPORT.initial)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    mode = models.CharField(max_length=12, choices=Mode)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    language = models.CharField(max_length=12, default="en-gb")
    words = models.TextField()
    details = models.JSONField(default=dict)
    place_words = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    cell = models.CharField(max_length=16, blank=True)
    has_danger_words = models.BooleanField(default=False)
    identity = models.ForeignKey(Identity, models.SET_NULL, null=True, related_name="+")
    reporter = models.ForeignKey(User, models.SET_NULL, null=True, related_name="reports")
    received_at = models.DateTimeField(help_text="to the hour: nobody can be matched with a moment")
    due_at = models.DateTimeField(null=True, help_text="the next promise to this resident")
    closed_at = models.DateTimeField(null=True)
    contests = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    unread_replies = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("report"), _("reports")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="report_state"),
            models.CheckConstraint(condition=Q(state="closed") ^ Q(outcome=""), name="report_closed_has_outcome"),
            models.CheckConstraint(condition=Q(state="closed") ^ Q(closed_at=None), name="report_closed_has_moment"),
            models.CheckConstraint(
                condition=Q(mode="anonymous", identity=None) | ~Q(mode="anonymous"), name="report_anonymous_has_nobody"
            ),
            models.CheckConstraint(condition=Q(reporter=None) | Q(mode="named"), name="report_only_named_has_account"),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__isnull=False, lon__isnull=False), name="report_whole_point"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="report_has_words"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["team", "due_at", "id"], condition=Q(state__in=OPEN), name="report_team_open"),
            models.Index(fields=["due_at", "id"], condition=Q(state__in=OPEN), name="report_open_soonest"),
            models.Index(OpClass(F("area_path"), "varchar_pattern_ops"), condition=Q(state__in=OPEN), name="report_open_inside"),
            models.Index(OpClass(F("area_path"), "varchar_pattern_ops"), F("received_at"), name="report_inside_received"),
            models.Index(fields=["area", "-id"], name="report_area_newest"),
            models.Index(fields=["category", "-id"], name="report_category_newest"),
            models.Index(fields=["reporter", "-id"], condition=~Q(reporter=None), name="report_of_reporter"),
        ]

    def __str__(self) -> str:
        return self.reference


class Message(models.Model):
    """One thing said between a resident and the team, in its own words. Private to the two."""

    class Author(models.TextChoices):
        """Who speaks."""

        REPORTER = "reporter", _("the resident")
        TEAM = "team", _("the team")

    class Kind(models.TextChoices):
        """What sort of word it is."""

        QUESTION = "question", _("question")
        ANSWER = "answer", _("answer")
        REPLY = "reply", _("reply")
        CLOSING = "closing", _("what came of it")
        CONTEST = "contest", _("not fixed")
        REOPENING = "reopening", _("taken up again")

    report = models.ForeignKey(Report, models.CASCADE, related_name="messages")
    author = models.CharField(max_length=10, choices=Author)
    kind = models.CharField(max_length=10, choices=Kind)
    staff = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    words = models.TextField()
    token = models.CharField(  # noqa: DJ001 - empty is none, and none may be many
        max_length=64, unique=True, null=True, help_text="keyed hash of the form token: sent twice is one message"
    )
    at = models.DateTimeField(default=timekeeping.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(author__in=["reporter", "team"]), name="message_author"),
            models.CheckConstraint(condition=Q(author="team") | Q(staff=None), name="message_reporter_is_not_staff"),
            models.CheckConstraint(condition=~Q(words=""), name="message_has_words"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["report", "id"], name="message_of_report")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Draft(models.Model):
    """A report being written by somebody unknown: cipher under a key that only their cookie leads to; gone in 72 hours."""

    lookup = models.CharField(max_length=64, unique=True)
    cipher = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"draft {self.pk}"
