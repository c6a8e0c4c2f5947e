"""What can happen in the identity room, in words. No event names who was looked at, nor any address."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing.events.catalogue import EventType

OPENED = "privacy.identity.opened"
STOPPED = "privacy.contact.stopped"
HELD = "privacy.hold.placed"
RELEASED = "privacy.hold.released"
DISPOSED = "privacy.disposed"
TIME_CHANGED = "privacy.retention.changed"
ROTATED = "privacy.keys.rotated"

EVENTS = (
    EventType(name=OPENED, payload=("mode",), sentence=_("asked to see who wrote this, and gave a reason"), tone="wait"),
    EventType(name=STOPPED, payload=("kind", "why"), sentence=_("an address is not written to any more (%(why)s)"), tone="stop"),
    EventType(name=HELD, payload=("hold",), sentence=_("put on hold: it is not disposed of"), tone="stop"),
    EventType(name=RELEASED, payload=("hold",), sentence=_("the hold ended"), tone="go"),
    EventType(
        name=DISPOSED,
        payload=("retention_class", "count"),
        sentence=_("%(count)s disposed of, as the schedule says: %(retention_class)s"),
    ),
    EventType(
        name=TIME_CHANGED,
        payload=("retention_class", "old", "new"),
        sentence=_("%(retention_class)s: kept for %(new)s days, %(old)s before"),
        tone="wait",
    ),
    EventType(name=ROTATED, payload=("count",), sentence=_("%(count)s ciphers were written anew under the newest key")),
)
