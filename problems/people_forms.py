"""The forms of the list of cases, of opening and joining them, and of who works along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from policing.access.sight import SIGHTS
from policing.areas.models import Area
from policing.ui.forms import Choices, FormTokenField, HouseForm
from problems.caselist import ALL, OPEN, Wanted
from problems.models import Case, Member
from problems.services.cases.acting import MOST_REASON
from problems.workflow import CASE

NO_REASON = _("Write a short reason.")
STAGE_CHOICES = [(OPEN, _("All open")), *CASE.choices(), (ALL, _("All, finished ones too"))]


class WantedForm(HouseForm):
    """What cases to look at. Every field may be empty; what cannot be is passed over."""

    q = forms.CharField(
        label=_("Search words or number"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=STAGE_CHOICES)
    area = forms.ChoiceField(label=_("Area, and all inside it"), required=False)
    mine = forms.BooleanField(label=_("Only those I work along in"), required=False)
    waits = forms.BooleanField(label=_("Only those that wait for a supervisor"), required=False)

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paths = {area.code: area.path for area in areas}
        if areas:
            cast(forms.ChoiceField, self.fields["area"]).choices = [
                ("", _("All my areas")),
                *((one.code, one.name) for one in areas),
            ]
        else:
            del self.fields["area"]

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything was asked by."""
        return any(self.data.get(name) for name in self.fields)

    def wanted(self) -> Wanted:
        """Give what is asked for, as far as it makes sense. Words look in every stage, unless one is chosen."""
        self.is_valid()
        given = self.cleaned_data
        return Wanted(
            stage=given.get("stage") or (ALL if given.get("q") else OPEN),
            area_path=self.paths.get(given.get("area", ""), ""),
            mine=bool(given.get("mine")),
            waits=bool(given.get("waits")),
            words=given.get("q", ""),
        )


class ReasonForm(HouseForm):
    """Why it is done, on one line. The team reads it."""

    reason = forms.CharField(label=_("Why?"), max_length=MOST_REASON, error_messages={"required": NO_REASON})

    def __init__(self, *args: Any, label: Any = None, hint: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label is not None:
            self.fields["reason"].label = label
        if hint is not None:
            self.fields["reason"].help_text = hint


class OpenForm(HouseForm):
    """A new case: its name, what happens, its area, and from what it is opened."""

    title = forms.CharField(
        label=_("Name of the case"),
        max_length=120,
        help_text=_("A place and what happens there. Never a person."),
        error_messages={"required": _("Give the case a name.")},
    )
    summary = forms.CharField(
        label=_("What happens"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The problem as far as it is known now. You can write more later."),
    )
    area = forms.ChoiceField(
        label=_("Area"),
        help_text=_("The team that serves it gets the case."),
        error_messages={"required": _("Choose the area.")},
    )
    reason = forms.CharField(
        label=_("Why do these reports belong together?"),
        required=False,
        max_length=MOST_REASON,
        help_text=_("The same place, the same hours, the same way of doing it. The team reads it."),
    )
    cell = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    category = forms.CharField(required=False, max_length=80, widget=forms.MultipleHiddenInput)
    token = FormTokenField()

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.code: area for area in areas}
        choices = [("", _("Choose one")), *((one.code, one.name) for one in areas)]
        cast(forms.ChoiceField, self.fields["area"]).choices = choices

    @property
    def picked_area(self) -> Area | None:
        """Give the area that was chosen."""
        return self.areas.get(self.cleaned_data.get("area", ""))

    @property
    def kinds(self) -> list[str]:
        """Give the kinds of incidents that came along from the map."""
        return self.data.getlist("category") if isinstance(self.data, QueryDict) else []


class AddForm(ReasonForm):
    """To which open case the reports are added, and why."""

    case = forms.ChoiceField(
        label=_("Which case?"), widget=Choices(), error_messages={"required": _("Choose the case that they feed.")}
    )
    field_order = ["case", "reason"]

    def __init__(self, *args: Any, cases: Sequence[Case], **kwargs: Any) -> None:
        super().__init__(*args, label=_("Why do they belong to it?"), **kwargs)
        field = cast(forms.ChoiceField, self.fields["case"])
        hints = {one.reference: f"{one.reference} · {CASE.state(one.state).label}" for one in cases}
        field.widget = Choices(hints=hints)
        field.choices = [(one.reference, one.title) for one in cases]


class LinkForm(ReasonForm):
    """Reports by their references, and why they feed the case."""

    reports = forms.CharField(
        label=_("References of the reports"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "autocomplete": "off"}),
        help_text=_("One on each line, up to 200."),
        error_messages={"required": _("Type at least one reference: two words and two numbers.")},
    )
    field_order = ["reports", "reason"]


class MergeForm(ReasonForm):
    """Into which other case, and why."""

    into = forms.CharField(
        label=_("Number of the other case"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input--code", "autocomplete": "off", "dir": "ltr", "list": "other-cases"}),
        help_text=_("It stands beside the name of the case."),
        error_messages={"required": _("Type the number of the other case.")},
    )
    field_order = ["into", "reason"]

    def clean_into(self) -> str:
        """Give the number without space around it."""
        return str(self.cleaned_data["into"]).strip()


class MemberForm(HouseForm):
    """Who works along, as what, what they see, and until when."""

    person = forms.ChoiceField(label=_("Somebody of the agency or the city"), required=False)
    email = forms.EmailField(
        label=_("Or the address of somebody else with an account"),
        required=False,
        help_text=_("For a resident who agreed to work along with a name."),
    )
    role = forms.ChoiceField(label=_("As what?"), choices=[], error_messages={"required": _("Choose a role.")})
    sees = forms.ChoiceField(
        label=_("What do they see?"),
        widget=Choices(hints={one.code: one.says for one in SIGHTS.values()}),
        choices=[],
        error_messages={"required": _("Choose what the person sees.")},
    )
    until = forms.DateField(
        label=_("Until, and that day still"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["person"]).choices = [("", _("Choose one")), *people]
        cast(forms.ChoiceField, self.fields["sees"]).choices = [(one.code, capfirst(str(one.label))) for one in SIGHTS.values()]
        cast(forms.ChoiceField, self.fields["role"]).choices = [
            ("", _("Choose one")),
            *((code, capfirst(str(label))) for code, label in Member.Role.choices),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for one person, in one of the two ways."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("person")) == bool(given.get("email")) and "email" not in self.errors:
            self.add_error("person", _("Choose one person, or write one address."))
        return given
