"""Who may do what with the Agency, its areas and its gazetteer. Everybody may see them; set-up is a role's work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q

from policing.access import YES, Answer, Grants, Policy


class OpenPolicy(Policy):
    """Rows that everybody may see, visitors included, and that people who set up the site may change."""

    actions: ClassVar[Mapping[str, str]] = {"view": "public", "change": "setup.change"}
    team_field: ClassVar[str | None] = None

    def visible_q(self, grants: Grants) -> Q:
        """Give every row."""
        return Q()

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Say yes to a look; for all else ask for the permission over the row's area."""
        return YES if action == "view" else super().can(grants, action, obj)

    def people_q(self, action: str, obj: Any) -> Q:
        """Give everybody for a look, and the holders of the permission for all else."""
        return Q() if action == "view" else super().people_q(action, obj)


class AreaPolicy(OpenPolicy):
    """An area is set up by who sets up the area that holds it, or a wider one."""

    actions: ClassVar[Mapping[str, str]] = {
        "view": "public",
        "change": "setup.change",
        "retire": "setup.change",
        "restore": "setup.change",
    }
    area_field: ClassVar[str] = "path"


class AgencyPolicy(OpenPolicy):
    """The Agency is set up by who sets up all of it."""

    def area_of(self, obj: Any) -> str:
        """Give the whole agency."""
        return ""


class PlacePolicy(AgencyPolicy):
    """The gazetteer serves the whole agency, so who sets up all of it keeps it, wherever a place lies."""
