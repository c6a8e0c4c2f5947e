"""The forms of an import: the file and where it comes from, then which of its columns holds what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from policing.ui.forms import FormTokenField, HouseForm
from problems.importing import receiving, trying
from problems.importing.mapping import FIXED
from problems.importing.receiving import MOST_MB

MAPPED = ("category", "occurred", "hour", "lat", "lon", "id", "area")
OPTIONS = ("crs", "zone", "date_format", "delimiter", "decimal", "precision")
OTHER = "other"
DATES = (
    ("", _("Year first, as 2024-11-23 or 2024/11/23 22:45")),
    ("%d/%m/%Y", _("Day first, as 23/11/2024")),
    ("%d/%m/%Y %H:%M", _("Day first with the time, as 23/11/2024 22:45")),
    ("%d.%m.%Y", _("Day first with dots, as 23.11.2024")),
    ("%d-%m-%Y", _("Day first with hyphens, as 23-11-2024")),
    ("%m/%d/%Y", _("Month first, as 11/23/2024")),
    ("%m/%d/%Y %H:%M", _("Month first with the time, as 11/23/2024 22:45")),
    ("%m/%d/%Y %I:%M:%S %p", _("Month first, twelve hours, as 11/23/2024 10:45:00 PM")),
    ("%Y%m%d", _("Without any sign, as 20241123")),
    (OTHER, _("In another way, written below")),
)
MARKS = (
    ("", _("Found by itself")), (",", _("Comma")), (";", _("Semicolon")), ("\\t", _("Tab")), ("|", _("Upright bar")),
)  # fmt: skip
EXACT = (
    ("", _("As they are written")), ("hour", _("To the hour")), ("day", _("To the day")), ("month", _("To the month alone")),
)  # fmt: skip


class ImportForm(HouseForm):
    """A file of the agency's records and where it comes from."""

    token = FormTokenField()
    source = forms.ChoiceField(
        label=_("Where the records come from"), required=False,
        help_text=_("A source that was here before keeps its columns, and none of its rows is doubled."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name of a new source"), max_length=120, required=False, help_text=_("Such as “Town police, crimes”.")
    )
    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV or TSV, plain, in gzip or alone in a zip. Up to %(size)d MB. Nothing is loaded before the next page.")
        % {"size": MOST_MB},
    )

    def __init__(self, *args: Any, sources: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("A new source, named below")), *((name, name) for name in sources)]
        cast(forms.ChoiceField, self.fields["source"]).choices = choices

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse a file that was not taken, with the reason."""
        found: UploadedFile[Any] = self.cleaned_data["file"]
        if why := receiving.refusal(found):
            raise ValidationError(why)
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for a name where no source is chosen."""
        given = super().clean() or self.cleaned_data
        if not given.get("source") and not given.get("name", "").strip():
            self.add_error("name", _("Choose a source above, or give a new one a name."))
        return given

    @property
    def named(self) -> str:
        """Give the name of the source."""
        return str(self.cleaned_data["source"] or self.cleaned_data["name"])


class ColumnsForm(HouseForm):
    """Which column of a file holds what, and how its values are written."""

    category = forms.ChoiceField(label=_("The kind of incident"), required=False)
    fixed = forms.CharField(
        label=_("Or one kind for every row"), required=False, max_length=80, help_text=_("Where the file holds one kind alone.")
    )
    occurred = forms.ChoiceField(label=_("The date"))
    hour = forms.ChoiceField(label=_("The hour"), required=False, help_text=_("Only where it stands apart from the date."))
    lat = forms.ChoiceField(label=_("Latitude, or y"), required=False)
    lon = forms.ChoiceField(label=_("Longitude, or x"), required=False)
    area = forms.ChoiceField(label=_("The area’s name"), required=False)
    id = forms.ChoiceField(
        label=_("A number that names the row"), required=False,
        help_text=_("With it, a row that changes is brought up to date. Only where each row has its own."),
    )  # fmt: skip
    date_format = forms.ChoiceField(label=_("How dates are written"), required=False, choices=DATES)
    other_format = forms.CharField(
        label=_("Another way to write dates"), required=False, max_length=60, help_text=_("Such as %d/%m/%y %H.%M.")
    )
    crs = forms.CharField(
        label=_("Coordinate system"), required=False, max_length=40,
        help_text=_("Such as EPSG:32610, for places in metres. Empty for latitude and longitude."),
    )  # fmt: skip
    zone = forms.CharField(label=_("Time zone of the records"), required=False, max_length=60)
    delimiter = forms.ChoiceField(label=_("Mark between columns"), required=False, choices=MARKS)
    decimal = forms.ChoiceField(
        label=_("Decimal mark"), required=False, choices=[("", _("Point, as 51.5")), (",", _("Comma, as 51,5"))]
    )
    precision = forms.ChoiceField(label=_("How exact the dates are"), required=False, choices=EXACT)

    def __init__(self, *args: Any, columns: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, name) for name in columns if name]
        for name in MAPPED:
            none = ("", _("Choose a column") if name == "occurred" else _("In no column"))
            whole = trying.joined(columns) if name == "occurred" else ""
            more = [(whole, whole)] if whole else []
            cast(forms.ChoiceField, self.fields[name]).choices = [none, *more, *named]

    def clean(self) -> dict[str, Any]:
        """Ask for a kind in one of the two ways, and for both columns of a place or none."""
        given = super().clean() or self.cleaned_data
        if not given.get("category") and not given.get("fixed", "").strip():
            self.add_error("category", _("Choose the column that holds the kind, or write one kind for every row."))
        if bool(given.get("lat")) != bool(given.get("lon")):
            self.add_error("lon" if given.get("lat") else "lat", _("A place needs both of its columns."))
        if given.get("date_format") == OTHER and not given.get("other_format", "").strip():
            self.add_error("other_format", _("Write here how dates are written."))
        return given

    def maps(self) -> list[str]:
        """Give the columns as the command takes them."""
        given = dict(self.cleaned_data)
        if given["fixed"].strip():
            given["category"] = f"{FIXED}{given['fixed'].strip()}"
        return [f"{name}={given[name]}" for name in MAPPED if given[name]]

    def options(self) -> dict[str, str]:
        """Give the options as the command takes them."""
        found = {name: str(self.cleaned_data[name]) for name in OPTIONS}
        if found["date_format"] == OTHER:
            found["date_format"] = self.cleaned_data["other_format"].strip()
        return found


def first_answers(columns: tuple[str, ...], kept: Mapping[str, str], zone: str) -> dict[str, str]:
    """Give what a form of columns begins with: what was chosen for the source last, or else what the columns' names tell."""
    if not kept:
        return {**trying.guess(columns), "zone": zone}
    found = {"zone": zone, **kept}
    if found.get("category", "").startswith(FIXED):
        found["fixed"] = found.pop("category").removeprefix(FIXED)
    if found.get("date_format", "") not in dict(DATES):
        found["other_format"], found["date_format"] = found["date_format"], OTHER
    if found.get("decimal") == ".":
        del found["decimal"]
    return found
