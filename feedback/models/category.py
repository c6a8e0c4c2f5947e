"""What a report can be about: groups of categories, the questions of each, and the replies that the team keeps ready."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.querysets import CategoryQuerySet
from policing.ui import dates


class CategoryGroup(models.Model):
    """A heading over categories that belong together, in a resident's words."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name, in a resident's words"), max_length=80)
    names = models.JSONField(_("names in other languages, by language"), default=dict, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name, verbose_name_plural = _("group of categories"), _("groups of categories")
        ordering: ClassVar[list[str]] = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """Give the name in a language, else in English."""
        return str(self.names.get(language) or self.name)


class Category(models.Model):
    """What a report can be about, in a resident's words.

    A category may carry ``advice`` that is shown once it is chosen; where it ``stops``, the form ends there, since a report
    would not help. ``leads_to`` hands over to a form of its own.
    """

    class LeadsTo(models.TextChoices):
        """Another form that this category belongs to."""

        CONDUCT = "conduct", _("thanks, suggestions and complaints about the police")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    group = models.ForeignKey(
        CategoryGroup, models.PROTECT, null=True, blank=True, related_name="categories", verbose_name=_("group")
    )
    name = models.CharField(_("name, in a resident's words"), max_length=120)
    short_name = models.CharField(_("short name for staff"), max_length=40)
    hint = models.CharField(_("hint"), max_length=160, blank=True)
    names = models.JSONField(_("names in other languages, by language"), default=dict, blank=True)
    hints = models.JSONField(_("hints in other languages, by language"), default=dict, blank=True)
    search_words = models.CharField(
        _("other words that people use for it"), max_length=400, blank=True, help_text=_("Separated by commas, in any language.")
    )
    icon = models.CharField(_("icon"), max_length=20, default="dots")
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_sensitive = models.BooleanField(_("never published one by one"), default=False)
    is_joinable = models.BooleanField(_("neighbours may join a published report"), default=True)
    advice = models.TextField(_("advice that is shown once it is chosen"), blank=True, max_length=1200)
    advices = models.JSONField(_("advice in other languages, by language"), default=dict, blank=True)
    advice_phone = models.CharField(_("number to call instead"), max_length=40, blank=True)
    advice_url = models.URLField(_("page to go to instead"), blank=True)
    stops = models.BooleanField(_("the form ends with the advice"), default=False)
    leads_to = models.CharField(_("leads to another form"), max_length=12, blank=True, choices=LeadsTo)
    near_metres = models.PositiveSmallIntegerField(
        _("reports within so many metres may be alike"), default=250,
        validators=[MinValueValidator(50), MaxValueValidator(5000)],
    )  # fmt: skip
    near_days = models.PositiveSmallIntegerField(
        _("reports within so many days may be alike"), default=60, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    is_active = models.BooleanField(_("offered"), default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("category"), _("categories")
        ordering: ClassVar[list[str]] = ["order", "name"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(stops=False) | ~Q(advice=""),
                name="category_stop_has_advice",
                violation_error_message=_("A category that ends the form needs advice that says what to do instead."),
            ),
            models.CheckConstraint(condition=Q(leads_to__in=["", "conduct"]), name="category_leads_to"),
        ]

    def __str__(self) -> str:
        return self.said

    def name_in(self, language: str) -> str:
        """Give the name in a language, else in English."""
        return str(self.names.get(language) or self.name)

    @property
    def said(self) -> str:
        """The name in the reader's language."""
        return self.name_in(dates.reader_language())

    def hint_in(self, language: str) -> str:
        """Give the hint in a language, else in English."""
        return str(self.hints.get(language) or self.hint)

    def advice_in(self, language: str) -> str:
        """Give the advice in a language, else in English."""
        return str(self.advices.get(language) or self.advice)


class Question(models.Model):
    """One question that a category asks, beside the person's own words. Taken out of use, never deleted."""

    class Kind(models.TextChoices):
        """How it is answered."""

        TEXT = "text", _("a few words")
        YES_NO = "yes_no", _("yes or no")
        ONE = "one", _("one of several")
        MANY = "many", _("any of several")
        NUMBER = "number", _("a number")
        DAY = "day", _("a day")

    category = models.ForeignKey(Category, models.CASCADE, related_name="questions", verbose_name=_("category"))
    code = models.SlugField(_("code"), max_length=40)
    words = models.CharField(_("question"), max_length=200)
    hint = models.CharField(_("hint"), max_length=200, blank=True)
    kind = models.CharField(_("how it is answered"), max_length=8, choices=Kind, default=Kind.TEXT)
    choices = models.JSONField(_("answers to choose from: list of [code, words]"), default=list, blank=True)
    translations = models.JSONField(_("in other languages, by language: words, hint, choices by code"), default=dict, blank=True)
    is_required = models.BooleanField(_("the report cannot work without it"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    is_active = models.BooleanField(_("asked"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("question"), _("questions")
        ordering: ClassVar[list[str]] = ["order", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["category", "code"], name="question_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["text", "yes_no", "one", "many", "number", "day"]), name="question_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def words_in(self, language: str) -> str:
        """Give the question in a language, else in English."""
        return str(self.translations.get(language, {}).get("words") or self.words)

    def hint_in(self, language: str) -> str:
        """Give the hint in a language, else in English."""
        return str(self.translations.get(language, {}).get("hint") or self.hint)

    def choices_in(self, language: str) -> list[tuple[str, str]]:
        """Give the answers to choose from in a language, each else in English."""
        told = self.translations.get(language, {}).get("choices", {})
        return [(code, str(told.get(code) or words)) for code, words in self.choices]


class ReplyTemplate(models.Model):
    """Words that the team keeps ready for one act, in one language; of one category, or (none set) of every one."""

    class Act(models.TextChoices):
        """What the words are for."""

        ASK = "ask", _("a question")
        ANSWER = "answer", _("an answer")
        CLOSE = "close", _("closing")
        REOPEN = "reopen", _("taking it up again")

    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="reply_templates", verbose_name=_("category")
    )
    act = models.CharField(_("for"), max_length=8, choices=Act)
    language = models.CharField(_("language"), max_length=12, default="en-gb")
    title = models.CharField(_("title"), max_length=80)
    words = models.TextField(_("words"), max_length=4000)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("reply"), _("replies kept ready")
        ordering: ClassVar[list[str]] = ["title", "id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["category", "act", "language", "title"], name="replytemplate_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(act__in=["ask", "answer", "close", "reopen"]), name="replytemplate_act"),
            models.CheckConstraint(condition=~Q(words=""), name="replytemplate_has_words"),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk}"
