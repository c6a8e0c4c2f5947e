"""Addresses of incidents and cases, one module a topic."""

from __future__ import annotations

from problems.urls import incidents, pages

app_name = "problems"
urlpatterns = [
    *incidents.urlpatterns,
    *pages.urlpatterns,
]
