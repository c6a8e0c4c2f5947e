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

    def for_list(self) -> RoleGrantQuerySet:
        """Give the rows with the person, the area and the team beside them, newest first."""
        return self.select_related("user", "area", "team", "granted_by").order_by("-id")


class MembershipQuerySet(models.QuerySet[Any]):
    """Who works where."""

    def held_now(self) -> MembershipQuerySet:
        """Give the memberships that hold at this moment."""
        return self.filter(valid_at(timekeeping.now()))


class ApiTokenQuerySet(models.QuerySet[Any]):
    """Tokens of programs."""

    def usable(self) -> ApiTokenQuerySet:
        """Give the tokens that work now: neither ended nor taken back, of a person who is active."""
        return self.filter(revoked_at=None, expires_at__gt=timekeeping.now(), user__is_active=True)


class SessionQuerySet(models.QuerySet[Any]):
    """Browsers that are signed in."""

    def of(self, user: Any) -> SessionQuerySet:
        """Give the living sessions of a person, last used first."""
        return self.filter(account=user, expire_date__gt=timekeeping.now()).order_by("-seen", "session_key")

    def over(self) -> SessionQuerySet:
        """Give the sessions whose time is up."""
        return self.filter(expire_date__lt=timekeeping.now())
