"""Addresses of the front door."""

from __future__ import annotations

from django.urls import path

from policing.site import health, search, views

app_name = "site"
urlpatterns = [
    path("", views.home, name="home"),
    path("welcome/", views.welcome, name="welcome"),
    path("areas/", views.areas, name="areas"),
    path("areas/<slug:code>/", views.area, name="area"),
    path("search/", search.search, name="search"),
    path("livez", health.live, name="livez"),
    path("readyz", health.ready, name="readyz"),
]
