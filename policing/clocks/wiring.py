"""What this app hands to the registries below it, in one place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing import access
from policing.areas.moving import carries_path
from policing.clocks import events
from policing.clocks.access import ClockPolicy
from policing.clocks.models import Clock
from policing.ui.registry import NavItem, navigation


def connect() -> None:
    """Hand in the policy, the event types, the column that follows an area, and the link to the list."""
    access.register(ClockPolicy, Clock)
    events.connect()
    carries_path(Clock)
    navigation.add(NavItem("clocks", _("Clocks"), "clocks:clock-list", order=30, audience="staff", permission="reports.view"))
