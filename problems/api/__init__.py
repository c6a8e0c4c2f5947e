"""Incidents and cases over the API, one module a topic."""

from __future__ import annotations

from problems.api import (
    case_export,
    case_links,
    case_pages,
    case_parts,
    case_people,
    case_reading,
    case_stages,
    cases,
    imports,
    incidents,
)

app_name = "problems-api"
urlpatterns = [
    *incidents.urlpatterns,
    *imports.urlpatterns,
    *case_reading.before_one,
    *cases.urlpatterns,
    *case_reading.urlpatterns,
    *case_links.urlpatterns,
    *case_parts.urlpatterns,
    *case_people.urlpatterns,
    *case_stages.urlpatterns,
    *case_pages.urlpatterns,
    *case_export.urlpatterns,
]
