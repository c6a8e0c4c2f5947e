"""Forms of the set-up: a question with its answers to choose from and its words in other languages."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from feedback.models import Question

CHOOSING = (Question.Kind.ONE, Question.Kind.MANY)


class QuestionForm(forms.ModelForm[Question]):
    """A question; its JSON is checked, so that a page can always draw it."""

    class Meta:
        model = Question
        fields: ClassVar[tuple[str, ...]] = (
            "code", "words", "hint", "kind", "choices", "translations", "is_required", "order", "is_active",
        )  # fmt: skip

    def clean_choices(self) -> list[list[str]]:
        """Pass a list of pairs of a code and words, each code once."""
        given = self.cleaned_data.get("choices") or []
        is_pairs = isinstance(given, list) and all(
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) and part.strip() for part in pair)
            for pair in given
        )
        if not is_pairs or len({code for code, _words in given}) != len(given):
            raise ValidationError(_("Write a list of pairs, each a code and its words, and each code once: [[“a”, “Yes”], …]"))
        return [[code.strip(), words.strip()] for code, words in given]

    def clean_translations(self) -> dict[str, Any]:
        """Pass words, hint and choices by language."""
        given = self.cleaned_data.get("translations") or {}
        if not isinstance(given, dict) or not all(_is_told(told) for told in given.values()):
            raise ValidationError(_("For each language write words, hint and choices (words by code)."))
        return given

    def clean(self) -> dict[str, Any]:
        """Refuse a question with answers to choose from that has none."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") in CHOOSING and not cleaned.get("choices") and "choices" not in self.errors:
            self.add_error("choices", _("This kind of question needs answers to choose from."))
        return cleaned


def _is_told(told: Any) -> bool:
    if not isinstance(told, dict) or not set(told) <= {"words", "hint", "choices"}:
        return False
    choices = told.get("choices", {})
    spoken = [told.get("words", ""), told.get("hint", "")]
    return isinstance(choices, dict) and all(isinstance(words, str) for words in [*spoken, *choices.values()])
