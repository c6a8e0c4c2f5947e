"""The forms of the officer's desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.words import VersionForm, WordsForm
from feedback.models import Report
from feedback.services.acting import MOST_REASON
from policing.ui.forms import Choices, HouseForm

Pairs = Sequence[tuple[str, Any]]


class SayForm(WordsForm):
    """Words of the team to a resident. ``use`` puts one of the replies kept ready into the words; ``unsent`` is a kept text."""

    reply = forms.ChoiceField(label=_("Replies kept ready"), required=False)
    unsent = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ["outcome", "reply", "words"]

    def __init__(self, *args: Any, replies: Pairs = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if replies:
            cast(forms.ChoiceField, self.fields["reply"]).choices = [("", _("Choose one")), *replies]
        else:
            del self.fields["reply"]


class CloseForm(SayForm):
    """What became of it, and words for the resident."""

    outcome = forms.ChoiceField(
        label=_("What became of it?"),
        choices=Report.Outcome.choices,
        widget=Choices(columns=2),
        error_messages={"required": _("Choose what became of it.")},
    )


class NoteForm(WordsForm):
    """A note for colleagues. It is taken whatever happened to the report meanwhile."""

    version = None  # type: ignore[assignment]


class AssignForm(VersionForm):
    """Who gets the report; nobody where none is chosen."""

    to = forms.ChoiceField(label=_("Who works on it?"), required=False)

    def __init__(self, *args: Any, pairs: Pairs = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["to"]).choices = [("", _("Nobody yet")), *pairs]

    def clean_to(self) -> UUID | None:
        """Give the pseudonym of the person, or None."""
        return UUID(self.cleaned_data["to"]) if self.cleaned_data["to"] else None


class MoveForm(VersionForm):
    """To which team, or under which category, and why. The command says whether it can go there: a form sent twice can."""

    to = forms.CharField(widget=forms.Select, max_length=60, error_messages={"required": _("Choose one of the list.")})
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Colleagues read this. The resident does not."),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write a short reason.")},
    )
    unsent = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, label: Any, hint: Any = "", pairs: Pairs = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        to.label, to.help_text = label, hint
        cast(forms.Select, to.widget).choices = [("", _("Choose one")), *pairs]


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
