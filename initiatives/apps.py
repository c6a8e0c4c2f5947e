"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    """Initiatives: watch groups, youth programmes, classes and crisis teams."""

    name = "initiatives"
    label = "initiatives"
