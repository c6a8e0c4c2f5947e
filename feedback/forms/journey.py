"""The forms of the report journey: the danger question, what, details, you."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from feedback.models import Category, Report
from feedback.services.acting import MOST_WORDS
from policing.ui.forms import Choices, HouseForm


class DangerForm(HouseForm):
    """Whether someone is in danger now; ``about`` and ``area`` are what the link said that led here."""

    danger = forms.ChoiceField(
        choices=[("yes", _("Yes, someone is in danger")), ("no", _("No, nobody is in danger now"))],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")},
    )
    about = forms.SlugField(required=False, max_length=40, widget=forms.HiddenInput)
    area = forms.SlugField(required=False, max_length=60, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Leave out what an odd link said."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("about", "area"):
            self.errors.pop(name, None)
            cleaned.setdefault(name, "")
        return cleaned


@dataclass(frozen=True)
class Group:
    """A heading, and the choices under it."""

    name: str
    options: list[BoundWidget]


class WhatForm(HouseForm):
    """What it is about; ``q`` are words to find it by."""

    q = forms.CharField(
        label=_("Or find it by a word"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    category = forms.ChoiceField(
        label=_("What is worrying you?"),
        help_text=_("Choose the closest. We can change it later."),
        widget=Choices(),
        error_messages={"required": _("Choose the closest one.")},
    )

    def __init__(self, *args: Any, categories: list[Category], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories, self.language = categories, language
        field = cast(forms.ChoiceField, self.fields["category"])
        field.widget = Choices(
            hints={row.code: row.hint_in(language) for row in categories}, icons={row.code: row.icon for row in categories}
        )
        field.choices = [(row.code, row.name_in(language)) for row in categories]

    def chosen(self) -> Category:
        """Give the category that was chosen."""
        return next(row for row in self.categories if row.code == self.cleaned_data["category"])

    def groups(self, found: list[Category] | None = None) -> list[Group]:
        """Give the choices under their headings; of those found only these, the best first, and what was chosen before."""
        options = {str(one.data["value"]): one for one in self["category"].subwidgets}
        if found:
            shown = [options[row.code] for row in found]
            rest = [one for one in options.values() if one.data["selected"] and one not in shown]
            return [Group("", [*shown, *rest])]
        groups: list[Group] = []
        for row in self.categories:
            name = row.group.name_in(self.language) if row.group else ""
            if not groups or groups[-1].name != name:
                groups.append(Group(name, []))
            groups[-1].options.append(options[row.code])
        return groups


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
