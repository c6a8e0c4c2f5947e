"""The forms of residents and officers. They check shape and words; the commands decide."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.models import Category, Report
from feedback.services.handling import MOST_WORDS
from policing.areas.cells import parse_coordinates
from policing.areas.models import Area
from policing.privacy.receipts import normalise
from policing.privacy.references import normalise_reference
from policing.ui.forms import Choices, FormTokenField, HouseForm


class WhatForm(HouseForm):
    """What it is about."""

    category = forms.ChoiceField(
        label=_("What is worrying you?"),
        help_text=_("Choose the closest. We can change it later."),
        widget=Choices(),
        error_messages={"required": _("Choose the closest one.")},
    )

    def __init__(self, *args: Any, categories: list[Category], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["category"])
        field.widget = Choices(
            hints={row.code: row.hint for row in categories if row.hint}, icons={row.code: row.icon for row in categories}
        )
        field.choices = [(row.code, row.names.get(language, row.name)) for row in categories]


class WhereForm(HouseForm):
    """Where it is: words, one of the places found for the words ``sought``, an area from the list, or nothing."""

    place = forms.CharField(
        label=_("A street or a place"), required=False, max_length=200, help_text=_("“Behind the bus station” is fine")
    )
    spot = forms.CharField(required=False, max_length=40)
    sought = forms.CharField(required=False, max_length=200)
    area = forms.ChoiceField(label=_("Or choose an area"), required=False)

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {area.code: area.name for area in areas}
        listed = cast(forms.ChoiceField, self.fields["area"])
        listed.choices = [("", _("I do not know the area")), *self.names.items()]

    def coordinates(self) -> tuple[float, float] | None:
        """Give latitude and longitude where the words are two numbers, as copied from a map."""
        return parse_coordinates(self.cleaned_data.get("place", ""))

    def is_to_be_sought(self, *, asked: bool) -> bool:
        """Tell whether places are to be found for the words: asked for, or changed since the list beside them was made."""
        given = self.cleaned_data
        changed = bool(given["spot"]) and given["place"] != given["sought"]
        return bool(given["place"]) and self.coordinates() is None and (asked or changed)

    def chosen_spot(self) -> int | None:
        """Give the id of the place that was chosen among those found for these very words, or None."""
        given = self.cleaned_data
        is_of_these = given["place"] in {"", given["sought"]}
        return int(given["spot"]) if is_of_these and given["spot"].isdecimal() else None

    def area_name(self) -> str:
        """Give the name of the area that was chosen from the list, or nothing."""
        return self.names.get(self.cleaned_data["area"], "")


class DetailsForm(HouseForm):
    """What happens there, in the resident's own words."""

    words = forms.CharField(
        label=_("Say it in your own words"),
        help_text=_(
            "Any language. A few words are enough. Say what people do, not what they look like. You do not need to name anyone."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST_WORDS,
        error_messages={"required": _("Tell us a little about what happened.")},
    )
    when = forms.CharField(
        label=_("When does it happen?"),
        help_text=_("Days and times, as well as you remember. You can leave this empty."),
        required=False,
        max_length=200,
    )


class YouForm(HouseForm):
    """Whether, and how, the resident wants to hear back. The choice comes late, so the whole path is safe for everyone."""

    mode = forms.ChoiceField(
        label=_("Do you want to hear back?"),
        widget=Choices(
            hints={
                Report.Mode.ANONYMOUS: _("We keep nothing that says who you are. You can still read replies and answer."),
                Report.Mode.NAMED: _("Only the team of your area can ask to see it, and each look is written down."),
            },
            icons={Report.Mode.ANONYMOUS: "lock", Report.Mode.NAMED: "speak"},
        ),
        choices=[
            (Report.Mode.ANONYMOUS, _("No name. I will use a receipt code")),
            (Report.Mode.NAMED, _("Write to me by e-mail")),
        ],
        error_messages={"required": _("Choose one. You do not have to give a name.")},
    )
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("That address is not whole. It needs an @ and an ending.")},
    )

    def __init__(self, *args: Any, has_account: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_account = has_account

    def clean(self) -> dict[str, Any]:
        """Ask for an address only of a person who wants to be written to and is not signed in."""
        cleaned: dict[str, Any] = super().clean() or {}
        named = cleaned.get("mode") == Report.Mode.NAMED
        if named and not self.has_account and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Tell us where to write back, or choose to give no name."))
        if not named:
            cleaned["name"] = cleaned["email"] = ""
        return cleaned


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


class WordsForm(HouseForm):
    """Words to somebody; ``token`` makes a form that is sent twice one message."""

    label: ClassVar[Any] = _("Your message")
    words = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST_WORDS,
        error_messages={"required": _("Write a few words first.")},
    )
    token = FormTokenField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, label: Any = None, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label or self.label
        self.fields["words"].help_text = hint


class VersionForm(HouseForm):
    """A command that needs nothing but the state of the report that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


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
