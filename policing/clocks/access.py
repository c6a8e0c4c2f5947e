"""Who may see and move a clock: staff by the area or the team of what it runs for, and nobody where that is a closed room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policing.access import Answer, Grants, Policy, no

_closed: set[str] = set()


def close(subject_type: str) -> None:
    """Keep the clocks of that type of subject (a model's ``_meta.label_lower``) off every page but the subject's own."""
    _closed.add(subject_type)


class ClockPolicy(Policy):
    """A clock is seen by who works on the reports of its area or team, and moved by who may extend clocks there.

    Clocks of a closed room are seen by nobody here, whatever they hold: the room shows its own.
    """

    actions: ClassVar[Mapping[str, str]] = {
        "view": "reports.view",
        "pause": "clocks.extend",
        "resume": "clocks.extend",
        "extend": "clocks.extend",
    }

    def visible_q(self, grants: Grants) -> Q:
        """Give the clocks in scope that run for no closed room."""
        return super().visible_q(grants) & ~Q(subject_type__in=sorted(_closed))

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Say no to everybody about the clock of a closed room."""
        if obj.subject_type in _closed:
            return no(_("This clock belongs to a closed room."))
        return super().can(grants, action, obj)

    def people_q(self, action: str, obj: Any) -> Q:
        """Give nobody for the clock of a closed room."""
        return Q(pk__in=[]) if obj.subject_type in _closed else super().people_q(action, obj)
