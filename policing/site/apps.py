"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The front door: home, area pages, what is new, health, and the demo town."""

    name = "policing.site"
    label = "site"
