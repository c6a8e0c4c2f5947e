"""One resident's report."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.models.category import Category
from feedback.querysets import ReportQuerySet
from feedback.searching import ReadableKey
from feedback.workflow import OPEN, REPORT
from policing.accounts.models import Team, User
from policing.areas.models import Area
from policing.privacy.models import Identity

STATES = [state.code for state in REPORT.states]
ENDED = ("closed", "withdrawn")


class Report(models.Model):
    """One resident's report. Raw words live in this row alone; who wrote it lives in the identity room, if anywhere.

    A merged report points to its ``lead``, whose status line it shares; its messages stay its own. ``joins`` is the published
    report of which the resident said, when sending, that it is the same.
    """

    class Mode(models.TextChoices):
        """How the resident chose to speak."""

        NAMED = "named", _("with a name")
        CONFIDENTIAL = "confidential", _("confidential")
        ANONYMOUS = "anonymous", _("no name")

    class Channel(models.TextChoices):
        """How the report came in."""

        WEB = "web", _("Web")
        API = "api", _("Another site")
        PHONE = "phone", _("Phone")
        DESK = "desk", _("At the desk")
        LETTER = "letter", _("Letter")

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
    receipt_is_printed = models.BooleanField(
        default=False, help_text="staff saw the receipt when it was printed: it is replaced at its first use"
    )
    category = models.ForeignKey(Category, models.PROTECT, related_name="reports")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="reports")
    area_path = models.CharField(max_length=400, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="reports")
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, related_name="assigned_reports")
    entered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", help_text="the member of staff who keyed it in for somebody"
    )
    lead = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", help_text="the report that it is merged into"
    )
    joins = models.ForeignKey(
        "feedback.Publication", models.SET_NULL, null=True, related_name="joined_reports",
        help_text="the published report that the resident said is the same",
    )  # fmt: skip
    state = models.CharField(max_length=12, choices=REPORT.choices(), default=REPORT.initial)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    mode = models.CharField(max_length=12, choices=Mode)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    language = models.CharField(max_length=12, default="en-gb")
    words = models.TextField()
    readable = models.TextField(
        blank=True,
        help_text="the newest redacted copy, where there is one: what is read, found and sent on in place of the words",
    )
    details = models.JSONField(default=dict)
    answers = models.JSONField(default=dict, help_text="answers to the questions of the category, by the question's code")
    place_words = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    cell = models.CharField(max_length=16, blank=True)
    has_danger_words = models.BooleanField(default=False)
    photos = models.PositiveSmallIntegerField(default=0)
    identity = models.ForeignKey(Identity, models.SET_NULL, null=True, related_name="+")
    reporter = models.ForeignKey(User, models.SET_NULL, null=True, related_name="reports")
    received_at = models.DateTimeField(help_text="to the hour: nobody can be matched with a moment")
    due_at = models.DateTimeField(null=True, help_text="the next promise to this resident")
    closed_at = models.DateTimeField(null=True)
    contests = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    unread_replies = models.PositiveSmallIntegerField(default=0)
    has_unread_result = models.BooleanField(
        default=False, help_text="told what came of it, and not opened since by the receipt or the account"
    )
    version = models.PositiveIntegerField(default=1)
    search = models.GeneratedField(
        expression=ReadableKey("words", "readable", "place_words"), output_field=SearchVectorField(), db_persist=True
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("report"), _("reports")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="report_state"),
            models.CheckConstraint(condition=Q(state="closed") ^ Q(outcome=""), name="report_closed_has_outcome"),
            models.CheckConstraint(condition=Q(state__in=ENDED) ^ Q(closed_at=None), name="report_closed_has_moment"),
            models.CheckConstraint(condition=Q(state="merged") ^ Q(lead=None), name="report_merged_has_lead"),
            models.CheckConstraint(condition=Q(lead=None) | ~Q(lead=F("id")), name="report_not_its_own_lead"),
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
            models.Index(fields=["assignee", "due_at"], condition=~Q(assignee=None), name="report_of_assignee"),
            models.Index(fields=["lead"], condition=~Q(lead=None), name="report_of_lead"),
            models.Index(fields=["joins"], condition=~Q(joins=None), name="report_of_joins"),
            models.Index(fields=["category", "cell", "received_at"], name="report_alike"),
            GinIndex(fields=["search"], name="report_search"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def shown_words(self) -> str:
        """What the team reads: the newest redacted copy where there is one, else the resident's own words."""
        return self.readable or self.words
