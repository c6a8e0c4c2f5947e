"""The forms of the resident's way back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.services.handling import MOST_WORDS
from policing.privacy.receipts import normalise
from policing.privacy.references import normalise_reference
from policing.ui.forms import FormTokenField, HouseForm


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


class WithdrawForm(HouseForm):
    """Why a resident takes a report back, if they want to say."""

    words = forms.CharField(
        label=_("Why do you take it back?"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=MOST_WORDS
    )
    token = FormTokenField()
