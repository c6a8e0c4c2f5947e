"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    """Clocks: what is due to whom by when, in working days."""

    name = "policing.clocks"
    label = "clocks"

    def ready(self) -> None:
        """Register the policy, the event types and the link to the list."""
        from policing.clocks import wiring  # noqa: PLC0415 - after every model is loaded

        wiring.connect()
