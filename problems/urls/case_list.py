"""Addresses of the list of cases and of opening one. They stand before those of single cases, whose numbers they must not be taken for."""

from __future__ import annotations

from django.urls import path

from problems.views import case_list, case_people, case_reports

urlpatterns = [
    path("cases/", case_list.listed, name="case-list"),
    path("cases/new/", case_list.new, name="case-new"),
    path("cases/suggested/", case_list.suggested, name="case-suggested"),
    path("cases/pick/", case_list.pick, name="case-pick"),
    path("cases/add/", case_list.add, name="case-add"),
    path("cases/<slug:case>/reports/", case_reports.reports, name="case-reports"),
    path("cases/<slug:case>/reports/link/", case_reports.link, name="case-link"),
    path("cases/<slug:case>/reports/take-out/", case_reports.unlink, name="case-unlink"),
    path("cases/<slug:case>/merge/", case_reports.merge, name="case-merge"),
    path("cases/<slug:case>/export/", case_reports.export, name="case-export"),
    path("cases/<slug:case>/team/", case_people.team, name="case-team"),
    path("cases/<slug:case>/team/<int:member>/end/", case_people.end, name="case-member-end"),
]
