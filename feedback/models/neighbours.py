"""What neighbours who joined a published report say of how it ended."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from feedback.models.report import Report


class NeighbourWord(models.Model):
    """Why a neighbour says that a report is not fixed. The team reads it, the reporter does not; it leads to nobody."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="neighbour_words")
    words = models.TextField()
    token = models.CharField(max_length=64, unique=True, help_text="keyed hash of the form token: sent twice is one word")
    at = models.DateTimeField(help_text="to the hour")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [models.CheckConstraint(condition=~Q(words=""), name="neighbourword_has_words")]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["report", "id"], name="neighbourword_of_report")]

    def __str__(self) -> str:
        return f"neighbour's word {self.pk}"
