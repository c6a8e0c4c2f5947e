"""Addresses of what is kept and for how long, of disposal, and of holds."""

from __future__ import annotations

from django.urls import path

from policing.privacy import views

app_name = "privacy"
urlpatterns = [
    path("privacy/", views.rights, name="rights"),
    path("retention/", views.retention_page, name="retention"),
    path("retention/holds/", views.hold_list, name="hold-list"),
    path("retention/holds/place/", views.hold_place, name="hold-place"),
    path("retention/holds/<int:hold_id>/", views.hold_page, name="hold"),
    path("retention/holds/<int:hold_id>/release/", views.hold_release, name="hold-release"),
]
