"""Addresses of the officer's desk."""

from __future__ import annotations

from django.urls import path

from feedback.views import desk, desk_intake, identity
from feedback.views.acts import ACTS

urlpatterns = [
    path("inbox/new/", desk_intake.new, name="inbox-new"),
    path("inbox/<slug:reference>/", desk.report, name="report"),
    path("inbox/<slug:reference>/reprint/", desk_intake.reprint, name="report-reprint"),
    path("inbox/<slug:reference>/look/", identity.look, name="report-look"),
    *[path(f"inbox/<slug:reference>/{action}/", desk.act, {"action": action}, name=f"report-{action}") for action in ACTS],
    path("inbox/<slug:reference>/unsent/<int:unsent_id>/drop/", desk.drop, name="unsent-drop"),
]
