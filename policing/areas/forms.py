"""Forms of the set-up: an area with its boundary as GeoJSON, and the Agency's settings."""

from __future__ import annotations

import zoneinfo
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Field, URLField
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from policing.areas.geometry import Shape, Unusable, as_it_is, usable
from policing.areas.models import Agency, Area, Place


class AreaForm(forms.ModelForm[Area]):
    """An area; its boundary is GeoJSON (a Polygon or MultiPolygon in WGS84), checked and mended as an import would."""

    class Meta:
        model = Area
        fields: ClassVar[tuple[str, ...]] = ("code", "name", "level", "parent", "about", "population", "boundary")

    shape: Shape | None = None

    def clean_code(self) -> str:
        """Pass a code that can stand in a path."""
        code = str(self.cleaned_data["code"])
        if slugify(code) != code:
            raise ValidationError(_("A code is made of small letters, digits and hyphens, at most 60 of them."))
        return code

    def clean_parent(self) -> Area | None:
        """Pass an area that does not lie inside this one."""
        parent: Area | None = self.cleaned_data.get("parent")
        if parent is not None and self.instance.path and parent.path.startswith(self.instance.path):
            raise ValidationError(_("An area cannot lie inside itself."))
        return parent

    def clean_boundary(self) -> Any:
        """Turn what was pasted into a usable boundary."""
        given = self.cleaned_data.get("boundary")
        if given is None:
            return None
        try:
            self.shape = usable(given, as_it_is)
        except Unusable as error:
            raise ValidationError(str(error)) from error
        return self.shape.boundary


class PlaceForm(forms.ModelForm[Place]):
    """A street or a place and its point; the area that holds it is found."""

    class Meta:
        model = Place
        fields: ClassVar[tuple[str, ...]] = ("name", "kind", "lat", "lon")


def _https(field: Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """Take an address without a scheme for one with https."""
    if isinstance(field, URLField):
        kwargs["assume_scheme"] = "https"
    return field.formfield(**kwargs)


class AgencyForm(forms.ModelForm[Agency]):
    """All settings of the Agency."""

    class Meta:
        model = Agency
        exclude: ClassVar[tuple[str, ...]] = ("areas_revision",)
        formfield_callback = _https

    def clean_zone(self) -> str:
        """Pass a time zone that is known."""
        zone = str(self.cleaned_data["zone"])
        if zone not in zoneinfo.available_timezones():
            raise ValidationError(_("Write the zone as “Europe/London”."))
        return zone
