"""Addresses of incidents and cases, one module a topic."""

from __future__ import annotations

from problems.urls import cases, incidents

app_name = "problems"
urlpatterns = [*incidents.urlpatterns, *cases.urlpatterns]
