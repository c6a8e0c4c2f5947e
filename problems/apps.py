"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    """Problems: SARA cases and the incidents behind them."""

    name = "problems"
    label = "problems"

    def ready(self) -> None:
        """Register the policies and the event types."""
        from problems import wiring  # noqa: PLC0415 - after every model is loaded

        wiring.connect()
