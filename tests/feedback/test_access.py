"""The three faces of the policy of reports agree for every action, whoever holds what where, and whoever sent it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from feedback.access import REPORTER_ACTIONS, ReportPolicy
from feedback.models import Report
from feedback.workflow import REPORT
from policing import access
from policing.accounts.models import RoleGrant, Team, User
from policing.accounts.roles import ROLES
from policing.areas.models import Area
from policing.errors import Denied, Unseen
from tests.feedback.tools import named, rows, send
from tests.people import AreaFactory, Cast, RoleGrantFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
# names that a careless prefix or a wild card of LIKE would mix up
PATHS = ("a", "a/b_c", "a/b_c/d", "a/bxc", "ab", "e")
PEOPLE, TEAMS = 4, 2
ENDED_AT = datetime(2026, 3, 2, tzinfo=UTC)
OUTCOMES = {"closed": {"outcome": "fixed", "closed_at": ENDED_AT}, "withdrawn": {"closed_at": ENDED_AT}}

dates = st.sampled_from([(-30, None), (-30, 30), (-30, -1), (1, 30), (1, None)])
scopes = st.one_of(st.none(), st.tuples(st.just("area"), st.integers(0, 5)), st.tuples(st.just("team"), st.integers(0, 1)))
grants = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from(sorted(ROLES)), scopes, dates), max_size=8)
reports = st.lists(
    st.tuples(
        st.integers(-1, len(PATHS) - 1),
        st.integers(0, TEAMS - 1),
        st.sampled_from([state.code for state in REPORT.states]),
        st.one_of(st.none(), st.integers(0, PEOPLE - 1)),
    ),
    min_size=1,
    max_size=6,
)
left = st.sets(st.integers(0, PEOPLE - 1), max_size=2)


class World:
    """Six areas in two trees, two teams and four people."""

    def __init__(self) -> None:
        made: dict[str, Area] = {}
        for path in PATHS:
            holder, _slash, code = path.rpartition("/")
            made[path] = AreaFactory(code=code, parent=made.get(holder))
        self.areas = list(made.values())
        self.teams: list[Team] = [TeamFactory() for _team in range(TEAMS)]
        self.people: list[User] = [UserFactory() for _person in range(PEOPLE)]

    def grant(self, person: int, role: str, scope: Any, between: tuple[int, int | None]) -> None:
        """Give a person a role, from so many days before now to so many days after."""
        now = datetime.now(UTC)
        where = {} if scope is None else {scope[0]: (self.areas if scope[0] == "area" else self.teams)[scope[1]]}
        since, until = between
        ends = None if until is None else now + timedelta(days=until)
        RoleGrantFactory(user=self.people[person], role=role, valid_from=now + timedelta(days=since), valid_until=ends, **where)

    def report(self, number: int, place: int, team: int, state: str, reporter: int | None) -> None:
        """Put a report down somewhere."""
        area = None if place < 0 else self.areas[place]
        sender = None if reporter is None else self.people[reporter]
        path = area.path if area else ""
        mode = "named" if sender else "anonymous"
        more = {"state": state, "mode": mode, "reporter": sender, **OUTCOMES.get(state, {})}
        if state == "merged":
            more["lead"] = rows(1, start=900 + number, team=self.teams[team])[0]
        rows(1, start=number, area=area, area_path=path, team=self.teams[team], **more)


@pytest.fixture
def world() -> World:
    """Give the small world."""
    return World()


@given(grants=grants, reports=reports, left=left)
def test_the_faces_agree(world: World, grants: list[Any], reports: list[Any], left: set[int]) -> None:
    with transaction.atomic():
        for one in grants:
            world.grant(*one)
        for number, one in enumerate(reports):
            world.report(number, *one)
        User.objects.filter(pk__in=[world.people[person].pk for person in left]).update(is_active=False)
        _compare()
        transaction.set_rollback(True)


def _compare() -> None:
    everybody, held = list(User.objects.all()), list(Report.objects.all())
    for user in [*everybody, AnonymousUser()]:
        assert set(access.visible(Report, user)) == {report for report in held if access.can(user, "view", report)}
    for report in held:
        for action in ReportPolicy.actions:
            found = set(access.people_who_can(User.objects.all(), action, report))
            assert found == {user for user in everybody if access.can(user, action, report)}, action


@given(grants=grants, reports=reports)
def test_who_may_do_anything_may_also_see(world: World, grants: list[Any], reports: list[Any]) -> None:
    with transaction.atomic():
        for one in grants:
            world.grant(*one)
        for number, one in enumerate(reports):
            world.report(number, *one)
        for user in User.objects.all():
            for report in Report.objects.all():
                may = {action for action in ReportPolicy.actions if access.can(user, action, report)}
                assert not may or "view" in may
                assert may <= REPORTER_ACTIONS or report.reporter_id != user.pk
        transaction.set_rollback(True)


def test_every_permission_of_the_table_is_the_policys() -> None:
    for row in REPORT.transitions:
        assert ReportPolicy.actions[row.action] == row.permission


VIEW = {"view"}
WORK = VIEW | {
    "acknowledge", "unread", "ask", "answer", "close", "reopen", "look", "tell", "note", "assign", "refer", "categorise", "reprint",
    "merge", "split", "not_same", "redact", "original", "publish", "see_photos", "remove_photo",
}  # fmt: skip
MAY = {"officer": WORK, "supervisor": WORK, "analyst": VIEW}
OWN = {"view", *(row.action for row in REPORT.transitions if row.permission == "reporter")}


def test_what_the_cast_may_do_with_a_report_of_the_north(cast: Cast) -> None:
    anonymous, own = send().report, send(named(cast.resident)).report
    for name, who in cast:
        for report in (anonymous, own):
            expected = OWN if name == "resident" and report == own else MAY.get(name, set())
            assert {action for action in ReportPolicy.actions if access.can(who, action, report)} == expected, name


def test_a_grant_that_ended_or_lies_ahead_holds_nothing(cast: Cast) -> None:
    report, now = send().report, datetime.now(UTC)
    for more in ({"valid_until": now - timedelta(seconds=1)}, {"valid_from": now + timedelta(days=1)}):
        RoleGrant.objects.filter(user=cast.officer).update(**{"valid_from": now - timedelta(days=9), "valid_until": None, **more})
        access.forget(cast.officer)
        with pytest.raises(Unseen):
            access.require(cast.officer, "answer", report)


def test_a_team_sees_its_work_wherever_it_lies(cast: Cast) -> None:
    somebody = UserFactory()
    RoleGrantFactory(user=somebody, role="officer", team=cast.team_north)
    report = send().report
    access.require(somebody, "answer", report)
    Report.objects.update(team=cast.team_south)
    with pytest.raises(Unseen):
        access.require(somebody, "answer", Report.objects.get())


def test_a_refusal_to_one_who_sees_says_why(cast: Cast) -> None:
    with pytest.raises(Denied, match="role"):
        access.require(cast.analyst, "answer", send().report)
