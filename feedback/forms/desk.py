"""The forms of the officer's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.words import WordsForm
from feedback.models import Report
from policing.ui.forms import Choices, HouseForm


class CloseForm(WordsForm):
    """What became of it, and words for the resident."""

    outcome = forms.ChoiceField(
        label=_("What became of it?"),
        choices=Report.Outcome.choices,
        widget=Choices(columns=2),
        error_messages={"required": _("Choose what became of it.")},
    )
    field_order = ["outcome", "words"]


class LookForm(HouseForm):
    """Why somebody needs to see who wrote a report."""

    reason = forms.CharField(label=_("Why do you need to see it?"), max_length=300)

    def __init__(self, *args: Any, is_named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = (
            _("For example: to call back about the answer.")
            if is_named
            else _("This person asked for confidence. Each look needs a reason.")
        )
        self.fields["reason"].help_text = hint
        self.fields["reason"].required = not is_named
