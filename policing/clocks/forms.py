"""What people are asked when they move a clock."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from policing.clocks.services import LONGEST_REASON, MOST_DAYS
from policing.ui.forms import HouseForm

DAYS_WORDS = _("Choose from 1 to 90 days.")


class ReasonForm(HouseForm):
    """Why a promise stands still."""

    reason = forms.CharField(
        label=_("Why?"), max_length=LONGEST_REASON, help_text=_("Colleagues read this. Do not name a resident."), strip=True
    )


class ExtendForm(ReasonForm):
    """How much more time, and why."""

    days = forms.IntegerField(
        label=_("How many more days?"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("Working days, where the promise counts those."),
        error_messages={"min_value": DAYS_WORDS, "max_value": DAYS_WORDS, "invalid": DAYS_WORDS},
    )
    field_order = ("days", "reason")


class ResumeForm(HouseForm):
    """Nothing is asked; the button is enough."""
