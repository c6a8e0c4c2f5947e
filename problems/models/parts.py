"""What a case consists of: hypotheses, evidence, objectives, actions, tasks, decisions, notes, places, files. Nothing is deleted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policing import timekeeping
from policing.accounts.models import User
from policing.areas.models import Area
from policing.privacy.models import Upload
from problems.models.case import Case
from problems.querysets import PartQuerySet
from problems.sheet import CHEERS, ROLES
from problems.workflow import ACTION, TASK

ABOUT = [*((one.code, one.label) for one in CHEERS), ("hypothesis", _("a hypothesis"))]


class Part(models.Model):
    """One thing in a case. It is changed by version and taken out with a reason; the row stays."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="%(class)ss")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timekeeping.now)
    changed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    token = models.CharField(  # noqa: DJ001 - empty is none, and none may be many
        max_length=64, unique=True, null=True, help_text="keyed hash of the form token: sent twice is one"
    )
    sent = models.CharField(max_length=64, blank=True, help_text="keyed hash of what was sent with that token")

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["case", "id"], name="%(class)s_of_case")]

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"


class Technique(models.Model):
    """One of the 25 techniques of situational prevention (Cornish and Clarke 2003), with what it asks of partners and what to mind."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    column = models.CharField(_("what it changes"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    examples = models.CharField(_("examples"), max_length=300, blank=True)
    asks = models.CharField(_("what it asks of partners"), max_length=300, blank=True)
    caution = models.CharField(_("what to mind"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("technique"), _("techniques")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=25), name="technique_number")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Hypothesis(Part):
    """What the team believes to be the cause, so that it can be found wrong."""

    class Standing(models.TextChoices):
        """How it stands."""

        OPEN = "open", _("not known yet")
        HOLDS = "holds", _("what we found speaks for it")
        FAILS = "fails", _("what we found speaks against it")

    words = models.TextField(_("what we believe"))
    standing = models.CharField(_("how it stands"), max_length=8, choices=Standing, default=Standing.OPEN)


class Evidence(Part):
    """What speaks for or against a hypothesis, or for one of the six CHEERS."""

    class Source(models.TextChoices):
        """Whom or what it comes from."""

        COMMUNITY = "community", _("residents")
        DATA = "data", _("data")
        PARTNER = "partner", _("a partner")
        SEEN = "seen", _("what we saw ourselves")
        STUDY = "study", _("a study, or another place")

    about = models.CharField(_("what it is about"), max_length=20, choices=ABOUT)
    hypothesis = models.ForeignKey(Hypothesis, models.PROTECT, null=True, related_name="evidence", verbose_name=_("hypothesis"))
    supports = models.BooleanField(_("speaks for it"), default=True)
    source = models.CharField(_("where it comes from"), max_length=10, choices=Source)
    words = models.TextField(_("what it says"))
    link = models.URLField(_("address"), blank=True)

    class Meta(Part.Meta):
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(about="hypothesis") ^ Q(hypothesis=None), name="evidence_about_one_thing")
        ]


class Objective(Part):
    """What is to be reached, measured by what, from where to where, by when."""

    words = models.CharField(_("what is to be reached"), max_length=300)
    measure = models.CharField(_("measured by"), max_length=200)
    baseline = models.CharField(_("now"), max_length=100)
    target = models.CharField(_("by then"), max_length=100)
    by = models.DateField(_("by when"))
    result = models.CharField(_("what it came to"), max_length=200, blank=True)


class Action(Part):
    """What is done, by whom, by when, by which technique, and why it should work."""

    words = models.CharField(_("what is done"), max_length=300)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who does it"))
    owner_name = models.CharField(_("or who does it, by name"), max_length=120, blank=True)
    due_on = models.DateField(_("by when"), null=True)
    technique = models.ForeignKey(Technique, models.PROTECT, null=True, related_name="+", verbose_name=_("technique"))
    side = models.CharField(_("what it works on"), max_length=12, choices=ROLES, blank=True)
    hypothesis = models.ForeignKey(Hypothesis, models.PROTECT, null=True, related_name="+", verbose_name=_("hypothesis"))
    objective = models.ForeignKey(Objective, models.PROTECT, null=True, related_name="+", verbose_name=_("objective"))
    cost = models.DecimalField(
        _("cost"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    progress = models.TextField(_("how far it is"), blank=True)
    state = models.CharField(max_length=8, choices=ACTION.choices(), default=ACTION.initial)
    ended_at = models.DateTimeField(null=True)

    class Meta(Part.Meta):
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=["planned", "going", "done", "dropped"]), name="action_state"),
            models.CheckConstraint(condition=Q(state__in=["done", "dropped"]) ^ Q(ended_at=None), name="action_ended_has_moment"),
        ]


class Task(Part):
    """Something that somebody has to do for the case itself."""

    words = models.CharField(_("what is to do"), max_length=300)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("who does it"))
    due_on = models.DateField(_("by when"))
    progress = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=TASK.choices(), default=TASK.initial)
    ended_at = models.DateTimeField(null=True)

    class Meta(Part.Meta):
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=["open", "done"]), name="task_state"),
            models.CheckConstraint(condition=Q(state="done") ^ Q(ended_at=None), name="task_ended_has_moment"),
        ]


class CaseDecision(Part):
    """Something that was decided, by whom and why."""

    words = models.TextField(_("what was decided"))
    reason = models.TextField(_("why"), blank=True)
    decided_on = models.DateField(_("when"))


class CaseNote(Part):
    """Words within the team."""

    words = models.TextField(_("your note"))


class CasePlace(Part):
    """A place of the case, where incidents and reports are counted: a cell of the map, or an area with all inside it."""

    class Use(models.TextChoices):
        """What the place is counted for."""

        PROBLEM = "problem", _("where it happens")
        COMPARISON = "comparison", _("to compare with")
        AROUND = "around", _("round about, where it could move to")

    use = models.CharField(_("what for"), max_length=10, choices=Use, default=Use.PROBLEM)
    label = models.CharField(_("name"), max_length=120)
    cell = models.CharField(_("cell of the map"), max_length=16, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area"))
    area_path = models.CharField(max_length=400, blank=True)

    class Meta(Part.Meta):
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(cell="") ^ Q(area=None), name="caseplace_cell_or_area")
        ]


class CaseFile(Part):
    """A picture or document of the team, made anew like every upload; of a document ``upload`` is the first page, ``more`` the others."""

    label = models.CharField(_("what it is"), max_length=120)
    upload = models.OneToOneField(Upload, models.CASCADE, related_name="+")
    more = ArrayField(models.BigIntegerField(), default=list, help_text="the uploads of its other pages, in their order")
