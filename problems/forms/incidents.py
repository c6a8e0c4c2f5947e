"""The forms of incidents: what to look at, and a new import."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from policing import access
from policing.areas.models import Area
from policing.ui import dates
from policing.ui.forms import HouseForm, Ticks
from problems import counting, months
from problems.counting import Choices, Shelf, Wanted


class MonthField(forms.ChoiceField):
    """A month out of those there are; in an address any other will do, and so will a year, which begins and ends as years do."""

    default_error_messages = {"invalid_choice": _("Give a month such as 2024-03, or a year.")}

    def __init__(self, *, is_end: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_end = is_end

    def valid_value(self, value: str) -> bool:
        """Tell whether it is a month or a year."""
        return months.read(value) is not None

    def clean(self, value: Any) -> date | None:
        """Give the first day of the month, or None. Raises ValidationError for what is neither a month nor a year."""
        return months.read(str(super().clean(value)), is_end=self.is_end)


def _month_choices(first: date | None, last: date | None) -> list[tuple[Any, Any]]:
    """Give the months that there is something of, by year, the newest first."""
    if first is None or last is None:
        return []
    by_year = groupby(reversed(months.between(first, last)), key=lambda month: month.year)
    return [(str(year), [(f"{one:%Y-%m}", f"{dates.month(one)} {one.year}") for one in held]) for year, held in by_year]


class WantedForm(HouseForm):
    """What incidents to look at. Every field may be empty; what cannot be is passed over."""

    area = forms.ChoiceField(label=_("Area"), required=False)
    category = forms.MultipleChoiceField(label=_("Kind"), required=False, widget=Ticks())
    source = forms.ChoiceField(label=_("Source"), required=False)
    since = MonthField(label=_("From"), required=False)
    until = MonthField(label=_("To the end of"), required=False, is_end=True)
    cell = forms.RegexField(r"^[0-9a-f]{15}$", required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, areas: Sequence[tuple[str, str, str]], sources: list[tuple[str, str]], known: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.paths = {code: path for code, _name, path in areas}
        named = [(code, name) for code, name, _path in areas]
        cast(forms.ChoiceField, self.fields["area"]).choices = [("", _("Every area")), *named]
        cast(forms.ChoiceField, self.fields["source"]).choices = [("", _("Every source")), *sources]
        cast(forms.MultipleChoiceField, self.fields["category"]).choices = [(one, one) for one in known.categories]
        spans = _month_choices(known.first, known.last)
        cast(forms.ChoiceField, self.fields["since"]).choices = [("", _("The first record")), *spans]
        cast(forms.ChoiceField, self.fields["until"]).choices = [("", _("The last record")), *spans]

    @property
    def given(self) -> list[tuple[str, str]]:
        """Give every value that was asked by, for another form that asks the same."""
        return [(name, value) for name in self.fields for value in cast(QueryDict, self.data).getlist(name) if value]

    def wanted(self) -> Wanted:
        """Give what is asked for, as far as it makes sense."""
        self.is_valid()
        given = self.cleaned_data
        return Wanted(
            area_path=self.paths.get(given.get("area", ""), ""),
            categories=tuple(given.get("category") or ()),
            source=given.get("source", ""),
            since=given.get("since"),
            until=given.get("until"),
            cell=given.get("cell", ""),
        )


def wanted_form(user: Any, data: Any, shelf: Shelf | None = None) -> WantedForm:
    """Give the form of what a person looks at, with the areas, sources and kinds there are for them, which are kept a while."""
    offered = (shelf or Shelf(user)).keep("what there is", lambda: _offered(user))
    return WantedForm(data, **offered)


def _offered(user: Any) -> dict[str, Any]:
    """Give the areas, sources and kinds there are for a person. Four queries."""
    areas = access.visible(Area, user).in_use().order_by("key")  # type: ignore[attr-defined]
    return {
        "areas": list(areas.values_list("code", "name", "path")),
        "sources": [(one.code, one.name) for one in counting.sources()],
        "known": counting.choices(user),
    }
