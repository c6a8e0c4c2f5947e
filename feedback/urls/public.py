"""Addresses of what is published, and of redacting and publishing on the desk."""

from __future__ import annotations

from django.urls import path

from feedback.views import public, publishing

urlpatterns = [
    path("reports/", public.listed, name="public-list"),
    path("reports/feed/", public.feed, name="public-feed"),
    path("reports/<slug:slug>/", public.report, name="public-report"),
    path("reports/<slug:slug>/join/", public.join, name="public-join"),
    path("reports/<slug:slug>/leave/", public.leave, name="public-leave"),
    path("inbox/<slug:reference>/redact/", publishing.redact, name="report-redact"),
    path("inbox/<slug:reference>/check-copy/", publishing.check_copy, name="report-check-copy"),
    path("inbox/<slug:reference>/original/", publishing.original, name="report-original"),
    path("inbox/<slug:reference>/publish/", publishing.publish, name="report-publish"),
    path("inbox/<slug:reference>/hide/", publishing.hide, name="report-hide"),
]
