"""What can happen to people, teams, roles and tokens, in the closed catalogue of events. No address is in any of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing.events.catalogue import EventType, register

EVENT_TYPES = (
    EventType(name="accounts.person.signed_up", payload=(), sentence=_("Account made")),
    EventType(name="accounts.person.signed_in", payload=("by",), sentence=_("Signed in")),
    EventType(name="accounts.person.signed_out", payload=(), sentence=_("Signed out")),
    EventType(name="accounts.person.failed", payload=("step",), sentence=_("Somebody could not sign in"), tone="wait"),
    EventType(name="accounts.person.password_changed", payload=(), sentence=_("Password changed"), tone="wait"),
    EventType(name="accounts.person.address_changed", payload=(), sentence=_("E-mail address changed"), tone="wait"),
    EventType(name="accounts.person.second_step_added", payload=("kind",), sentence=_("Second step added")),
    EventType(name="accounts.person.second_step_removed", payload=("kind",), sentence=_("Second step removed"), tone="wait"),
    EventType(name="accounts.person.invited", payload=(), sentence=_("Account made by an administrator")),
    EventType(name="accounts.person.preferred", payload=("fields",), sentence=_("Own settings changed")),
    EventType(name="accounts.person.deactivated", payload=(), sentence=_("Account closed"), tone="stop"),
    EventType(name="accounts.person.reactivated", payload=(), sentence=_("Account opened again")),
    EventType(name="accounts.person.exported", payload=(), sentence=_("A copy of everything was taken"), tone="wait"),
    EventType(name="accounts.person.deleted_own", payload=(), sentence=_("Account deleted by the person"), tone="stop"),
    EventType(name="accounts.session.ended", payload=("sessions",), sentence=_("Signed out on other devices")),
    EventType(name="accounts.team.saved", payload=("team",), sentence=_("Team saved")),
    EventType(name="accounts.membership.started", payload=("team",), sentence=_("Started in a team")),
    EventType(name="accounts.membership.ended", payload=("team",), sentence=_("Left a team")),
    EventType(name="accounts.role.granted", payload=("role",), sentence=_("Role given: %(role)s")),
    EventType(name="accounts.role.ended", payload=("role",), sentence=_("Role ended: %(role)s")),
    EventType(name="accounts.token.made", payload=("token",), sentence=_("Token made"), tone="wait"),
    EventType(name="accounts.token.revoked", payload=("token",), sentence=_("Token taken back")),
)


def connect() -> None:
    """Put the event types into the catalogue."""
    for kind in EVENT_TYPES:
        register(kind)
