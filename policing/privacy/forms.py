"""What people are asked when they hold a record back, let it go, or set how long things are kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from policing.privacy import holds
from policing.privacy.models import RetentionRule
from policing.privacy.models.retention import MOST_DAYS
from policing.privacy.services.holding import MOST_REASON
from policing.ui.forms import HouseForm

DAYS_WORDS = _("Choose from 1 to 36,500 days.")


class ReleaseForm(HouseForm):
    """Why a hold ends."""

    reason = forms.CharField(
        label=_("Why does the hold end?"), max_length=MOST_REASON, help_text=_("It is kept. Do not name a resident."), strip=True
    )


class PlaceForm(HouseForm):
    """Which record is held back, and why."""

    kind = forms.ChoiceField(label=_("What is it?"))
    reference = forms.CharField(
        label=_("Its reference"), max_length=60, help_text=_("Two words and two numbers, like HEDGE-4-LAMP-71."), strip=True
    )
    reason = forms.CharField(
        label=_("Why must it be kept?"),
        max_length=MOST_REASON,
        help_text=_("A court, a complaint, a review. It is kept. Do not name a resident."),
        strip=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(kind.name, kind.label) for kind in holds.holdables.all()]
        if len(field.choices) == 1:
            field.initial, field.widget = field.choices[0][0], forms.HiddenInput()


class RuleForm(forms.ModelForm[RetentionRule]):
    """For how many days one class is kept."""

    days = forms.IntegerField(
        label=_("days"),
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={"min_value": DAYS_WORDS, "max_value": DAYS_WORDS, "invalid": DAYS_WORDS},
    )

    class Meta:
        model = RetentionRule
        fields: ClassVar[tuple[str, ...]] = ("days",)
