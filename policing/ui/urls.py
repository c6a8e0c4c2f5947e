"""Addresses of the frame itself: the language and theme menus, and the style guide."""

from __future__ import annotations

from django.urls import path

from policing.ui import views

urlpatterns = [
    path("language/", views.set_language, name="language"),
    path("theme/", views.set_theme, name="theme"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
