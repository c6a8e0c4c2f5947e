"""Addresses of the report journey."""

from __future__ import annotations

from django.urls import path

from feedback.views.journey import check, details, others, start, what, where, where_map, you

urlpatterns = [
    path("report/", start.start, name="report-start"),
    path("report/danger/", start.danger, name="report-danger"),
    path("report/what/", what.what, name="report-what"),
    path("report/advice/", what.advice, name="report-advice"),
    path("report/where/", where.where, name="report-where"),
    path("report/where/map/", where_map.where_map, name="report-where-map"),
    path("report/where/near/", where_map.where_near, name="report-where-near"),
    path("report/details/", details.details, name="report-details"),
    path("report/details/again/", details.again, name="report-again"),
    path("report/you/", you.you, name="report-you"),
    path("report/you/reach/", you.reach, name="report-reach"),
    path("report/others/", others.others, name="report-others"),
    path("report/check/", check.check, name="report-check"),
    path("report/stop/", check.stop, name="report-stop"),
]
