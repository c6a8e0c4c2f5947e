"""What people hold: by date, by scope, and alike from both ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from policing import access, timekeeping
from policing.accounts import grants
from policing.accounts.hashers import HouseArgon2
from policing.accounts.models import ApiToken, Membership, RoleGrant, Team, User
from policing.accounts.roles import PERMISSIONS, ROLES
from policing.areas.models import Area
from tests.people import AreaFactory, Cast, MembershipFactory, RoleGrantFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_grants_hold_between_their_dates_only(cast: Cast) -> None:
    now = timekeeping.now()
    user = UserFactory()
    RoleGrantFactory(user=user, role="analyst", valid_from=now - 2 * DAY, valid_until=now - DAY)
    RoleGrantFactory(user=user, role="auditor", valid_from=now + DAY)
    RoleGrantFactory(user=user, role="officer", area=cast.north, valid_from=now - DAY, valid_until=now + DAY)
    assert access.load(user).roles() == {"officer"}


def test_a_role_over_an_area_covers_what_lies_inside_and_nothing_beside(cast: Cast) -> None:
    held = access.load(cast.supervisor)
    assert held.covers("reports.handle", area_path=cast.north.path)
    assert access.load(cast.officer).covers("reports.handle", area_path=cast.north.path + "deeper/")
    assert not access.load(cast.officer).covers("reports.handle", area_path=cast.south.path)
    assert not access.load(cast.officer).covers("reports.handle", area_path=cast.city.path)


def test_a_role_over_a_team_covers_that_team_only(cast: Cast) -> None:
    user = RoleGrantFactory(role="officer", team=cast.team_south).user
    held = access.load(user)
    assert held.covers("reports.handle", area_path=cast.north.path, team_id=cast.team_south.pk)
    assert not held.covers("reports.handle", area_path=cast.south.path, team_id=cast.team_north.pk)


def test_loading_costs_one_query_and_is_kept(cast: Cast) -> None:
    user = User.objects.get(pk=cast.officer.pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        access.load(user)
        access.load(user)
    assert len(queries) == 1


def test_nobody_inactive_holds_anything(cast: Cast) -> None:
    assert access.load(cast.deactivated) == access.NOBODY
    assert access.load(cast.anonymous) == access.NOBODY


def test_passwords_are_kept_as_owasp_asks() -> None:
    made = HouseArgon2().encode("a password", "somesalt12345678")
    assert made.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


scopes = st.tuples(
    st.sampled_from(sorted(ROLES)), st.integers(-1, 4), st.integers(-1, 1), st.sampled_from(["now", "past", "future"])
)


def _tree() -> tuple[list[Area], list[Team]]:
    city = AreaFactory()
    north = AreaFactory(parent=city)
    return [city, north, AreaFactory(parent=city), AreaFactory(parent=north), AreaFactory()], [TeamFactory(), TeamFactory()]


def _hold(user: User, held: list[tuple[str, int, int, str]], areas: list[Area], teams: list[Team]) -> None:
    now = timekeeping.now()
    times = {"now": (now - DAY, None), "past": (now - 2 * DAY, now - DAY), "future": (now + DAY, None)}
    for role, area, team, when in held:
        starts, ends = times[when]
        place = areas[area] if area >= 0 else None
        unit = teams[team] if team >= 0 and place is None else None
        RoleGrant.objects.create(user=user, role=role, area=place, team=unit, valid_from=starts, valid_until=ends)


@given(people=st.lists(st.lists(scopes, max_size=3), min_size=1, max_size=3), place=st.integers(-1, 4), unit=st.integers(-1, 1))
def test_load_and_holders_agree(people: list[list[tuple[str, int, int, str]]], place: int, unit: int) -> None:
    RoleGrant.objects.all().delete()
    areas, teams = _tree()
    users = [UserFactory() for _person in people]
    for user, held in zip(users, people, strict=True):
        _hold(user, held, areas, teams)
    path = areas[place].path if place >= 0 else ""
    team = teams[unit].pk if unit >= 0 else None
    for permission in PERMISSIONS:
        from_above = set(User.objects.filter(grants.holders_q(permission, area_path=path, team_id=team)))
        from_below = {user for user in users if grants.load(user).covers(permission, area_path=path, team_id=team)}
        assert from_above == from_below, permission


@given(people=st.lists(st.lists(scopes, max_size=2), min_size=2, max_size=3))
def test_the_three_faces_agree_for_every_model_here(people: list[list[tuple[str, int, int, str]]]) -> None:
    RoleGrant.objects.all().delete()
    areas, teams = _tree()
    users = [UserFactory() for _person in people]
    for user, held in zip(users, people, strict=True):
        _hold(user, held, areas, teams)
    MembershipFactory(user=users[0], team=teams[0])
    now = timekeeping.now()
    ApiToken.objects.create(
        user=users[0], name="x", hash=f"{users[0].pk:064d}", hint="x", scopes=["reports.view"], expires_at=now + DAY
    )
    for model in (User, Team, RoleGrant, Membership, ApiToken):
        policy = access.policy_for(model)
        rows = list(
            model._default_manager.filter(pk__in=[user.pk for user in users]) if model is User else model._default_manager.all()
        )
        for user in users:
            held_now = grants.load(user)
            seen = set(model._default_manager.filter(policy.visible_q(held_now)))
            for row in rows:
                for action in policy.actions:
                    may = bool(policy.can(held_now, action, row))
                    assert may == User.objects.filter(policy.people_q(action, row), pk=user.pk).exists(), (model, action)
                assert (row in seen) == bool(policy.can(held_now, "view", row)), model
