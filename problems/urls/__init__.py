"""Addresses of incidents and cases, one module a topic."""

from __future__ import annotations

from problems.urls import case_list, incidents

app_name = "problems"
urlpatterns = [*incidents.urlpatterns, *case_list.urlpatterns]
