"""Addresses of the pages of notices."""

from __future__ import annotations

from django.urls import path

from policing.notifications import views

app_name = "notifications"

urlpatterns = [
    path("notices/", views.notices, name="list"),
    path("notices/read-all/", views.read_all, name="read-all"),
    path("notices/preferences/", views.preferences, name="preferences"),
    path("notices/<int:notice_id>/read/", views.read, name="read"),
]
