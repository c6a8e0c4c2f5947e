"""What can happen to incidents, in the closed catalogue of events."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing.events.catalogue import EventType, register

COUNTS = ("read", "loaded", "unchanged", "withheld", "outside", "bad")
EVENT_TYPES = (
    EventType(name="problems.import.started", payload=("source",), sentence=_("An import of incidents began")),
    EventType(name="problems.import.paused", payload=("source", "done"), sentence=_("An import of incidents was paused")),
    EventType(name="problems.import.resumed", payload=("source", "done"), sentence=_("An import of incidents goes on")),
    EventType(name="problems.import.finished", payload=("source", *COUNTS), sentence=_("An import of incidents finished")),
    EventType(
        name="problems.import.failed", payload=("source", "done"), sentence=_("An import of incidents was stopped by a problem")
    ),
    EventType(name="problems.incidents.downloaded", payload=("number",), sentence=_("Incidents were taken away as a file")),
    EventType(name="problems.import.undone", payload=("source", "removed"), sentence=_("An import of incidents was undone")),
)


def connect() -> None:
    """Put the event types into the catalogue."""
    for kind in EVENT_TYPES:
        register(kind)
