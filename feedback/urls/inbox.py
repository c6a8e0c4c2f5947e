"""Addresses of the inbox. They stand before those of single reports, whose references they must not be taken for."""

from __future__ import annotations

from django.urls import path

from feedback.views import inbox

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
]
