"""Incidents from the agency's own records: what, when and where, never who."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from policing import timekeeping
from policing.accounts.models import User
from policing.areas.models import Area
from problems.querysets import ImportQuerySet, IncidentQuerySet
from problems.workflow import IMPORT

IMPORT_STATES = [state.code for state in IMPORT.states]


class IncidentSource(models.Model):
    """Where incidents come from, and how its files are read: the mapping is kept, so that the next file needs none."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    mapping = models.JSONField(_("how its files are read"), default=dict, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("source of incidents"), _("sources of incidents")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.code


class IncidentImport(models.Model):
    """One file of a source on its way in. It commits batch by batch, can be paused and go on, and can be undone as a whole."""

    source = models.ForeignKey(IncidentSource, models.PROTECT, related_name="imports", verbose_name=_("source"))
    state = models.CharField(_("state"), max_length=10, choices=IMPORT.choices(), default=IMPORT.initial)
    mapping = models.JSONField(default=dict)
    stored = models.CharField(
        max_length=200, blank=True, help_text="where the file lies while it waits; empty for the command line"
    )
    rows = models.PositiveIntegerField(null=True, help_text="how many rows the file holds")
    done = models.PositiveIntegerField(default=0, help_text="how many rows were looked at")
    counts = models.JSONField(default=dict)
    overlaps = models.JSONField(default=dict, help_text="how many of its rows each earlier import had brought already")
    failure = models.CharField(max_length=300, blank=True)
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timekeeping.now)
    ended_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(
        _("cannot be undone since"), null=True, help_text="how what it changed stood before is not kept any longer"
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("import of incidents"), _("imports of incidents")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=IMPORT_STATES), name="incidentimport_state"),
            models.UniqueConstraint(
                fields=["source"], condition=Q(state__in=["waiting", "running", "paused"]), name="incidentimport_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class BadRow(models.Model):
    """A row of a file that could not be used: its line, and why. The row's values are not kept."""

    brought_by = models.ForeignKey(IncidentImport, models.CASCADE, related_name="bad_rows")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar[list[str]] = ["line"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["brought_by", "line"], name="badrow_of_import")]

    def __str__(self) -> str:
        return f"line {self.line}"


class Replaced(models.Model):
    """An incident as it stood before an import brought it up to date, so that the import can be undone for a while (``kept``)."""

    brought_by = models.ForeignKey(IncidentImport, models.CASCADE, related_name="replaced")
    incident_id = models.BigIntegerField()
    held = models.JSONField()

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["brought_by", "incident_id"], name="replaced_once")]

    def __str__(self) -> str:
        return f"incident {self.incident_id} before import {self.brought_by_id}"


class Incident(models.Model):
    """One line of an agency's record. ``ident`` is its stated id, or a hash of its row, and ``copy`` counts rows that are alike.

    ``stated_area`` is the area as the file names it; ``area`` is the one whose boundary holds the point, which wins. A place that
    the source withholds has no point. ``hour`` is local time of the source, ``precision`` says how much of the date is known.
    """

    class Precision(models.TextChoices):
        """How much of the moment is known."""

        HOUR = "hour", _("to the hour")
        DAY = "day", _("to the day")
        MONTH = "month", _("to the month")

    source = models.ForeignKey(IncidentSource, models.PROTECT, related_name="incidents")
    brought_by = models.ForeignKey(IncidentImport, models.PROTECT, related_name="incidents")
    ident = models.CharField(max_length=80)
    copy = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=16)
    category = models.CharField(max_length=80)
    day = models.DateField()
    hour = models.PositiveSmallIntegerField(null=True)
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.HOUR)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    cell = models.CharField(max_length=16, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    area_path = models.CharField(max_length=400, blank=True)
    stated_area = models.CharField(max_length=120, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("incident"), _("incidents")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["source", "ident", "copy"], name="incident_once"),
            models.CheckConstraint(condition=Q(hour=None) | Q(hour__lte=23), name="incident_hour"),
            models.CheckConstraint(condition=Q(precision__in=["hour", "day", "month"]), name="incident_precision"),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None, cell="") | (Q(lat__isnull=False, lon__isnull=False) & ~Q(cell="")),
                name="incident_whole_point",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(OpClass(F("area_path"), "varchar_pattern_ops"), F("day"), name="incident_inside"),
            models.Index(fields=["cell", "day"], condition=~Q(cell=""), name="incident_cell"),
            models.Index(fields=["brought_by"], name="incident_of_import"),
            models.Index(fields=["day", "id"], name="incident_newest"),
        ]

    def __str__(self) -> str:
        return f"incident {self.pk}"
