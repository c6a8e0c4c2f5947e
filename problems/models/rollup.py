"""Incidents counted beforehand, so that a chart over a million of them reads a few hundred rows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q

from problems.models.incident import IncidentSource
from problems.querysets import CountQuerySet


class MonthCount(models.Model):
    """Incidents of a source, an area (its own, not those inside), a category and a month."""

    source = models.ForeignKey(IncidentSource, models.CASCADE, related_name="+")
    area_path = models.CharField(max_length=400, blank=True)
    category = models.CharField(max_length=80)
    month = models.DateField()
    number = models.PositiveIntegerField()

    objects = CountQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["source", "area_path", "category", "month"], name="monthcount_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(OpClass(F("area_path"), "varchar_pattern_ops"), F("month"), name="monthcount_inside")
        ]

    def __str__(self) -> str:
        return f"month count {self.pk}"


class HourCount(models.Model):
    """Incidents of a source, an area, a category and a year by hour of the week (weekday 0 is Monday)."""

    source = models.ForeignKey(IncidentSource, models.CASCADE, related_name="+")
    area_path = models.CharField(max_length=400, blank=True)
    category = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    weekday = models.PositiveSmallIntegerField()
    hour = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()

    objects = CountQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["source", "area_path", "category", "year", "weekday", "hour"], name="hourcount_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6) & Q(hour__lte=23), name="hourcount_of_a_week"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(OpClass(F("area_path"), "varchar_pattern_ops"), name="hourcount_inside")]

    def __str__(self) -> str:
        return f"hour count {self.pk}"


class CellCount(models.Model):
    """Incidents of a source, an area, a category and a year in one cell of the map."""

    source = models.ForeignKey(IncidentSource, models.CASCADE, related_name="+")
    area_path = models.CharField(max_length=400, blank=True)
    category = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    cell = models.CharField(max_length=16)
    number = models.PositiveIntegerField()

    objects = CountQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["source", "area_path", "category", "year", "cell"], name="cellcount_once")
        ]
        indexes: ClassVar[list[Any]] = [models.Index(OpClass(F("area_path"), "varchar_pattern_ops"), name="cellcount_inside")]

    def __str__(self) -> str:
        return f"cell count {self.pk}"
