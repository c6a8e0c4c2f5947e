"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Privacy: receipts, the identity room, suppression of small numbers, uploads, and who looked."""

    name = "policing.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Hand in what this app gives to the registries."""
        from policing.privacy import wiring  # noqa: PLC0415 - models are ready only now

        wiring.connect()
