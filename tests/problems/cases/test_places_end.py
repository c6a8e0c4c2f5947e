"""A place in a case ends with what it was given for: a day, a role in the agency, or a place in a team of the city."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from policing.accounts.models import Membership, RoleGrant, Team
from policing.events.models import Event
from problems.models import Case, Member
from problems.services.cases import team
from problems.services.cases.team import Place
from tests.people import Cast, MembershipFactory
from tests.problems.cases import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    """Give a case with a partner of a city team, an officer of elsewhere and a resident."""
    Team.objects.filter(pk=cast.team_south.pk).update(belongs_to="city")
    MembershipFactory(user=cast.partner, team=cast.team_south)
    made = making.opened(cast)
    asked = (
        (cast.partner, Place("partner", "places")),
        (cast.other_officer, Place("officer", "everything")),
        (cast.resident, Place("resident", "plan")),
    )
    for who, place in asked:
        team.invite(made.pk, user=who, place=place, actor=cast.officer)
    return made


def here(case: Case) -> set[int]:
    """Give who works along now, by both records of it."""
    case.refresh_from_db()
    rows = set(Member.objects.filter(case=case, ended_at=None).values_list("user", flat=True))
    assert {int(key) for key in case.sight} == rows
    return rows


def test_nobody_goes_while_what_they_came_by_holds(cast: Cast, case: Case) -> None:
    assert team.end_what_is_over() == 0
    assert here(case) == {cast.officer.pk, cast.partner.pk, cast.other_officer.pk, cast.resident.pk}


@pytest.mark.parametrize(
    ("who", "ends"),
    [
        ("partner", lambda: Membership.objects.filter(user__name="Partner").delete()),
        ("partner", lambda: Team.objects.filter(belongs_to="city").update(belongs_to="other")),
        ("partner", lambda: Team.objects.filter(belongs_to="city").update(is_active=False)),
        ("other_officer", lambda: RoleGrant.objects.filter(user__name="Other Officer").delete()),
        ("resident", lambda: Member.objects.filter(role="resident").update(until="2020-01-01")),
    ],
)
def test_who_came_by_something_goes_with_it(cast: Cast, case: Case, who: str, ends: Callable[[], object]) -> None:
    before = here(case)
    ends()
    assert team.end_what_is_over() == 1
    assert before - here(case) == {getattr(cast, who).pk}
    assert Event.objects.filter(name="problems.member.ended").count() == 1
    assert team.end_what_is_over() == 0


def test_a_lead_without_a_role_leads_no_more(cast: Cast, case: Case) -> None:
    RoleGrant.objects.filter(user=cast.officer).delete()
    assert team.end_what_is_over() == 1
    assert cast.officer.pk not in here(case)
    assert case.lead is None
