"""Addresses of clocks. A clock has no name of its own to residents, so staff pages use its number."""

from __future__ import annotations

from django.urls import path

from policing.clocks import views

app_name = "clocks"

urlpatterns = [
    path("clocks/", views.clock_list, name="clock-list"),
    path("clocks/<int:clock_id>/", views.clock_detail, name="clock-detail"),
    *[path(f"clocks/<int:clock_id>/{action}/", views.act, {"action": action}, name=f"clock-{action}") for action in views.ACTS],
]
