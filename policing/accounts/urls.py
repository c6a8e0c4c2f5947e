"""Addresses of a person's own pages."""

from __future__ import annotations

from django.urls import path

from policing.accounts import leaving_views, views

app_name = "accounts"

urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/export/", leaving_views.export, name="export"),
    path("account/delete/", leaving_views.delete, name="delete"),
    path("account/deleted/", leaving_views.deleted, name="deleted"),
    path("account/sessions/", views.session_list, name="sessions"),
    path("account/sessions/end/", views.sessions_end, name="sessions-end"),
    path("account/sessions/<slug:handle>/end/", views.session_end, name="session-end"),
    path("account/tokens/", views.token_list, name="tokens"),
    path("account/tokens/<slug:handle>/revoke/", views.token_revoke, name="token-revoke"),
]
