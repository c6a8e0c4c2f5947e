"""How a question of a category is asked on a page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from feedback.models import Question
from feedback.questions import MOST_LETTERS, MOST_NUMBER, NO, YES
from policing.ui.forms import Choices, HouseForm, ManyChoices, speak_plainly

PREFIX = "q-"
RATHER_NOT = "-"  # a radio button that was pressed cannot be let go without a script


def field_of(question: Question, language: str) -> forms.Field:
    """Give the field of a question in a language. One that may be skipped has an answer that says so."""
    told: dict[str, Any] = {
        "label": question.words_in(language),
        "help_text": question.hint_in(language),
        "required": question.is_required,
    }
    skip = [] if question.is_required else [(RATHER_NOT, _("I do not know, or would rather not say"))]
    match Question.Kind(question.kind):
        case Question.Kind.YES_NO:
            return forms.ChoiceField(widget=Choices(), choices=[(YES, _("Yes")), (NO, _("No")), *skip], **told)
        case Question.Kind.ONE:
            return forms.ChoiceField(widget=Choices(), choices=[*question.choices_in(language), *skip], **told)
        case Question.Kind.MANY:
            return forms.MultipleChoiceField(widget=ManyChoices(), choices=question.choices_in(language), **told)
        case Question.Kind.NUMBER:
            return forms.IntegerField(
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                min_value=0,
                max_value=MOST_NUMBER,
                error_messages={"invalid": _("Write a whole number."), "min_value": _("Write a whole number, nought or more.")},
                **told,
            )
        case Question.Kind.DAY:
            day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            return forms.DateField(
                widget=day, error_messages={"invalid": _("Write the day as day, month and year: 27/03/2026.")}, **told
            )
    return forms.CharField(max_length=MOST_LETTERS, **told)


def kept(value: Any) -> Any:
    """Give a checked answer as it is kept: nothing for one that says nothing, a day as text."""
    if value == RATHER_NOT:
        return ""
    return value.isoformat() if isinstance(value, date) else value


class AskingForm(HouseForm):
    """A form that also asks the questions of a category."""

    def ask(self, questions: list[Question], language: str, answers: dict[str, Any]) -> None:
        """Put the questions into the form, in a language, with what was answered before."""
        self.questions = questions
        for question in questions:
            name = PREFIX + question.code
            self.fields[name] = field_of(question, language)
            self.initial.setdefault(name, answers.get(question.code, ""))
            speak_plainly(self.fields[name])

    @property
    def asked(self) -> list[BoundField]:
        """The questions of the category, to draw one by one."""
        return [self[PREFIX + question.code] for question in self.questions]

    def answers(self) -> dict[str, Any]:
        """Give what was answered, as it is kept."""
        given = ((question.code, kept(self.cleaned_data[PREFIX + question.code])) for question in self.questions)
        return {code: value for code, value in given if value not in ("", None, [])}
