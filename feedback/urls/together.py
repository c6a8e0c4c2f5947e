"""Addresses of what looks alike, on the desk."""

from __future__ import annotations

from django.urls import path

from feedback.views import together

urlpatterns = [
    path("inbox/<slug:reference>/alike/", together.page, name="report-alike"),
    path("inbox/<slug:reference>/merge/", together.merge, name="report-merge"),
    path("inbox/<slug:reference>/split/", together.split, name="report-split"),
    path("inbox/<slug:reference>/not-same/", together.not_same, name="report-not-same"),
]
