"""The three faces of the policies of cases and of their public pages agree for every action, whoever holds what where and sees what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from policing import access
from policing.access import sight
from policing.access.sight import SIGHTS
from policing.accounts.models import User
from policing.accounts.tokens import narrowed
from problems import shown
from problems.access import CasePagePolicy, CasePolicy
from problems.models import Case, CasePage, Member
from problems.services.cases import team
from problems.services.cases.team import Place
from problems.workflow import CASE
from tests.feedback.test_access import PEOPLE, World, dates, grants, left
from tests.people import Cast
from tests.problems.cases import making

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
members = st.lists(
    st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from(Member.Role.values), st.sampled_from(sorted(SIGHTS))), max_size=4
)
cases = st.lists(
    st.tuples(
        st.integers(-1, 5),
        st.integers(0, 1),
        st.sampled_from([state.code for state in CASE.states]),
        st.one_of(st.none(), st.integers(0, PEOPLE - 1)),
        members,
        st.sampled_from([None, True, False]),
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture
def world() -> World:
    """Give six areas in two trees, two teams and four people."""
    return World()


def put_down(world: World, number: int, place: int, team_at: int, state: str, proposer: int | None, who: Any, page: Any) -> None:
    """Put a case down somewhere, with members, perhaps proposed by somebody, perhaps with a public page that is shown or not."""
    area = None if place < 0 else world.areas[place]
    ended = state in {"closed", "merged"}
    case = Case(
        reference=f"26-{number:04d}", title="A case", area=area, area_path=area.path if area else "", team=world.teams[team_at],
        state=state, closed_at=MOMENT if ended else None, decision="worked" if state == "closed" else "",
    )  # fmt: skip
    if state == "merged":
        case.merged_into = Case.objects.create(reference=f"in-{number}", title="Another", team=world.teams[team_at])
    if proposer is not None and not ended:
        case.proposed, case.proposed_by = "closed", world.people[proposer]
    case.sight = {str(world.people[person].pk): f"{role}:{sees}" for person, role, sees in who}
    case.save()
    if page is not None:
        CasePage.objects.create(
            slug=f"page-{number}", case=case, title="A page", said="You told us.", hidden_at=MOMENT if page else None
        )


def laid_out(world: World, given_roles: Any, held: Any, gone: Any) -> None:
    """Give everybody their roles, put the cases down, and close the accounts of those who left."""
    for one in given_roles:
        world.grant(*one)
    for number, one in enumerate(held):
        put_down(world, number, *one)
    User.objects.filter(pk__in=[world.people[person].pk for person in gone]).update(is_active=False)


@given(given_roles=grants, held=cases, gone=left)
def test_the_faces_agree(world: World, given_roles: list[Any], held: list[Any], gone: set[int]) -> None:
    with transaction.atomic():
        laid_out(world, given_roles, held, gone)
        compare(Case, CasePolicy)
        compare(CasePage, CasePagePolicy)
        transaction.set_rollback(True)


def compare(model: Any, policy: Any) -> None:
    """Hold the query, the answer and the people (of accounts that are open) against each other, for every action and everybody."""
    everybody, rows = list(User.objects.all()), list(model.objects.all())
    for user in [*everybody, AnonymousUser()]:
        assert set(access.visible(model, user)) == {row for row in rows if access.can(user, "view", row)}
    for row in rows:
        for action in policy.actions:
            found = set(access.people_who_can(User.objects.all(), action, row))
            may = {user for user in everybody if user.is_active and access.can(user, action, row)}
            assert found == may, action


@given(given_roles=grants, held=cases, gone=left)
def test_who_may_do_anything_may_also_see_and_words_are_for_the_agency(
    world: World, given_roles: list[Any], held: list[Any], gone: set[int]
) -> None:
    with transaction.atomic():
        laid_out(world, given_roles, held, gone)
        for user in User.objects.all():
            for case in Case.objects.all():
                may = {action for action in CasePolicy.actions if access.can(user, action, case)}
                assert not may or "view" in may
                seen = shown.sight_of(user, case)
                assert bool(seen.classes) == ("view" in may)
                assert seen.shows(sight.WORDS) == ("read" in may)
                assert not seen.shows(sight.WORDS) or access.load(user).holds("cases.view")
                writes = may - {"view", "read", "progress"}
                assert not writes or seen.code == "everything"
                assert ("progress" in may) <= seen.shows(sight.PLAN)
        transaction.set_rollback(True)


@given(dates_of=dates)
def test_nobody_approves_their_own_however_they_hold_their_role(world: World, dates_of: Any) -> None:
    with transaction.atomic():
        world.grant(0, "supervisor", None, dates_of)
        put_down(world, 1, 0, 0, "assessment", 0, [], None)
        case = Case.objects.get()
        assert not [action for action in CasePolicy.approvals if access.can(world.people[0], action, case)]
        transaction.set_rollback(True)


def test_every_permission_of_the_table_is_the_policys() -> None:
    for row in CASE.transitions:
        if not row.inner:
            assert CasePolicy.actions[row.action] == row.permission, row.action


WORK = {
    "view", "read", "write", "put", "link", "unlink", "invite", "note", "propose", "take_back", "back_to_scanning",
    "back_to_analysis", "back_to_response", "reopen", "merge", "progress",
}  # fmt: skip
SHOW = {"publish", "hide"}
MAY = {"officer": WORK | SHOW, "analyst": WORK, "supervisor": WORK | SHOW | CasePolicy.approvals}


def test_what_the_cast_may_do_in_a_case_of_the_north(cast: Cast) -> None:
    case = making.opened(cast)
    for name, who in cast:
        found = {action for action in CasePolicy.actions if access.can(who, action, case)}
        assert found == MAY.get(name, set()), name


@pytest.mark.parametrize(
    ("who", "role", "sees", "may"),
    [
        ("resident", "resident", "plan", {"view", "progress"}),
        ("resident", "resident", "counts", {"view"}),
        ("other_officer", "partner", "places", {"view", "progress"}),
        ("other_officer", "officer", "everything", WORK),
        ("other_officer", "partner", "everything", {"view", "read", "progress"}),
        ("other_officer", "officer", "plan", {"view", "progress"}),
    ],
)
def test_what_each_sort_of_member_may_do(cast: Cast, who: str, role: str, sees: str, may: set[str]) -> None:
    case = making.opened(cast)
    person = getattr(cast, who)
    team.invite(case.pk, user=person, place=Place(role, sees), actor=cast.officer)
    case.refresh_from_db()
    assert {action for action in CasePolicy.actions if access.can(person, action, case)} == may


@pytest.mark.parametrize(
    ("scopes", "may"),
    [
        (["reports.view"], set()),
        (["cases.progress"], set()),
        (["cases.view"], {"view", "read"}),
        (["cases.view", "cases.progress"], {"view", "read", "progress"}),
        (["cases.view", "cases.work"], WORK - {"progress"}),
    ],
)
@pytest.mark.parametrize("as_staff", [True, False])
def test_a_program_does_in_a_case_only_what_its_token_is_made_for(
    cast: Cast, scopes: list[str], may: set[str], as_staff: bool
) -> None:
    """Whether the person is of the area, or was asked to work along: a token for reports alone opens no case."""
    case, who = making.opened(cast), cast.supervisor if as_staff else cast.other_officer
    if not as_staff:
        team.invite(case.pk, user=who, place=Place("officer", "everything"), actor=cast.officer)
        case.refresh_from_db()
    who._grants = narrowed(access.load(who), scopes)
    assert {action for action in CasePolicy.actions if access.can(who, action, case)} == may
    assert list(access.visible(Case, who)) == ([case] if may else [])
    assert shown.sight_of(who, case).code == ("everything" if may else "")
