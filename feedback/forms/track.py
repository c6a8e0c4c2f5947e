"""The forms of the resident's way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.models import Rating, RatingItem
from feedback.services import rating
from feedback.services.handling import MOST_WORDS
from policing.privacy.receipts import normalise
from policing.privacy.references import normalise_reference
from policing.ui.forms import FormTokenField, HouseForm, Scale


class TrackForm(HouseForm):
    """The two codes, in any reasonable shape."""

    reference = forms.CharField(
        label=_("Your reference"),
        help_text=_("Two words and two numbers, like HEDGE-4-LAMP-71"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input input--code", "autocomplete": "off", "dir": "ltr"}),
        error_messages={"required": _("Type the two words and two numbers.")},
    )
    receipt = forms.CharField(
        label=_("Your receipt code"),
        help_text=_("Sixteen numbers in four groups"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input input--code", "autocomplete": "off", "dir": "ltr", "inputmode": "numeric"}),
        error_messages={"required": _("Type the sixteen numbers.")},
    )

    def clean_reference(self) -> str:
        """Give the reference as we write it."""
        return normalise_reference(self.cleaned_data["reference"])

    def clean_receipt(self) -> str:
        """Give the receipt as sixteen digits. Says how many are missing."""
        digits = normalise(self.cleaned_data["receipt"])
        if len(digits) != 16:
            raise forms.ValidationError(_("The receipt code has sixteen numbers; this has %(count)d.") % {"count": len(digits)})
        return digits


class LinkForm(HouseForm):
    """Where to send a link."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one that you gave when you sent your report."),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Type your e-mail address."),
            "invalid": _("That address is not whole. It needs an @ and an ending."),
        },
    )


class WithdrawForm(HouseForm):
    """Why a resident takes a report back, if they want to say."""

    words = forms.CharField(
        label=_("Why do you take it back?"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=MOST_WORDS
    )
    token = FormTokenField()


class RenewForm(HouseForm):
    """The button that makes a receipt of one's own."""

    token = FormTokenField()


class RateForm(HouseForm):
    """How far each statement holds, in words, or “I would rather not say”."""

    words = forms.CharField(
        label=_("What should we do differently?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=rating.MOST_WORDS,
    )
    token = FormTokenField()
    LEVELS = (
        ("1", _("Not at all")),
        ("2", _("A little")),
        ("3", _("In between")),
        ("4", _("Mostly")),
        ("5", _("Fully")),
        ("none", _("I would rather not say")),
    )

    def __init__(self, *args: Any, items: Sequence[RatingItem], language: str, before: Rating | None, **kwargs: Any) -> None:
        said = {answer.item.code: str(answer.value) for answer in before.answers.all()} if before else {}
        initial = {f"item-{code}": value for code, value in said.items()} | ({"words": before.words} if before else {})
        super().__init__(*args, initial=initial, **kwargs)
        self.codes = [item.code for item in items]
        for item in items:
            self.fields[f"item-{item.code}"] = forms.ChoiceField(
                label=item.words_in(language), choices=self.LEVELS, required=False, widget=Scale()
            )

    def asked(self) -> list[Any]:
        """Give the statements as they are drawn."""
        return [self[f"item-{code}"] for code in self.codes]

    def answers(self) -> dict[str, int]:
        """Give the answers by the statement's code; what the person would rather not say is not among them."""
        found = {code: self.cleaned_data[f"item-{code}"] for code in self.codes}
        return {code: int(value) for code, value in found.items() if value.isdecimal()}
