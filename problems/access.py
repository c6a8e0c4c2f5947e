"""Who may see incidents, and who may bring them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q

from policing.access import Grants, Policy


class IncidentPolicy(Policy):
    """Staff by area. Incidents that lie in no area are seen by those who hold the permission over the whole agency."""

    actions: ClassVar[Mapping[str, str]] = {"view": "incidents.view"}
    team_field: ClassVar[str | None] = None


class ImportPolicy(Policy):
    """People who bring records in: for the whole agency, since a file knows no area."""

    actions: ClassVar[Mapping[str, str]] = {
        "view": "incidents.import",
        "start": "incidents.import",
        "pause": "incidents.import",
        "resume": "incidents.import",
        "undo": "incidents.import",
    }
    team_field: ClassVar[str | None] = None

    def visible_q(self, grants: Grants) -> Q:
        """Give every row to those who hold the permission over the whole agency, and none to anybody else."""
        nothing = Q(pk__in=[])
        return ~nothing if grants.covers(self.actions["view"], area_path="") else nothing

    def area_of(self, obj: Any) -> str:
        """Give the whole agency."""
        return ""
