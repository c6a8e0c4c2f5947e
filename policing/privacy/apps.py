"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig

from policing.privacy import wiring


class PrivacyConfig(AppConfig):
    """Privacy: receipts, the identity room, suppression of small numbers, uploads, and who looked."""

    name = "policing.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Register the event types."""
        wiring.connect()
