"""What can happen to areas and places, in the closed catalogue of events. Payloads hold codes and counts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing.events.catalogue import EventType, register

EVENT_TYPES = (
    EventType(name="areas.area.loaded", payload=("mended",), sentence=_("Area added")),
    EventType(name="areas.area.changed", payload=("mended", "fields"), sentence=_("Area changed")),
    EventType(name="areas.area.moved", payload=("old_path", "new_path"), sentence=_("Area put inside another one")),
    EventType(name="areas.area.retired", payload=(), sentence=_("Area taken out of use")),
    EventType(name="areas.area.restored", payload=(), sentence=_("Area taken into use again")),
    EventType(name="areas.place.saved", payload=("kind",), sentence=_("Place in the gazetteer saved")),
    EventType(name="areas.gazetteer.loaded", payload=("read", "loaded"), sentence=_("Gazetteer loaded")),
    EventType(name="areas.agency.changed", payload=("fields",), sentence=_("Settings of the agency changed")),
)


def connect() -> None:
    """Put the event types into the catalogue."""
    for kind in EVENT_TYPES:
        register(kind)
