"""Incidents over the API, one module a topic."""

from __future__ import annotations

from problems.api import case_export, imports, incidents

app_name = "problems-api"
urlpatterns = [*incidents.urlpatterns, *imports.urlpatterns, *case_export.urlpatterns]
