"""People, the teams they work in, the roles they hold, and the tokens their programs use."""

from __future__ import annotations

from policing.accounts.models.people import ADDRESS_TAKEN, GONE, User, UserManager
from policing.accounts.models.teams import (
    ENDS_AFTER,
    IN_TEAM_ALREADY,
    ONE_FRONT_DESK,
    ONE_SCOPE,
    Dated,
    Membership,
    RoleGrant,
    Team,
)
from policing.accounts.models.tokens import ApiToken, SecretMail, Session

__all__ = [
    "ADDRESS_TAKEN",
    "ENDS_AFTER",
    "GONE",
    "IN_TEAM_ALREADY",
    "ONE_FRONT_DESK",
    "ONE_SCOPE",
    "ApiToken",
    "Dated",
    "Membership",
    "RoleGrant",
    "SecretMail",
    "Session",
    "Team",
    "User",
    "UserManager",
]
