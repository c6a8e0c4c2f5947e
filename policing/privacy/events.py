"""What can happen in the identity room, in words. No event names who was looked at, nor any address."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing.events.catalogue import EventType

OPENED = "privacy.identity.opened"
STOPPED = "privacy.contact.stopped"

EVENTS = (
    EventType(name=OPENED, payload=("mode",), sentence=_("asked to see who wrote this, and gave a reason"), tone="wait"),
    EventType(name=STOPPED, payload=("kind", "why"), sentence=_("an address is not written to any more (%(why)s)"), tone="stop"),
)
