"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    """Gatherings: forums, meetings and sessions, with their reminders."""

    name = "policing.gatherings"
    label = "gatherings"
