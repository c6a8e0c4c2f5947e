"""To whom a report was passed, in words for staff and for the resident."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from policing.accounts.models import Team

KEPT_SECONDS = 60


def team_name(code: str) -> str:
    """Give a team's name by its code, or the code where the team is gone; the names are kept for a minute. One query at most."""
    if not code:
        return ""
    names: dict[str, str] = cache.get_or_set("feedback:team-names", _names, KEPT_SECONDS) or {}
    return names.get(code) or code


def _names() -> dict[str, str]:
    return dict(Team.objects.values_list("code", "name"))


def passed(payload: Mapping[str, Any]) -> str:
    """Say to staff where it went."""
    return _("Passed to the team: %(team)s") % {"team": team_name(str(payload["team"] or ""))}


def passed_publicly(payload: Mapping[str, Any]) -> str:
    """Say to the resident where it went."""
    return _("We passed it to another team: %(team)s") % {"team": team_name(str(payload["team"] or ""))}
