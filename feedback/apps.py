"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Feedback: residents report, officers answer, and the result goes back."""

    name = "feedback"
    label = "feedback"

    def ready(self) -> None:
        """Register the policy, the event types, the notices and what the pages show."""
        from feedback import wiring  # noqa: PLC0415 - after every model is loaded

        wiring.connect()
