"""Set-up of incidents in the admin: the sources, how their files are read, and their imports to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from policing.areas.setup import SetUpAdmin
from problems.models import IncidentImport, IncidentSource


@admin.register(IncidentSource)
class IncidentSourceAdmin(SetUpAdmin[IncidentSource]):
    """Where incidents come from, and how its files are read."""

    list_display = ("name", "code", "is_active")
    search_fields = ("name", "code")
    prepopulated_fields = {"code": ("name",)}


@admin.register(IncidentImport)
class IncidentImportAdmin(SetUpAdmin[IncidentImport]):
    """Imports to look at; a new one, pausing and undoing have pages of their own."""

    list_display = ("source", "state", "done", "started_at", "ended_at")
    list_filter = ("state", "source")
    list_select_related = ("source",)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Lead to the page on which a file is brought in."""
        return redirect("problems:import-new")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: an import is changed by its commands."""
        return False
