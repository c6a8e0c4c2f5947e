"""What the list of cases and the pages of reports and people cost: the same at ten rows and at a thousand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from feedback.models import Report
from problems import suggesting
from problems.models import Case, CaseReport, Member
from tests.feedback.test_queries import cost
from tests.feedback.tools import client_of
from tests.people import Cast, UserFactory
from tests.problems.cases import making
from tests.problems.cases.test_list_pages import located, places

pytestmark = pytest.mark.django_db
FEW, MANY, LIST = 10, 1000, 12


def fill(cast: Cast, case: Case, start: int, count: int) -> None:
    """Put cases, linked reports and reports that feed none into the tables."""
    Case.objects.bulk_create(
        Case(
            reference=f"26-9{number:04}", title=f"Shouting {number}", area=cast.north, area_path=cast.north.path,
            team=cast.team_north, lead=cast.officer, sight={str(cast.partner.pk): "partner:plan"},
        )
        for number in range(start, start + count)
    )  # fmt: skip
    made = Case.objects.filter(reference__startswith="26-9").exclude(members__user=cast.partner)
    Member.objects.bulk_create(Member(case=one, user=cast.partner, role="partner", sees="plan") for one in made)
    linked = located(cast, count, start=start)
    CaseReport.objects.bulk_create(CaseReport(case=case, report=row, by=cast.officer, reason="here") for row in linked)
    Case.objects.filter(pk=case.pk).update(reports=CaseReport.objects.filter(case=case).count())
    located(cast, count, start=10_000 + start)


def test_the_pages_cost_the_same_at_ten_rows_and_at_a_thousand(cast: Cast) -> None:
    places(cast)
    case = making.opened(cast)
    officer, partner = client_of(cast.officer), client_of(cast.partner)
    asked: dict[str, Callable[[], Any]] = {
        "list": lambda: officer.get(reverse("problems:case-list")),
        "words": lambda: officer.get(reverse("problems:case-list"), {"q": "shouting", "area": "north", "mine": ""}),
        "a member's list": lambda: partner.get(reverse("problems:case-list"), {"q": "shouting"}),
        "reports": lambda: officer.get(reverse("problems:case-reports", args=[case.reference])),
        "suggested": lambda: officer.get(reverse("problems:case-suggested")),
    }
    found: dict[str, list[int]] = {name: [] for name in asked}
    for start, count in ((0, FEW), (FEW, MANY - FEW)):
        fill(cast, case, start, count)
        for name, ask in asked.items():
            ask()
            number, answer = cost(ask)
            assert answer.status_code == 200
            assert b"They shout" in answer.content or b"Shouting" in answer.content, name
            found[name].append(number)
    assert {name: counts for name, counts in found.items() if counts[0] != counts[1] or counts[1] > LIST} == {}
    assert max(len(group.reports) for group in suggesting.suggested(cast.officer)) <= suggesting.MOST_EACH


def test_opening_a_case_from_many_reports_costs_the_same(cast: Cast) -> None:
    made = located(cast, 100)
    officer = client_of(cast.officer)
    counted = []
    for many in (5, 100):
        asked = {"reports": [row.reference for row in made[:many]]}
        officer.get(reverse("problems:case-new"), asked)
        number, answer = cost(lambda asked=asked: officer.get(reverse("problems:case-new"), asked))  # type: ignore[misc]
        assert answer.content.decode().count(" checked>") == many
        counted.append(number)
    assert counted[0] == counted[1] <= LIST
    assert Report.objects.count() == 100


def test_the_team_costs_the_same_at_two_and_at_thirty(cast: Cast) -> None:
    case = making.opened(cast)
    officer = client_of(cast.officer)
    address = reverse("problems:case-team", args=[case.reference])
    counted = []
    for many in (1, 29):
        people = [UserFactory() for _one in range(many)]
        Member.objects.bulk_create(Member(case=case, user=one, role="partner", sees="plan") for one in people)
        officer.get(address)
        number, answer = cost(lambda: officer.get(address))
        assert people[-1].name in answer.content.decode()
        counted.append(number)
    assert counted[0] == counted[1] <= LIST
