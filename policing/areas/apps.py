"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Areas: the Agency, its tree of areas with boundaries, and the gazetteer."""

    name = "policing.areas"
    label = "areas"

    def ready(self) -> None:
        """Register the policies and the event types."""
        from policing.areas import wiring  # noqa: PLC0415 - after every model is loaded

        wiring.connect()
