"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    """Partnerships: organisations, boards, priorities and what was agreed."""

    name = "partnerships"
    label = "partnerships"
