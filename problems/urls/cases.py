"""Addresses of one case: its page, and one page for each thing to write. They stand behind the fixed words under /cases/."""

from __future__ import annotations

from django.urls import path

from problems.views import case_all, case_parts, case_stages, case_writing, cases

urlpatterns = [
    path("cases/<slug:case>/", cases.page, name="case"),
    path("cases/<slug:case>/write/<slug:field>/", case_writing.write, name="case-write"),
    path("cases/<slug:case>/kept/<int:kept>/drop/", case_writing.drop, name="case-kept-drop"),
    path("cases/<slug:case>/count/", case_writing.frame, name="case-frame"),
    path("cases/<slug:case>/history/", case_all.history, name="case-history"),
    path("cases/<slug:case>/parts/<slug:kind>/", case_all.parts, name="part-list"),
    path("cases/<slug:case>/parts/<slug:kind>/new/", case_parts.new, name="part-new"),
    path("cases/<slug:case>/parts/file/<int:part>/picture/", case_parts.picture, name="part-picture"),
    path("cases/<slug:case>/parts/<slug:kind>/<int:part>/", case_parts.change, name="part-change"),
    path("cases/<slug:case>/parts/<slug:kind>/<int:part>/remove/", case_parts.remove, name="part-remove"),
    path("cases/<slug:case>/parts/<slug:kind>/<int:part>/move/", case_parts.move, name="part-move"),
    path("cases/<slug:case>/propose/", case_stages.propose, name="case-propose"),
    path("cases/<slug:case>/take-back/", case_stages.take_back, name="case-take-back"),
    path("cases/<slug:case>/approve/", case_stages.approve, name="case-approve"),
    path("cases/<slug:case>/refuse/", case_stages.refuse, name="case-refuse"),
    path("cases/<slug:case>/back/", case_stages.back, name="case-back"),
    path("cases/<slug:case>/reopen/", case_stages.reopen, name="case-reopen"),
    path("techniques/", cases.techniques, name="techniques"),
]
