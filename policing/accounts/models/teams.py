"""Teams, who works in them, and the roles that people hold."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from policing import timekeeping
from policing.accounts.models.people import User
from policing.accounts.querysets import (
    MembershipQuerySet,
    RoleGrantQuerySet,
    TeamQuerySet,
)
from policing.accounts.roles import role_choices
from policing.areas.models import Area

ONE_FRONT_DESK = _("There is a front desk already. Take that one out of use first.")
IN_TEAM_ALREADY = _("This person is in that team already.")
ONE_SCOPE = _("Choose an area or a team, not both.")
ENDS_AFTER = _("The end lies before the start.")


class Team(models.Model):
    """A staffed unit that can own work: a neighbourhood team, the front desk, a partner's staff."""

    class Kind(models.TextChoices):
        """What sort of unit it is."""

        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood team")
        FRONT_DESK = "front_desk", _("front desk")
        SPECIALIST = "specialist", _("specialist team")
        PARTNER = "partner", _("partner's team")

    class Belongs(models.TextChoices):
        """Whose people work in it: those of the agency and of the city may work along in cases without an agreement."""

        AGENCY = "agency", _("the agency")
        CITY = "city", _("the city")
        OTHER = "other", _("somebody else")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.NEIGHBOURHOOD)
    belongs_to = models.CharField(_("belongs to"), max_length=8, choices=Belongs, default=Belongs.AGENCY)
    areas = models.ManyToManyField(Area, blank=True, related_name="teams", verbose_name=_("areas it serves"))
    contact = models.CharField(_("how to reach the team"), max_length=200, blank=True)
    hours = models.CharField(_("hours"), max_length=200, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("team"), _("teams")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind="front_desk", is_active=True),
                name="team_one_front_desk",
                violation_error_message=ONE_FRONT_DESK,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Dated(models.Model):
    """Something that holds from a day, and perhaps until one."""

    valid_from = models.DateTimeField(_("from"), default=timekeeping.now)
    valid_until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True


class Membership(Dated):
    """A person works in a team. This says who they are to residents; what they may do is a RoleGrant."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships", verbose_name=_("team"))
    title = models.CharField(_("title"), max_length=80, blank=True)
    surgery = models.CharField(_("where and when residents meet this person"), max_length=200, blank=True)
    is_public = models.BooleanField(_("named on the area page"), default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("membership"), _("memberships")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "team"],
                condition=Q(valid_until=None),
                name="membership_once",
                violation_error_message=IN_TEAM_ALREADY,
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="membership_dates",
                violation_error_message=ENDS_AFTER,
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class RoleGrant(Dated):
    """A person holds a role over an area and all inside it, over a team's work, or (neither set) over the whole agency."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=40, choices=role_choices)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team"))
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("granted by"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("role held"), _("roles held")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(area=None) | Q(team=None), name="rolegrant_one_scope", violation_error_message=ONE_SCOPE
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="rolegrant_dates",
                violation_error_message=ENDS_AFTER,
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["role", "area", "team"], name="rolegrant_scope")]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"
