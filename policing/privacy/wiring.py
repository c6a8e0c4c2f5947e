"""What this app hands to the registries below it, in one place."""

from __future__ import annotations

from policing.events import catalogue
from policing.privacy.events import EVENTS


def connect() -> None:
    """Hand in the event types of the identity room."""
    for kind in EVENTS:
        catalogue.register(kind)
