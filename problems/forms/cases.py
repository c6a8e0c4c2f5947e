"""The forms of a case itself: an answer on its sheet, a proposal, an answer to it, a way back, and what is counted when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from policing.ui.forms import Choices, HouseForm, Ticks
from problems.models import Case
from problems.second_look import ASK, Part
from problems.services.cases.acting import MOST_REASON
from problems.services.cases.stages import Proposal
from problems.services.cases.writing import Frame, Written
from problems.sheet import Field

Pairs = Sequence[tuple[str, Any]]
MOST_WORDS, MOST_TOLD = 2000, 1500


def lines_of(value: str) -> str:
    """Give words with one sort of line ends, so that the same text sent again is the same text."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def day_field(label: Any, **more: Any) -> forms.DateField:
    """Give a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={"invalid": _("Give a day, such as 2026-06-30.")}, **more)


class WriteForm(HouseForm):
    """An answer to one question of the sheet; ``seen`` is the number of the answer that the person had before them."""

    choice = forms.ChoiceField(label=_("Choose one"), widget=Choices(), error_messages={"required": _("Choose one.")})
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 7}), error_messages={"required": _("Write a few words first.")})
    lever = forms.CharField(
        label=_("What could move it"),
        help_text=_("For example: the owner needs a licence, and the council can ask something for it."),
        required=False,
        max_length=300,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, asked: Field, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words: Any = self.fields["words"]
        words.label, words.help_text, words.required = asked.label, asked.hint, asked.needs_words
        words.validators = [*words.validators, MaxLengthValidator(asked.most)]
        if asked.kind == "line":
            words.widget = forms.TextInput()
        if asked.choices:
            cast(forms.ChoiceField, self.fields["choice"]).choices = list(asked.choices)
            words.label = _("In words")
        else:
            del self.fields["choice"]
        if asked.kind == "triangle":
            self.fields["choice"].label = _("How strong is it?")
        else:
            del self.fields["lever"]

    def written(self) -> Written:
        """Give what was written, as the command takes it."""
        given = self.cleaned_data
        return Written(lines_of(given.get("words", "")), given.get("choice", ""), given.get("lever", ""), given.get("seen"))

    @property
    def others(self) -> dict[str, str]:
        """Give what was chosen beside the words, to be kept with them."""
        return {name: str(self.cleaned_data[name]) for name in ("choice", "lever") if self.cleaned_data.get(name)}


class ProposeForm(HouseForm):
    """To what stage, why now, why what is not met is skipped, and for a closing what became of it and what everybody is told."""

    after = forms.CharField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("What became of it?"), choices=Case.Decision.choices, required=False, widget=Choices(columns=2)
    )
    result = forms.CharField(
        label=_("What everybody is told"),
        help_text=_("What was done, what changed, and how sure you are. Everybody whose report fed the case reads these words."),
        required=False,
        max_length=MOST_TOLD,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    words = forms.CharField(
        label=_("Why now?"),
        help_text=_("Your supervisor reads it."),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    skip_reason = forms.CharField(
        label=_("Why go on without what is missing?"),
        help_text=_("The reason stays on the page of the case."),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(label=_("I looked at each of these, and nothing tells who somebody is"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, closes: bool, lacks: bool, look: Callable[[str], list[Part]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.warnings: list[Part] = []
        if closes and look is not None and self.is_bound:
            self.warnings = look(str(self["result"].value() or ""))
        if not closes:
            del self.fields["decision"], self.fields["result"]
        if not self.warnings:
            del self.fields["sure"]
        if not lacks:
            del self.fields["skip_reason"]

    @property
    def typed(self) -> dict[str, str]:
        """Give what was typed and chosen, to be kept."""
        names = ("words", "skip_reason", "decision", "result")
        return {name: lines_of(self.cleaned_data[name]) for name in names if self.cleaned_data.get(name)}

    def proposal(self) -> Proposal:
        """Give the proposal as the command takes it."""
        names = ("after", "words", "skip_reason", "decision", "result")
        held = {name: lines_of(self.cleaned_data.get(name, "")) for name in names}
        return Proposal(**held, sure=bool(self.cleaned_data.get("sure")))

    def clean(self) -> dict[str, Any]:
        """Ask once more where the result reads as if it told of somebody: everybody reads it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.warnings and not cleaned.get("sure"):
            self.add_error("sure", ASK)
        return cleaned


class ApproveForm(HouseForm):
    """Yes to what is proposed; ``after`` and ``move`` are what the supervisor saw proposed."""

    after = forms.CharField(widget=forms.HiddenInput)
    move = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(
        label=_("A word to the team"), required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )


class RefuseForm(HouseForm):
    """Not yet, and what is missing; ``move`` is what the supervisor saw proposed."""

    move = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(
        label=_("What is missing?"),
        help_text=_("The team reads it."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words first.")},
    )


class ReasonForm(HouseForm):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a short reason.")},
    )

    def __init__(self, *args: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint


class BackForm(ReasonForm):
    """To which earlier stage, and why."""

    to = forms.ChoiceField(label=_("Back to which stage?"), widget=Choices(), error_messages={"required": _("Choose a stage.")})
    field_order = ("to", "reason")

    def __init__(self, *args: Any, pairs: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["to"]).choices = list(pairs)


class FrameForm(HouseForm):
    """Which kinds of incidents are counted, from when to when it was before, and from when to when it is afterwards."""

    categories = forms.MultipleChoiceField(
        label=_("Kinds of incidents"), help_text=_("Tick none to count every kind."), required=False, widget=Ticks()
    )
    baseline_from = day_field(_("Before: from"), required=False)
    baseline_to = day_field(_("Before: to"), required=False)
    after_from = day_field(_("Afterwards: from"), required=False)
    after_to = day_field(_("Afterwards: to"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kinds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["categories"]).choices = [(one, one) for one in kinds]

    def frame(self) -> Frame:
        """Give the frame as the command takes it."""
        return Frame(**{name: value for name, value in self.cleaned_data.items() if name != "version"})

    @property
    def typed(self) -> dict[str, str]:
        """Give what was ticked (one on each line) and the days, as text, to be kept."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {name: "\n".join(value) if name == "categories" else str(value or "") for name, value in given.items()}

    @staticmethod
    def again(typed: Mapping[str, str]) -> dict[str, Any]:
        """Give what the form starts with of what was kept as text."""
        return {**typed, "categories": typed.get("categories", "").splitlines()}
