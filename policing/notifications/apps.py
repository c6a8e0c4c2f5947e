"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notifications: the inbox of each person, and the mail that leaves the house."""

    name = "policing.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Register the channels, the handler and the link to the inbox."""
        from policing.notifications import wiring  # noqa: PLC0415 - models are ready only now

        wiring.connect()
