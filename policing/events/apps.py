"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Events: the append-only record of what happened, its seals, and the outbox that carries it on."""

    name = "policing.events"
    label = "events"

    def ready(self) -> None:
        """Register the event types of the outbox itself."""
        from policing.events import wiring  # noqa: PLC0415 - models are ready only now

        wiring.connect()
