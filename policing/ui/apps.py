"""The app that holds what pages are made of. It has no models."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Components, forms, charts, and the registries that higher apps fill."""

    name = "policing.ui"
    label = "ui"
    verbose_name = "Pages"
