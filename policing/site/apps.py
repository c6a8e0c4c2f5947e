"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class SiteConfig(AppConfig):
    """The front door: home, area pages, what is new, health, and the demo town."""

    name = "policing.site"
    label = "site"

    def ready(self) -> None:
        """Fill the page frame, and let the start-up checks run."""
        from policing import checks  # noqa: F401, PLC0415 - registers the checks, after every model is loaded
        from policing.site import wiring  # noqa: PLC0415

        wiring.connect()
