"""The forms about reports that tell of the same."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.services.merging import LONGEST_REASON
from policing.privacy.references import normalise_reference
from policing.ui.forms import HouseForm


class OtherForm(HouseForm):
    """Which other report is meant."""

    other = forms.CharField(
        label=_("Reference of the other report"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input input--code", "autocomplete": "off", "dir": "ltr"}),
        error_messages={"required": _("Type the two words and two numbers of the other report.")},
    )

    def clean_other(self) -> str:
        """Give the reference as we write it."""
        return normalise_reference(self.cleaned_data["other"]) or str(self.cleaned_data["other"])


class MergeForm(OtherForm):
    """Into which report, and why, as far as it needs saying."""

    reason = forms.CharField(
        label=_("Why are they the same?"),
        help_text=_("Your team reads it. You can leave this empty."),
        required=False,
        max_length=LONGEST_REASON,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SplitForm(HouseForm):
    """Why a report is taken out again."""

    reason = forms.CharField(
        label=_("Why is it not the same?"),
        help_text=_("Your team reads it. The resident is told that we look at the report by itself."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Write a short reason.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
