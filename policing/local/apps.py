"""The app of the embedded servers: it carries the command ``serve`` and no models."""

from __future__ import annotations

from django.apps import AppConfig


class LocalConfig(AppConfig):
    """Names the app."""

    name = "policing.local"
    label = "local"
