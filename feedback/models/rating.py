"""How residents say they were treated while their report was handled."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.models.report import Report


class RatingItem(models.Model):
    """One statement that residents agree or disagree with, with where its wording comes from."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    words = models.CharField(_("statement"), max_length=200)
    translations = models.JSONField(_("in other languages, by language"), default=dict, blank=True)
    source = models.CharField(_("where the wording comes from"), max_length=200)
    version = models.CharField(_("version"), max_length=20, default="1")
    is_modified = models.BooleanField(_("the wording differs from its source"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("asked"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("statement to rate"), _("statements to rate")
        ordering: ClassVar[list[str]] = ["order", "id"]

    def __str__(self) -> str:
        return self.code

    def words_in(self, language: str) -> str:
        """Give the statement in a language, else in English."""
        return str(self.translations.get(language) or self.words)


class Rating(models.Model):
    """What one resident says of how one report was handled. One a report; the last word counts."""

    report = models.OneToOneField(Report, models.CASCADE, related_name="rating")
    words = models.TextField(blank=True)
    with_printed_receipt = models.BooleanField(
        default=False, help_text="given with a receipt that staff had in their hands: marked wherever it is counted"
    )
    token = models.CharField(max_length=64, help_text="keyed hash of the form token: sent twice is one rating")
    at = models.DateTimeField(help_text="to the hour")

    def __str__(self) -> str:
        return f"rating {self.pk}"


class RatingAnswer(models.Model):
    """How far the resident agrees with one statement, from 1 (not at all) to 5 (fully). “I would rather not say” has no row."""

    rating = models.ForeignKey(Rating, models.CASCADE, related_name="answers")
    item = models.ForeignKey(RatingItem, models.PROTECT, related_name="answers")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["rating", "item"], name="ratinganswer_once"),
            models.CheckConstraint(condition=Q(value__range=(1, 5)), name="ratinganswer_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
