"""The forms of the report journey: the danger question, what, details, you, others told us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from feedback.forms.questions import AskingForm
from feedback.models import Category, Question, Report
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


class DetailsForm(AskingForm):
    """What happens there, in the resident's own words, and the questions of the category: deeds before looks."""

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

    def __init__(self, *args: Any, questions: list[Question], language: str, answers: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask(questions, language, answers)


class DoingForm(HouseForm):
    """What a person does of whom only the looks were told."""

    doing = forms.CharField(
        label=_("What is the person doing?"),
        help_text=_("For example: shouting at people, trying the doors of cars. You can leave it empty."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )

    def __init__(self, *args: Any, room: int = 1000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room = room

    def clean_doing(self) -> str:
        """Pass what fits beside the words that were told before."""
        given = str(self.cleaned_data["doing"])
        if len(given) > self.room:
            raise forms.ValidationError(_("That is more than we can take at once. Please use fewer words."))
        return given


class YouForm(HouseForm):
    """How the resident wants to speak. The choice comes late, so the whole path is safe for everyone."""

    mode = forms.ChoiceField(
        label=_("Do you want to hear back?"),
        choices=[
            (Report.Mode.ANONYMOUS, _("No name. I will use a receipt code")),
            (Report.Mode.CONFIDENTIAL, _("Write to me, and keep it confidential")),
            (Report.Mode.NAMED, _("Write to me, with my name")),
        ],
        error_messages={"required": _("Choose one. You do not have to give a name.")},
    )

    def __init__(self, *args: Any, hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        icons: dict[str, str] = {
            Report.Mode.ANONYMOUS: "lock",
            Report.Mode.CONFIDENTIAL: "key",
            Report.Mode.NAMED: "speak",
        }
        field = cast(forms.ChoiceField, self.fields["mode"])
        choices = field.choices
        field.widget = Choices(hints=hints, icons=icons)
        field.choices = choices


class ReachForm(HouseForm):
    """How to write back to somebody who wants that: one way is enough."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("That address is not whole. It needs an @ and an ending.")},
    )
    phone = forms.CharField(
        label=_("Your telephone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    share = forms.BooleanField(
        label=_("Partners who help with this may know my name too"),
        help_text=_("For example the council or a school. Without the tick nobody outside the team is told."),
        required=False,
    )

    def __init__(self, *args: Any, mode: str, has_account: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_account = has_account
        if mode != Report.Mode.NAMED:
            del self.fields["share"]

    def clean_phone(self) -> str:
        """Pass a number that a telephone can call, in any reasonable shape."""
        given = str(self.cleaned_data["phone"]).strip()
        if given and not any(sign.isdecimal() for sign in given):
            raise forms.ValidationError(_("A telephone number has digits."))
        if given and not 5 <= sum(sign.isdecimal() for sign in given) <= 15:
            raise forms.ValidationError(_("That telephone number is not whole."))
        return given

    def clean(self) -> dict[str, Any]:
        """Ask for one way to write back, unless the person is signed in."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_reached = self.has_account or cleaned.get("email") or cleaned.get("phone")
        if not is_reached and not self.errors:
            self.add_error("email", _("Tell us where to write back, or go back and choose to give no name."))
        return cleaned


class OthersForm(HouseForm):
    """Whether a published report tells of the same."""

    join = forms.ChoiceField(
        label=_("Is one of these the same as yours?"),
        help_text=_("You choose. Your report is sent in full either way, and you get your own answer."),
        error_messages={"required": _("Choose one, or say that yours is another thing.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["join"])
        field.widget = Choices(hints=hints)
        field.choices = [*choices, ("no", _("No, mine is another thing"))]
