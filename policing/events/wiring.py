"""What this app hands to the registries, in one place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing.events.catalogue import EventType, register

EVENT_TYPES = (
    EventType(name="events.dispatch.retried", payload=("attempts",), sentence=_("A stuck event was tried again"), tone="wait"),
)


def connect() -> None:
    """Put the event types of this app into the catalogue."""
    for kind in EVENT_TYPES:
        register(kind)
