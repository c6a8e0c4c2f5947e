"""A report that is being written by somebody unknown."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """A report being written by somebody unknown: cipher under a key that only their cookie leads to; gone in 72 hours."""

    lookup = models.CharField(max_length=64, unique=True)
    cipher = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftPhoto(models.Model):
    """A picture of a draft: drawn anew in memory, then cipher under the draft's own key; gone with the draft."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="photos")
    number = models.PositiveSmallIntegerField()
    cipher = models.BinaryField()
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["draft", "number"], name="draftphoto_once"),
            models.CheckConstraint(condition=Q(content_type__in=["image/jpeg", "image/png"]), name="draftphoto_only_pictures"),
        ]

    def __str__(self) -> str:
        return f"picture {self.number} of draft {self.draft_id}"
