"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class SiteConfig(AppConfig):
    """The front door: home, area pages, what is new, health, and the demo town."""

    name = "policing.site"
    label = "site"

    def ready(self) -> None:
        """Fill the page frame, and let the start-up checks and the description of the API know of us."""
        from policing import checks  # noqa: F401, PLC0415 - registers the checks, after every model is loaded
        from policing.site import description, wiring  # noqa: F401, PLC0415 - the description registers itself

        wiring.connect()


class HouseAdminConfig(admin_apps.AdminConfig):
    """Puts the house's admin in the place of Django's."""

    default = False
    default_site = "policing.site.admin_site.HouseAdminSite"
