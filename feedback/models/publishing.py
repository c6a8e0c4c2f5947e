"""What the public may read of a report: a row of its own with the staff's words, never the resident's row."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.models.category import Category
from feedback.models.report import Report
from feedback.querysets import PublicationQuerySet
from feedback.searching import SearchKey
from policing import timekeeping
from policing.accounts.models import User
from policing.areas.models import Area


class RedactedCopy(models.Model):
    """The resident's words without what tells who somebody is. The original stays, closed away. The newest copy counts."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="redacted_copies")
    words = models.TextField()
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    checked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timekeeping.now)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(words=""), name="redactedcopy_has_words"),
            models.CheckConstraint(
                condition=Q(checked_by=None) | Q(made_by=None) | ~Q(checked_by=F("made_by")), name="redactedcopy_second_person"
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["report", "-id"], name="redactedcopy_of_report")]

    def __str__(self) -> str:
        return f"redacted copy {self.pk}"


class Original(models.Model):
    """What a resident wrote beside the words of a report that has a redacted copy, as it was sent. Closed away like the words.

    The report itself holds these redacted, so that nothing which reads a report can show them.
    """

    report = models.OneToOneField(Report, models.CASCADE, related_name="original")
    place_words = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"original {self.pk}"


class Publication(models.Model):
    """A report as the public reads it: a summary that staff wrote, the middle of a map cell, the day, never words or a person.

    ``slug`` is drawn at random, so that the address leads to no reference.
    """

    slug = models.SlugField(max_length=16, unique=True)
    report = models.OneToOneField(Report, models.CASCADE, related_name="publication")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    area_path = models.CharField(max_length=400, blank=True)
    cell = models.CharField(max_length=16, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    summary = models.CharField(_("what the public reads"), max_length=600)
    copy = models.ForeignKey(RedactedCopy, models.SET_NULL, null=True, related_name="+", help_text="shown below the summary")
    happened_on = models.DateField()
    is_joinable = models.BooleanField(_("neighbours may join"), default=True)
    joined = models.PositiveIntegerField(default=0, help_text="people who said that it is the same for them")
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(default=timekeeping.now)
    hidden_at = models.DateTimeField(null=True)
    search = models.GeneratedField(expression=SearchKey("summary"), output_field=SearchVectorField(), db_persist=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("published report"), _("published reports")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(summary=""), name="publication_has_summary"),
            models.CheckConstraint(
                condition=Q(cell="", lat=None, lon=None) | (~Q(cell="") & Q(lat__isnull=False, lon__isnull=False)),
                name="publication_point_is_a_cell",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(OpClass(F("area_path"), "varchar_pattern_ops"), F("happened_on"), name="publication_inside"),
            models.Index(fields=["-happened_on", "-id"], condition=Q(hidden_at=None), name="publication_newest"),
            models.Index(fields=["category", "cell"], condition=Q(hidden_at=None), name="publication_alike"),
        ]

    def __str__(self) -> str:
        return self.slug


class Joining(models.Model):
    """A signed-in neighbour says that a published report is the same for them: they follow it and are counted."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="joinings")
    user = models.ForeignKey(User, models.CASCADE, related_name="joinings")
    at = models.DateTimeField(default=timekeeping.now)
    contested_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["publication", "user"], name="joining_once")]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["user", "-id"], name="joining_of_user")]

    def __str__(self) -> str:
        return f"joining {self.pk}"
