"""To whom a report was passed, in words for staff and for the resident."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from policing.accounts.models import Team

KEPT_SECONDS = 60


def team_name(code: str) -> str:
    """Give a team's name by its code, or the code where the team is gone; kept for a minute. One query at most."""
    if not code:
        return ""
    return str(cache.get_or_set(f"team-name:{code}", lambda: _name(code), KEPT_SECONDS))


def _name(code: str) -> str:
    return Team.objects.filter(code=code).values_list("name", flat=True).first() or code


def passed(payload: Mapping[str, Any]) -> str:
    """Say to staff where it went."""
    return _("Passed to the team: %(team)s") % {"team": team_name(str(payload["team"] or ""))}


def passed_publicly(payload: Mapping[str, Any]) -> str:
    """Say to the resident where it went."""
    return _("We passed it to another team: %(team)s") % {"team": team_name(str(payload["team"] or ""))}
