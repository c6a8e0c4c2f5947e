"""Questions that the house asks of people, teams and roles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from policing import timekeeping


def valid_at(moment: datetime, prefix: str = "") -> Q:
    """Give the query for dated rows that hold at a moment, reached through ``prefix`` (like ``role_grants__``)."""
    starts = Q(**{f"{prefix}valid_from__lte": moment})
    return starts & (Q(**{f"{prefix}valid_until": None}) | Q(**{f"{prefix}valid_until__gt": moment}))


class UserQuerySet(models.QuerySet[Any]):
    """People with accounts."""

    def active(self) -> UserQuerySet:
        """Give the people who can sign in."""
        return self.filter(is_active=True)


class TeamQuerySet(models.QuerySet[Any]):
    """Teams, which everybody may know of."""

    def in_use(self) -> TeamQuerySet:
        """Give the teams that work now."""
        return self.filter(is_active=True)


class RoleGrantQuerySet(models.QuerySet[Any]):
    """Roles held."""

    def held_now(self) -> RoleGrantQuerySet:
        """Give the roles that hold at this moment."""
        return self.filter(valid_at(timekeeping.now()))
