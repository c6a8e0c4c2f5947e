"""Addresses of incidents and of their imports."""

from __future__ import annotations

from django.urls import path

from problems.services import imports as commands
from problems.views import imports, incidents

urlpatterns = [
    path("incidents/", incidents.browse, name="incidents"),
    path("incidents/download/", incidents.download, name="incidents-download"),
    path("incidents/imports/", imports.listed, name="import-list"),
    path("incidents/imports/new/", imports.new, name="import-new"),
    path("incidents/imports/<int:import_id>/", imports.detail, name="import-detail"),
    path("incidents/imports/<int:import_id>/columns/", imports.columns, name="import-columns"),
    path("incidents/imports/<int:import_id>/bad-rows/", imports.bad_rows, name="import-bad-rows"),
    *[
        path(f"incidents/imports/<int:import_id>/{action}/", imports.act, {"action": action}, name=f"import-{action}")
        for action in commands.COMMANDS
    ],
]
