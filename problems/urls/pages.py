"""Addresses of what everybody reads of a case, and of what the team shows of it."""

from __future__ import annotations

from django.urls import path

from problems.views import pages, showing

urlpatterns = [
    path("problems/", pages.listed, name="page-list"),
    path("problems/<slug:page>/", pages.page, name="page"),
    path("problems/<slug:page>/follow/", pages.follow, name="page-follow"),
    path("problems/<slug:page>/leave/", pages.leave, name="page-leave"),
    path("problems/<slug:page>/remark/", pages.remark, name="page-remark"),
    path("problems/<slug:page>/thanks/", pages.heard, name="page-heard"),
    path("problems/<slug:page>/thanks/now/", pages.heard, {"is_danger": True}, name="page-heard-now"),
    path("my/problems/", pages.followed, name="followed"),
    path("cases/<slug:case>/publish/", showing.publish, name="case-publish"),
    path("cases/<slug:case>/hide/", showing.hide, name="case-hide"),
    path("cases/<slug:case>/remarks/", showing.remarks, name="case-remarks"),
]
