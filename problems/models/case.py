"""A case: one recurring problem on its way through Scanning, Analysis, Response and Assessment."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.searching import SearchKey
from policing import timekeeping
from policing.accounts.models import Team, User
from policing.areas.models import Area
from problems.querysets import CaseQuerySet
from problems.workflow import CASE

STATES = [state.code for state in CASE.states]
TARGETS = ["", "analysis", "response", "assessment", "closed"]


class Case(models.Model):
    """One recurring problem. What is asked of it lives in its sheet, what it consists of in its parts.

    ``sight`` repeats who works along and what they see (``{"<user id>": "<role>:<sight>"}``), so that rights cost no query; the
    ``Member`` rows are the truth. ``proposed`` is the stage that waits for a supervisor. Numbers repeat what is counted elsewhere.
    """

    class Decision(models.TextChoices):
        """With what a case is closed."""

        WORKED = "worked", _("It worked")
        PARTLY = "partly", _("It worked in part")
        FAILED = "failed", _("It did not work")
        UNCLEAR = "unclear", _("We cannot tell")
        NO_PROBLEM = "no_problem", _("It was no problem of this kind")
        PASSED_ON = "passed_on", _("Somebody else deals with it")

    reference = models.CharField(max_length=20, unique=True)
    title = models.CharField(_("name of the case"), max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    area_path = models.CharField(max_length=400, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    lead = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=CASE.choices(), default=CASE.initial)
    proposed = models.CharField(max_length=12, blank=True, help_text="the stage that waits for a supervisor")
    proposed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    sight = models.JSONField(default=dict)
    categories = ArrayField(models.CharField(max_length=80), default=list, help_text="kinds of incidents; none is every kind")
    baseline_from = models.DateField(null=True)
    baseline_to = models.DateField(null=True)
    after_from = models.DateField(null=True)
    after_to = models.DateField(null=True)
    reports = models.PositiveIntegerField(default=0, help_text="linked reports")
    reopenings = models.PositiveSmallIntegerField(default=0)
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timekeeping.now)
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="the next promise")
    version = models.PositiveIntegerField(default=1)
    token = models.CharField(  # noqa: DJ001 - empty is none, and none may be many
        max_length=64, unique=True, null=True, help_text="keyed hash of the form token: sent twice is one case"
    )
    sent = models.CharField(max_length=64, blank=True, help_text="keyed hash of what was sent with that token")
    summary = models.TextField(blank=True, help_text="what happens, as the sheet says it now; for the search")
    search = models.GeneratedField(expression=SearchKey("title", "summary"), output_field=SearchVectorField(), db_persist=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("case"), _("cases")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="case_state"),
            models.CheckConstraint(condition=Q(proposed__in=TARGETS), name="case_proposed"),
            models.CheckConstraint(
                condition=Q(proposed="") | ~Q(state__in=["closed", "merged"]), name="case_proposes_while_open"
            ),
            models.CheckConstraint(condition=Q(state="closed") ^ Q(decision=""), name="case_closed_has_decision"),
            models.CheckConstraint(condition=Q(state__in=["closed", "merged"]) ^ Q(closed_at=None), name="case_ended_has_moment"),
            models.CheckConstraint(condition=Q(state="merged") ^ Q(merged_into=None), name="case_merged_has_other"),
            models.CheckConstraint(condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="case_not_into_itself"),
            models.CheckConstraint(condition=~Q(title=""), name="case_has_title"),
            models.CheckConstraint(
                condition=Q(baseline_to=None) | Q(baseline_to__gte=F("baseline_from")), name="case_baseline_dates"
            ),
            models.CheckConstraint(condition=Q(after_to=None) | Q(after_to__gte=F("after_from")), name="case_after_dates"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(OpClass(F("area_path"), "varchar_pattern_ops"), name="case_inside"),
            models.Index(fields=["state", "-id"], name="case_of_stage"),
            models.Index(fields=["team", "-id"], name="case_of_team"),
            GinIndex(fields=["sight"], name="case_sight"),
            GinIndex(fields=["search"], name="case_search"),
        ]

    def __str__(self) -> str:
        return self.reference

    sheet_read: Any = None  # what a page read of the sheet already, by field, so that its panels need not ask again

    def member(self, user_id: int | None) -> tuple[str, str]:
        """Give the role and the sight of a person in this case's team, both empty where they are not in it."""
        role, _colon, seen = str(self.sight.get(str(user_id), "")).partition(":")
        return role, seen


class SheetEntry(models.Model):
    """One answer to one question of a case's sheet. Append-only: the one with the highest number counts."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="entries")
    field = models.CharField(max_length=30)
    number = models.PositiveIntegerField(default=1)
    choice = models.CharField(max_length=12, blank=True)
    words = models.TextField(blank=True)
    lever = models.CharField(max_length=300, blank=True, help_text="of a side of the triangle: what could move it")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["case", "field", "number"], name="sheetentry_once")]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class KeptText(models.Model):
    """What somebody typed while a colleague was quicker: kept until they send it or throw it away.

    ``target`` says for what, as ``problems.targets`` has it: a field of the sheet, a step, what is counted, or a part.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="kept_texts")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    target = models.CharField(max_length=40)
    words = models.TextField()
    fields = models.JSONField(default=dict)
    seen = models.PositiveIntegerField(help_text="the number or version that the person had before them")
    at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["case", "user", "target"], name="kepttext_once")]

    def __str__(self) -> str:
        return f"kept text {self.pk}"


class StageMove(models.Model):
    """A step on the rail: proposed, and approved, refused or taken back; or back with a reason. Skipped gates are named on it."""

    class Kind(models.TextChoices):
        """What sort of step."""

        FORWARD = "forward", _("on")
        BACK = "back", _("back")
        CLOSE = "close", _("close")
        REOPEN = "reopen", _("taken up again")
        CONTEST = "contest", _("not fixed")

    class State(models.TextChoices):
        """What became of it."""

        PROPOSED = "proposed", _("waits for a supervisor")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("not yet")
        TAKEN_BACK = "taken_back", _("taken back")

    case = models.ForeignKey(Case, models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=10, choices=State)
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    words = models.TextField(blank=True, help_text="why now, or the reason to go back")
    unmet = ArrayField(models.CharField(max_length=40), default=list, help_text="gates that were not met")
    skip_reason = models.TextField(blank=True)
    decision = models.CharField(max_length=12, choices=Case.Decision, blank=True)
    result = models.TextField(blank=True, help_text="of a closing: what everybody is told")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timekeeping.now)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="proposed"), name="stagemove_one_waits"),
            models.CheckConstraint(
                condition=Q(unmet=[]) | ~Q(skip_reason="") | ~Q(kind="forward"), name="stagemove_skip_has_reason"
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["case", "id"], name="stagemove_of_case")]

    def __str__(self) -> str:
        return f"move {self.pk}"
