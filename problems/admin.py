"""Set-up in the admin: sources of incidents and how their files are read, their imports to look at, and the 25 techniques."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from policing.areas.setup import SetUpAdmin
from problems.importing import mapping
from problems.importing.files import UnusableRecords
from problems.models import IncidentImport, IncidentSource, Technique


class SourceForm(forms.ModelForm[IncidentSource]):
    """A source whose kept mapping can be used, so that no import finds out later that it cannot."""

    def clean_mapping(self) -> dict[str, Any]:
        """Give the mapping, or nothing. Refuses what an import could not read a file by, with the reason."""
        given: Any = self.cleaned_data["mapping"] or {}
        if not isinstance(given, dict):
            raise forms.ValidationError(_("Write names and columns in pairs, like {“category”: “KIND”}."))
        if given:
            try:
                mapping.layout([], given)
            except UnusableRecords as error:
                raise forms.ValidationError(str(error)) from error
        return given


@admin.register(IncidentSource)
class IncidentSourceAdmin(SetUpAdmin[IncidentSource]):
    """Where incidents come from, and how its files are read."""

    form = SourceForm
    list_display = ("name", "code", "is_active")
    search_fields = ("name", "code")
    prepopulated_fields = {"code": ("name",)}


@admin.register(IncidentImport)
class IncidentImportAdmin(SetUpAdmin[IncidentImport]):
    """Imports to look at; a new one, pausing and undoing have pages of their own."""

    list_display = ("source", "state", "done", "started_at", "ended_at")
    list_filter = ("state", "source")
    list_select_related = ("source",)
    search_fields = ("source__name", "source__code")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Lead to the page on which a file is brought in."""
        return redirect("problems:import-new")

    def view_on_site(self, obj: IncidentImport) -> str:
        """Lead to the page on which an import is paused, goes on, and is undone."""
        return reverse("problems:import-detail", args=[obj.pk])

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: an import is changed by its commands."""
        return False


@admin.register(Technique)
class TechniqueAdmin(SetUpAdmin[Technique]):
    """The words about each technique: examples, what it asks of partners, what to mind. The 25 numbers stand."""

    list_display = ("number", "name", "column", "examples")
    list_display_links = ("number", "name")
    list_filter = ("column",)
    search_fields = ("name", "examples")
    readonly_fields = ("number",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Say no: there are 25."""
        return False
