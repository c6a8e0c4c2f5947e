"""The three faces of the policy of clocks agree: a list, an answer, and the people who can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from policing import access
from policing.accounts.models import RoleGrant, Team, User
from policing.accounts.roles import ROLES
from policing.areas.models import Area
from policing.clocks.models import Clock, ClockRule
from tests.people import AreaFactory, RoleGrantFactory, TeamFactory, UserFactory

PATHS = ("a", "a/b", "a/b/c", "a/d", "e", "ab")
NOW = datetime(2026, 1, 5, tzinfo=UTC)
World = tuple[list[Area], list[Team], list[User], list[Clock]]


@pytest.fixture
def world(rules: dict[str, ClockRule]) -> World:
    """Give areas, teams, people, and a clock in each area (and none) for each team (and none)."""
    areas: dict[str, Area] = {}
    for path in PATHS:
        holder, _slash, code = path.rpartition("/")
        areas[path] = AreaFactory(code=code, parent=areas.get(holder))
    teams = [TeamFactory() for _team in range(2)]
    places = [(area, team) for area in ["", *[area.path for area in areas.values()]] for team in [None, *teams]]
    clocks = [
        Clock.objects.create(
            rule=rules["answer"],
            subject_type="x.y",
            subject_id=number,
            area_path=area,
            team=team,
            started_at=NOW,
            due_at=NOW + timedelta(days=1),
        )
        for number, (area, team) in enumerate(places)
    ]
    return list(areas.values()), teams, [UserFactory() for _person in range(3)], clocks


scopes = st.one_of(
    st.none(), st.tuples(st.just("area"), st.integers(0, len(PATHS) - 1)), st.tuples(st.just("team"), st.integers(0, 1))
)
dates = st.sampled_from([(None, None), (-9, -1), (1, 9), (-9, 9)])
held = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(sorted(ROLES)), scopes, dates), max_size=6)


@given(held, st.sets(st.integers(0, 2)))
def test_the_faces_agree(world: World, grants: list[tuple], inactive: set[int]) -> None:  # type: ignore[type-arg]
    areas, teams, people, clocks = world
    RoleGrant.objects.all().delete()
    now = datetime.now(UTC)
    for person, role, scope, (begins, ends) in grants:
        kind, place = scope or ("", 0)
        when = {} if begins is None else {"valid_from": now + timedelta(days=begins), "valid_until": now + timedelta(days=ends)}
        where = {"area": areas[place]} if kind == "area" else {"team": teams[place]} if kind == "team" else {}
        RoleGrantFactory(user=people[person], role=role, **where, **when)
    for number, person in enumerate(people):
        User.objects.filter(pk=person.pk).update(is_active=number not in inactive)
    users = [User.objects.get(pk=person.pk) for person in people]
    for user in [*users, AnonymousUser()]:
        assert set(access.visible(Clock, user)) == {clock for clock in clocks if access.can(user, "view", clock)}
    for clock in clocks:
        for action in access.policy_for(Clock).actions:
            named = set(access.people_who_can(User.objects.all(), action, clock))
            assert named == {user for user in users if access.can(user, action, clock)}, (action, clock.area_path, clock.team_id)
