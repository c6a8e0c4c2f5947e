"""A file that somebody sent."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from policing import timekeeping


class Upload(models.Model):
    """A file that somebody sent: re-encoded in memory before anything is written; invisible until that is done."""

    class State(models.TextChoices):
        """Where the file stands. One that was refused leaves no row."""

        WRITING = "writing"
        CLEAN = "clean"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WRITING)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=["writing", "clean"]), name="upload_state"),
            models.CheckConstraint(condition=Q(content_type__in=["image/jpeg", "image/png"]), name="upload_only_pictures"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["subject_type", "subject_id"], name="upload_of_subject")]

    def __str__(self) -> str:
        return f"upload {self.pk}"

    @property
    def path(self) -> str:
        """Give the place in the storage: a random name, in one of 256 folders."""
        ending = "png" if self.content_type == "image/png" else "jpg"
        return f"{self.key.hex[:2]}/{self.key.hex}.{ending}"
