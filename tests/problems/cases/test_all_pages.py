"""What the page of a case shows the newest of, it says so; and all of it stands on a page of its own, paged by key."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from policing.accounts.models import User
from problems import partbook
from problems.models import Case, CaseNote
from problems.parts import KINDS
from problems.services.cases import team
from problems.services.cases.team import Place
from tests.feedback.tools import client_of, text
from tests.people import Cast, MembershipFactory, UserFactory
from tests.problems.cases import making

pytestmark = pytest.mark.django_db


def page(who: User, name: str, *args: object, status: int = 200, **asked: str) -> str:
    """Give the words of a page of the case."""
    answer = client_of(who).get(reverse(f"problems:{name}", args=args), asked)
    assert answer.status_code == status
    return text(answer)


def noted(case: Case, who: User, number: int) -> None:
    """Write so many notes at once."""
    CaseNote.objects.bulk_create(CaseNote(case=case, words=f"Note number {at}.", made_by=who) for at in range(number))


def partner(cast: Cast, case: Case, sees: str) -> User:
    """Let somebody of the city work along."""
    user: User = UserFactory(name=f"Sam {sees}")
    MembershipFactory(user=user, team=cast.front_desk)
    team.invite(case.pk, user=user, place=Place("partner", sees), actor=cast.officer)
    return user


def test_the_page_says_how_many_older_ones_there_are_and_where_they_stand(cast: Cast) -> None:
    case = making.opened(cast)
    noted(case, cast.officer, partbook.MOST)
    assert "not shown here" not in page(cast.officer, "case", case.reference)
    noted(case, cast.officer, 7)
    shown = page(cast.officer, "case", case.reference)
    assert "7 older ones are not shown here." in shown
    assert reverse("problems:part-list", args=[case.reference, "note"]) in shown
    assert shown.count("not shown here") == 1


def test_every_part_of_a_kind_is_read_page_by_page(cast: Cast) -> None:
    case = making.opened(cast)
    noted(case, cast.officer, 30)
    first = page(cast.officer, "part-list", case.reference, "note")
    assert "Note number 29." in first
    assert "Note number 4." not in first
    rest = client_of(cast.officer).get(reverse("problems:part-list", args=[case.reference, "note"]) + _next(first))
    assert "Note number 4." in text(rest)


def _next(shown: str) -> str:
    start = shown.index("?after=")
    return shown[start : shown.index('"', start)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_of_each_kind_is_said_in_words(
    cast: Cast, kind: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = making.at_stage(cast, "assessment")
    making.put(case, cast.officer, "task", words="Ask the owner", owner=cast.officer, due_on=making.DAY)
    making.put(case, cast.officer, "decision", words="We go on", reason="It is worth it", decided_on=making.DAY)
    noted(case, cast.officer, 1)
    words = {
        "action": ["Mend the lamps", "Council, lighting", "7 Assist natural surveillance", "The lane is dark", "Quiet nights"],
        "evidence": ["Forty nights in a year.", "residents"], "hypothesis": ["The lane is dark", "not known yet"],
        "objective": ["Quiet nights", "reports", "40", "20"], "place": ["Mill Lane", "where it happens"], "task": ["Ask the owner"],
        "decision": ["We go on", "It is worth it"], "note": ["Note number 0."], "file": ["There is none yet"],
    }  # fmt: skip
    shown = page(cast.officer, "part-list", case.reference, kind)
    for one in words[kind]:
        assert one in shown


def test_a_long_list_costs_no_more_than_a_short_one(cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    case, client = making.at_stage(cast, "response"), client_of(cast.officer)
    url = reverse("problems:part-list", args=[case.reference, "action"])
    client.get(url)
    for _round in range(2):
        with django_assert_max_num_queries(14):
            assert client.get(url).status_code == 200
        for _number in range(10):
            making.planned(case, cast.officer)


def test_who_does_not_see_a_kind_finds_no_list_of_it(cast: Cast) -> None:
    case = making.opened(cast)
    for sees, kinds in {"places": {"note", "file"}, "plan": {"note", "file", "place"}, "counts": set(KINDS)}.items():
        who = partner(cast, case, sees)
        for kind in KINDS:
            page(who, "part-list", case.reference, kind, status=404 if kind in kinds else 200)
        page(who, "case-history", case.reference, status=403)
    page(cast.officer, "part-list", case.reference, "dream", status=404)
    assert "/change/" not in page(partner(cast, case, "plan"), "part-list", case.reference, "evidence")


def test_everything_that_happened_is_read_page_by_page(cast: Cast) -> None:
    case = making.opened(cast)
    for number in range(30):
        making.write(case, cast.officer, "statement", f"The {number}th try.")
    link = reverse("problems:case-history", args=[case.reference])
    assert link in page(cast.officer, "case", case.reference)
    first = page(cast.officer, "case-history", case.reference)
    assert "Wrote “The problem in one sentence”" in first
    assert "Opened the case" not in first
    assert "Opened the case" in text(client_of(cast.officer).get(link + _next(first)))


def test_a_step_that_was_not_taken_is_not_told_as_if_it_was(cast: Cast) -> None:
    case = making.at_stage(cast, "analysis")
    making.stages.propose(case.pk, proposal=making.Proposal("response", skip_reason="Known."), actor=cast.officer)
    shown = page(partner(cast, case, "plan"), "case", case.reference)
    lately = shown[shown.index('id="lg"') :]
    assert "From Scanning on to Analysis" in lately
    assert "From Analysis on to Response" not in lately
