"""The three faces of the policies of areas agree, and set-up stays within its scope."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from policing import access
from policing.accounts.models import RoleGrant, User
from policing.accounts.roles import ROLES
from policing.areas.models import Agency, Area, Place
from tests.people import AreaFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db
PATHS = ("a", "a/b", "a/b/c", "a/d", "e", "ab")


@pytest.fixture
def world() -> tuple[list[Area], list[User]]:
    """Give six areas in a tree and three people."""
    areas: dict[str, Area] = {}
    for path in PATHS:
        holder, _slash, code = path.rpartition("/")
        areas[path] = AreaFactory(code=code, parent=areas.get(holder))
    return list(areas.values()), [UserFactory() for _person in range(3)]


held = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["administrator", "officer", "auditor"]), st.integers(-1, len(PATHS) - 1)),
    max_size=5,
)


@given(held)
def test_the_faces_agree(world: tuple[list[Area], list[User]], grants: list[tuple[int, str, int]]) -> None:
    areas, people = world
    RoleGrant.objects.all().delete()
    for person, role, place in grants:
        RoleGrantFactory(user=people[person], role=role, area=None if place < 0 else areas[place])
    everybody = [User.objects.get(pk=person.pk) for person in people]
    assert {"administrator", "officer", "auditor"} <= set(ROLES)
    for user in [*everybody, AnonymousUser()]:
        seen = set(access.visible(Area, user))
        assert seen == {area for area in areas if access.can(user, "view", area)} == set(areas)
    for area in areas:
        for action in access.policy_for(Area).actions:
            named = set(access.people_who_can(User.objects.all(), action, area))
            assert named == {user for user in everybody if access.can(user, action, area)}, (action, area.path)


@given(held)
def test_the_agency_and_the_gazetteer_need_the_whole_agency(
    world: tuple[list[Area], list[User]], grants: list[tuple[int, str, int]]
) -> None:
    areas, people = world
    RoleGrant.objects.all().delete()
    for person, role, place in grants:
        RoleGrantFactory(user=people[person], role=role, area=None if place < 0 else areas[place])
    rows = [Agency(pk=1, name="X"), Place(pk=1, name="X", lat=0, lon=0, area=areas[1])]
    for row in rows:
        for number, person in enumerate(people):
            user = User.objects.get(pk=person.pk)
            expected = any(who == number and role == "administrator" and place < 0 for who, role, place in grants)
            assert bool(access.can(user, "change", row)) == expected
            named = access.people_who_can(User.objects.all(), "change", row)
            assert (user in named) == expected
            assert access.can(user, "view", row)
