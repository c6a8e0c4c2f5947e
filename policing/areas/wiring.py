"""What this app hands to the registries below it, in one place."""

from __future__ import annotations

from policing import access
from policing.areas import events
from policing.areas.access import AgencyPolicy, AreaPolicy, PlacePolicy
from policing.areas.models import Agency, Area, Place


def connect() -> None:
    """Hand in the policies and the event types."""
    access.register(AgencyPolicy, Agency)
    access.register(AreaPolicy, Area)
    access.register(PlacePolicy, Place)
    events.connect()
