"""Which team a report lands with: the team of its area, or of the nearest area that holds it, or the front desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing.accounts import teams
from policing.accounts.models import Team
from policing.errors import CommonbeatError


class NoFrontDesk(CommonbeatError):
    """The site is not set up: there is no team for reports that belong nowhere."""

    code, status = "no-front-desk", 503
    title = _("Nobody is here to read reports yet")


def team_for(area_path: str) -> Team:
    """Give the team that serves the area, else the nearest area above, else the front desk. Runs one query, or two.

    Raises NoFrontDesk where nobody is there to take it.
    """
    team = teams.serving(area_path)
    if team is None:
        raise NoFrontDesk(_("No team of the kind “front desk” is in use. An administrator adds one under Teams."))
    return team
