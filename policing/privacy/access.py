"""Who may stop a disposal, see what is due, and set how long things are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q

from policing.access import Grants, Policy


class HoldPolicy(Policy):
    """A hold is seen, placed and ended by who may stop disposal in its area."""

    team_field = None
    actions: ClassVar[Mapping[str, str]] = {
        "view": "retention.hold",
        "place": "retention.hold",
        "release": "retention.hold",
    }


class SchedulePolicy(Policy):
    """The schedule is one for the whole agency: seen by who may hold, changed by who sets up the site."""

    team_field = None
    actions: ClassVar[Mapping[str, str]] = {"view": "retention.hold", "change": "setup.change"}

    def visible_q(self, grants: Grants) -> Q:
        """Give every row, or none."""
        return ~Q(pk__in=[]) if grants.covers(self.actions["view"], area_path="") else Q(pk__in=[])

    def area_of(self, obj: Any) -> str:
        """Give the whole agency."""
        return ""


class RunPolicy(SchedulePolicy):
    """What was disposed of is seen by who may hold."""

    actions: ClassVar[Mapping[str, str]] = {"view": "retention.hold"}
