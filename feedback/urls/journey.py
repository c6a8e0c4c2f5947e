"""Addresses of the report journey."""

from __future__ import annotations

from django.urls import path

from feedback.views import journey

urlpatterns = [
    path("report/", journey.what, name="report-what"),
    path("report/where/", journey.where, name="report-where"),
    path("report/details/", journey.details, name="report-details"),
    path("report/you/", journey.you, name="report-you"),
    path("report/check/", journey.check, name="report-check"),
    path("report/stop/", journey.stop, name="report-stop"),
]
