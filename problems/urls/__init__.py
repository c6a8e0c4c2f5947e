"""Addresses of incidents, one module a topic."""

from __future__ import annotations

from problems.urls import incidents

app_name = "problems"
urlpatterns = [*incidents.urlpatterns]
