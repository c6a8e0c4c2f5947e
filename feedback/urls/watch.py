"""Addresses of the supervisor's and the analyst's view."""

from __future__ import annotations

from django.urls import path

from feedback.views import watch

urlpatterns = [
    path("teams/", watch.teams, name="teams"),
    path("analysis/", watch.analysis, name="analysis"),
    path("analysis/export/", watch.export, name="analysis-export"),
]
