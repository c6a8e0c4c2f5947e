"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notifications: the inbox of each person, and the mail that leaves the house."""

    name = "policing.notifications"
    label = "notifications"
