"""The cast: the people of every access test, the areas they live and work in, and factories for more of them.

``cast`` is a fixture (``tests/conftest.py`` hands it on); ``build_cast()`` makes the same by hand. Everybody's password is
``PASSWORD``. The second factor of staff is off in tests unless a test turns it on with ``settings.STAFF_SECOND_FACTOR``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import factory
import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser

from policing.accounts.models import Membership, RoleGrant, Team, User
from policing.areas.models import Area
from policing.areas.querysets import fold

PASSWORD = "copper kettle 9 lamps"


@cache
def _hash() -> str:
    return make_password(PASSWORD)


class AreaFactory(factory.django.DjangoModelFactory[Area]):
    """An area; ``parent`` puts it inside another one."""

    class Meta:
        model = Area

    code = factory.Sequence(lambda n: f"area-{n}")
    name = factory.LazyAttribute(lambda row: row.code.replace("-", " ").title())
    key = factory.LazyAttribute(lambda row: fold(row.name))
    parent = None
    path = factory.LazyAttribute(lambda row: f"{row.parent.path if row.parent else ''}{row.code}/")


class TeamFactory(factory.django.DjangoModelFactory[Team]):
    """A neighbourhood team; ``areas=[…]`` gives what it serves."""

    class Meta:
        model = Team
        django_get_or_create = ("code",)  # a fresh site has a front desk already
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"team-{n}")
    name = factory.LazyAttribute(lambda row: row.code.replace("-", " ").title())

    @factory.post_generation
    def areas(self: Team, create: bool, extracted: list[Area] | None, **kwargs: Any) -> None:
        """Let the team serve these areas."""
        if create and extracted:
            self.areas.set(extracted)


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person with a verified address and the password of everybody (``password=`` for another one)."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.LazyFunction(_hash)

    @factory.post_generation
    def verified(self: User, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        """Give the person the verified address they sign in by, unless ``verified=False``."""
        if create:
            EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=extracted is not False)


class RoleGrantFactory(factory.django.DjangoModelFactory[RoleGrant]):
    """A role held over the whole agency, unless ``area`` or ``team`` is given."""

    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = "officer"


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """A place in a team."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    team = factory.SubFactory(TeamFactory)


@dataclass(frozen=True)
class Cast:
    """Two areas of one city, their teams, and fifteen people. North is home to the resident and to most of the staff."""

    city: Area
    north: Area
    south: Area
    team_north: Team
    team_south: Team
    front_desk: Team
    anonymous: AnonymousUser
    resident: User
    neighbour: User
    officer: User
    other_officer: User
    supervisor: User
    analyst: User
    board_member: User
    partner: User
    moderator: User
    oversight_reviewer: User
    safeguarding_lead: User
    auditor: User
    administrator: User
    deactivated: User

    def as_items(self) -> list[tuple[str, User | AnonymousUser]]:
        """Give the fifteen people by name, in the order above."""
        found = ((field.name, getattr(self, field.name)) for field in fields(self))
        return [(name, who) for name, who in found if isinstance(who, User | AnonymousUser)]

    def __iter__(self) -> Iterator[tuple[str, User | AnonymousUser]]:
        return iter(self.as_items())


def _person(name: str, role: str = "", *, area: Area | None = None, team: Team | None = None, **more: Any) -> User:
    user = UserFactory(email=f"{name}@example.org", name=name.replace("_", " ").title(), **more)
    if role:
        RoleGrantFactory(user=user, role=role, area=area)
    if team:
        MembershipFactory(user=user, team=team, title=role.replace("_", " "), is_public=True)
    return user


def build_cast() -> Cast:
    """Make the city, its teams and its people."""
    city = AreaFactory(code="city", name="Merrowby", level="city")
    north = AreaFactory(code="north", name="Northgate", parent=city)
    south = AreaFactory(code="south", name="Southwark Row", parent=city)
    team_north = TeamFactory(code="team-north", name="Northgate team", areas=[north])
    team_south = TeamFactory(code="team-south", name="Southwark Row team", areas=[south])
    front_desk = TeamFactory(code="front-desk", name="Front desk", kind=Team.Kind.FRONT_DESK)
    return Cast(
        city=city,
        north=north,
        south=south,
        team_north=team_north,
        team_south=team_south,
        front_desk=front_desk,
        anonymous=AnonymousUser(),
        resident=_person("resident"),
        neighbour=_person("neighbour"),
        officer=_person("officer", "officer", area=north, team=team_north),
        other_officer=_person("other_officer", "officer", area=south, team=team_south),
        supervisor=_person("supervisor", "supervisor", area=city, team=front_desk),
        analyst=_person("analyst", "analyst", area=city),
        board_member=_person("board_member", "board_member", area=north),
        partner=_person("partner", "partner", area=north),
        moderator=_person("moderator", "moderator"),
        oversight_reviewer=_person("oversight_reviewer", "oversight_reviewer"),
        safeguarding_lead=_person("safeguarding_lead", "safeguarding_lead"),
        auditor=_person("auditor", "auditor"),
        administrator=_person("administrator", "administrator"),
        deactivated=_person("deactivated", "officer", area=north, is_active=False),
    )


@pytest.fixture
def cast(db: None) -> Cast:
    """Give the fifteen people, fresh for a test."""
    return build_cast()
