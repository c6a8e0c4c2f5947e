"""The form of where it is."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from policing.areas.cells import parse_coordinates
from policing.areas.models import Area
from policing.ui.forms import HouseForm


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

    def chosen(self) -> str:
        """Say what gives a point now: the place that was chosen, or the coordinates that were typed; nothing for neither."""
        spot = self.chosen_spot()
        if spot is not None:
            return f"spot {spot}"
        return str(self.cleaned_data["place"]).strip() if self.coordinates() else ""

    def area_name(self) -> str:
        """Give the name of the area that was chosen from the list, or nothing."""
        return self.names.get(self.cleaned_data["area"], "")


class MarkerForm(forms.Form):
    """The marker as it came with the form: its place, what it was made for, and whether a script moved it since."""

    pin_lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    pin_lon = forms.FloatField(required=False, min_value=-180, max_value=180)
    pin_for = forms.CharField(required=False, max_length=200)
    pin_moved = forms.BooleanField(required=False)

    def point(self) -> tuple[float, float] | None:
        """Give the place of the marker, or None where there is none or it is nonsense."""
        given = self.cleaned_data if self.is_valid() else {}
        lat, lon = given.get("pin_lat"), given.get("pin_lon")
        return None if lat is None or lon is None else (lat, lon)


class NearForm(forms.Form):
    """A point that is asked about."""

    lat = forms.FloatField(min_value=-90, max_value=90)
    lon = forms.FloatField(min_value=-180, max_value=180)
