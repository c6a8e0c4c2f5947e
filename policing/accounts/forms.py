"""The forms of a person's own pages."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from policing import access
from policing.accounts.roles import PERMISSIONS
from policing.ui.forms import Choices, FormTokenField, HouseForm, ManyChoices

REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
DAYS = (("30", _("30 days")), ("90", _("90 days")), ("366", _("A year")))


@cache
def _zone_names() -> tuple[str, ...]:
    """Give the names once for a process: finding them reads hundreds of files."""
    return tuple(sorted(zone for zone in available_timezones() if zone.startswith(REGIONS)))


def zones() -> list[tuple[str, Any]]:
    """Give the time zones to choose from, that of the agency first."""
    return [("", _("As the agency")), *((zone, zone.replace("_", " ")) for zone in _zone_names())]


class PreferForm(HouseForm):
    """What a person may say about themself."""

    name = forms.CharField(label=_("Your name"), help_text=_("Shown beside what you do here."), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones, required=False)
    theme = forms.ChoiceField(
        label=_("Colours"),
        widget=Choices(columns=1),
        choices=[("device", _("As my device")), ("light", _("Light")), ("dark", _("Dark"))],
    )

    def clean_theme(self) -> str:
        """Give the theme as it is kept: nothing where the device decides."""
        chosen = str(self.cleaned_data["theme"])
        return "" if chosen == "device" else chosen


class TokenForm(HouseForm):
    """A new token: what it is for, what it may do, how long."""

    name = forms.CharField(label=_("What is it for?"), help_text=_("Like “Weekly export”."), max_length=80)
    scopes = forms.MultipleChoiceField(label=_("What may it do?"), widget=ManyChoices())
    days = forms.TypedChoiceField(label=_("How long does it work?"), choices=DAYS, initial="90", coerce=int, widget=Choices())
    token = FormTokenField()

    def __init__(self, *args: Any, grants: access.Grants, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = offered(grants)  # type: ignore[attr-defined]


def offered(grants: access.Grants) -> list[tuple[str, Any]]:
    """Give the permissions that a token of this person can carry: those that the person holds."""
    return [(code, words) for code, words in PERMISSIONS.items() if grants.holds(code)]


class LeaveForm(HouseForm):
    """The last question before an account is deleted."""

    sure = forms.BooleanField(
        label=_("Yes, delete my account. I know that nobody can bring it back."),
        error_messages={"required": _("Tick the box if you want to delete your account.")},
    )
