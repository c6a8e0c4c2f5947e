"""Addresses of incidents and cases, one module a topic. Those of one case stand last: its number comes behind the fixed words."""

from __future__ import annotations

from problems.urls import case_list, cases, incidents, pages

app_name = "problems"
urlpatterns = [
    *incidents.urlpatterns,
    *pages.urlpatterns,
    *case_list.urlpatterns,
    *cases.urlpatterns,
]
