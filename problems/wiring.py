"""What this app hands to the registries below it, in one place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing import access
from policing.areas.moving import carries_path
from policing.ui.registry import NavItem, navigation
from problems import events
from problems.access import ImportPolicy, IncidentPolicy
from problems.models import CellCount, HourCount, Incident, IncidentImport, MonthCount


def connect() -> None:
    """Hand in the policies, the event types and the tables that carry an area's path."""
    for model in (Incident, MonthCount, HourCount, CellCount):
        access.register(IncidentPolicy, model)
        carries_path(model)
    access.register(ImportPolicy, IncidentImport)
    events.connect()
    navigation.add(
        NavItem(
            "problems.incidents", _("Incidents"), "problems:incidents", order=30, audience="staff", permission="incidents.view"
        )
    )
