"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    """Clocks: what is due to whom by when, in working days."""

    name = "policing.clocks"
    label = "clocks"
