"""The three faces of the closed room agree, whoever is named in it, works with them, stands above them, or reviews."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from feedback.conduct.access import ConductPolicy
from feedback.conduct.workflow import CONDUCT
from feedback.models import Concerned, Conduct, Praise
from policing import access
from policing.accounts.models import Membership, RoleGrant, Team, User
from policing.areas.models import Area
from policing.errors import Unseen
from tests.feedback.conduct.tools import about, do, rows, tell
from tests.people import AreaFactory, Cast, MembershipFactory, RoleGrantFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
PATHS = ("a", "a/b_c", "a/b_c/d", "a/bxc", "ab", "e")
PEOPLE, TEAMS = 5, 3
NOW = datetime.now(UTC)

dates = st.sampled_from([(-30, None), (-30, None), (-30, 30), (-30, -1), (1, None)])
scopes = st.one_of(
    st.none(), st.tuples(st.just("area"), st.integers(0, 5)), st.tuples(st.just("team"), st.integers(0, TEAMS - 1))
)
roles = st.sampled_from(["oversight_reviewer", "oversight_reviewer", "oversight_reviewer", "officer", "supervisor", "analyst"])
people = st.integers(0, PEOPLE - 1)
grants = st.lists(st.tuples(people, roles, scopes, dates), min_size=2, max_size=9)
works = st.lists(st.tuples(people, st.integers(0, TEAMS - 1), dates), max_size=6)
serves = st.lists(st.tuples(st.integers(0, TEAMS - 1), st.integers(0, 5)), max_size=4)
concerned = st.lists(
    st.one_of(st.tuples(st.just("person"), people), st.tuples(st.just("team"), st.integers(0, TEAMS - 1))),
    max_size=3,
    unique=True,
)
matters = st.lists(st.tuples(st.integers(-1, 5), concerned, st.booleans(), st.booleans()), min_size=1, max_size=4)
left = st.sets(people, max_size=2)


class World:
    """Six areas in two trees, three teams and five people."""

    def __init__(self) -> None:
        made: dict[str, Area] = {}
        for path in PATHS:
            holder, _slash, code = path.rpartition("/")
            made[path] = AreaFactory(code=code, parent=made.get(holder))
        self.areas = list(made.values())
        self.teams: list[Team] = [TeamFactory() for _team in range(TEAMS)]
        self.people: list[User] = [UserFactory() for _person in range(PEOPLE)]

    def grant(self, person: int, role: str, scope: Any, between: tuple[int, int | None]) -> None:
        where = {} if scope is None else {scope[0]: (self.areas if scope[0] == "area" else self.teams)[scope[1]]}
        RoleGrantFactory(user=self.people[person], role=role, **_dated(between), **where)

    def work(self, person: int, team: int, between: tuple[int, int | None]) -> None:
        if between[1] is None and Membership.objects.filter(user=self.people[person], team=self.teams[team]).exists():
            return
        MembershipFactory(user=self.people[person], team=self.teams[team], **_dated(between))

    def matter(self, number: int, place: int, who: list[tuple[str, int]], is_triaged: bool, is_over: bool) -> None:
        area = None if place < 0 else self.areas[place]
        more = {"reference": f"M-{number}", "submission": f"m {number}", "triaged_at": NOW if is_triaged else None}
        conduct = rows(
            1, received_at=NOW, area=area, scope_path=area.path if area else "", kind="thanks", may_share=True, **more
        )[0]
        for kind, place_of in who:
            one = {kind: (self.people if kind == "person" else self.teams)[place_of]}
            Concerned.objects.create(conduct=conduct, ended_at=NOW if is_over else None, **one)
        if number % 2:
            Praise.objects.create(conduct=conduct, words="Well done.")


def _dated(between: tuple[int, int | None]) -> dict[str, Any]:
    since, until = between
    return {
        "valid_from": NOW + timedelta(days=since),
        "valid_until": None if until is None else NOW + timedelta(days=until),
    }


@pytest.fixture
def world() -> World:
    """Give the small world."""
    return World()


def _compare(model: Any, actions: Any) -> None:
    everybody, held = list(User.objects.all()), list(model.objects.all())
    for user in [*everybody, AnonymousUser()]:
        assert set(access.visible(model, user)) == {row for row in held if access.can(user, "view", row)}
    for row in held:
        for action in actions:
            found = set(access.people_who_can(User.objects.all(), action, row))
            assert found == {user for user in everybody if access.can(user, action, row)}, action


@given(grants=grants, works=works, serves=serves, matters=matters, left=left)
def test_the_faces_agree(world: World, grants: Any, works: Any, serves: Any, matters: Any, left: set[int]) -> None:
    with transaction.atomic():
        for team, area in serves:
            world.teams[team].areas.add(world.areas[area])
        for one in grants:
            world.grant(*one)
        for one in works:
            world.work(*one)
        for number, one in enumerate(matters):
            world.matter(number, *one)
        User.objects.filter(pk__in=[world.people[person].pk for person in left]).update(is_active=False)
        _compare(Conduct, ("view", "answer", "look", "reply", "praise"))
        _compare(Praise, ("view",))
        _nobody_near_sees()
        transaction.set_rollback(True)


def _nobody_near_sees() -> None:
    """Say in plain steps what the policy says in queries: whoever is named, a mate, or in the line before triage sees nothing."""
    current = {(row.user_id, row.team_id) for row in Membership.objects.held_now()}
    for conduct in Conduct.objects.all():
        rows_ = list(conduct.concerned.active())
        teams = {row.team_id for row in rows_ if row.team_id} | {
            team for person, team in current for row in rows_ if row.person_id == person
        }
        near = {row.person_id for row in rows_} | {person for person, team in current if team in teams}
        for user in User.objects.filter(pk__in=near - {None}):
            assert not access.can(user, "view", conduct)
            assert conduct not in access.visible(Conduct, user)


def test_every_permission_of_the_table_is_the_policys() -> None:
    for row in CONDUCT.transitions:
        assert ConductPolicy.actions[row.action] == row.permission


def test_only_the_reviewer_of_the_cast_sees_anything(cast: Cast) -> None:
    conduct = tell().conduct
    for name, who in cast:
        may = {action for action in ConductPolicy.actions if access.can(who, action, conduct)}
        assert bool(may) == (name == "oversight_reviewer"), name
        assert ("view" in may) == bool(may)


def test_a_reviewer_who_is_named_or_works_with_them_or_stands_above_is_kept_apart(cast: Cast, reviewer: User) -> None:
    def seen_by(user: User) -> bool:
        access.forget(user)
        found = access.visible(Conduct, user).filter(pk=conduct.pk).exists()
        assert found == bool(access.can(user, "view", Conduct.objects.get(pk=conduct.pk)))
        return bool(found)

    def newcomer(**more: Any) -> User:
        user: User = UserFactory(**more)
        RoleGrantFactory(user=user, role="oversight_reviewer")
        return user

    mate, above, above_team, above_all, elsewhere = (newcomer() for _one in range(5))
    MembershipFactory(user=mate, team=cast.team_north)
    RoleGrantFactory(user=above, role="supervisor", area=cast.city)
    RoleGrantFactory(user=above_team, role="supervisor", team=cast.team_north)
    RoleGrantFactory(user=above_all, role="supervisor")
    RoleGrantFactory(user=elsewhere, role="supervisor", area=cast.south)
    RoleGrantFactory(user=cast.officer, role="oversight_reviewer")
    conduct = tell().conduct
    nobody_of_the_line = {user: seen_by(user) for user in (above, above_team, above_all, elsewhere, cast.officer)}
    assert not any(nobody_of_the_line.values()), "before triage nobody of the police line sees it"
    assert seen_by(reviewer)
    assert seen_by(mate), "a member of a team without a role of the line cannot be told from others before triage"
    about(conduct, reviewer, cast.officer)
    assert seen_by(reviewer)
    assert seen_by(elsewhere)
    for user in (cast.officer, mate, above, above_team, above_all):
        assert not seen_by(user)


def test_what_was_is_over(cast: Cast, reviewer: User) -> None:
    mate = UserFactory()
    RoleGrantFactory(user=mate, role="oversight_reviewer")
    was = MembershipFactory(user=mate, team=cast.team_north)
    conduct = about(tell().conduct, reviewer, cast.officer)
    assert not access.visible(Conduct, mate).exists()
    Membership.objects.filter(pk=was.pk).update(valid_from=NOW - timedelta(days=9), valid_until=NOW - timedelta(days=1))
    assert access.visible(Conduct, mate).filter(pk=conduct.pk).exists()
    RoleGrant.objects.filter(user=mate).update(valid_from=NOW - timedelta(days=9), valid_until=NOW - timedelta(days=1))
    access.forget(mate)
    assert not access.visible(Conduct, mate).exists()
    with pytest.raises(Unseen):
        do(conduct, "answer", mate)


def test_a_team_that_the_writer_ticked_is_kept_apart_at_once(cast: Cast, reviewer: User) -> None:
    MembershipFactory(user=reviewer, team=cast.team_north)
    conduct = tell(teams=("team-north",)).conduct
    assert not access.visible(Conduct, reviewer).exists()
    with pytest.raises(Unseen):
        do(conduct, "acknowledge", reviewer)


def test_a_reviewer_of_the_north_sees_the_north(cast: Cast) -> None:
    local = UserFactory()
    RoleGrantFactory(user=local, role="oversight_reviewer", area=cast.north)
    here, there, nowhere = (tell(area_code=code).conduct for code in ("north", "south", ""))
    assert list(access.visible(Conduct, local)) == [here]
    for conduct in (there, nowhere):
        with pytest.raises(Unseen):
            do(conduct, "answer", local)
