"""What the page of a case costs in queries, however large the case is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.models import Category
from policing.areas.models import Agency
from problems.models import Action, Case, CaseReport, Figures, Member
from tests.feedback.tools import client_of, rows
from tests.people import Cast
from tests.problems.cases import large

pytestmark = pytest.mark.django_db
MOST = 20


def cost(who: Any, case: Case) -> tuple[int, str]:
    """Give how many statements the page costs, and its text. The first look warms what is kept."""
    client, url = client_of(who), reverse("problems:case", args=[case.reference])
    client.get(url)
    Agency.forget()
    Agency.current()
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(seen), answer.content.decode()


def test_a_case_of_thirty_members_two_thousand_reports_and_fifty_actions_costs_what_a_small_one_costs(cast: Cast) -> None:
    rows(2_010, start=1, category=Category.objects.order_by("order").first(), area=cast.north, area_path=cast.north.path,
         team=cast.team_north)  # fmt: skip
    small = large.make(cast.officer, cast.north, compared=cast.south, members=3, reports=5, actions=4)
    few, _page = cost(cast.officer, small)
    CaseReport.objects.all().delete()
    whole = large.make(cast.officer, cast.north, compared=cast.south)
    many, page = cost(cast.officer, whole)
    held = (
        Member.objects.filter(case=whole).count(),
        CaseReport.objects.filter(case=whole).count(),
        Action.objects.filter(case=whole).count(),
    )
    assert held == (30, 2_000, 50)
    assert Figures.objects.get(case=whole).made_at is not None
    for text in ("Mend lamp 49", "Member 28", "2000 reports linked", 'id="figures"'):
        assert text in page.replace("2,000", "2000")
    assert few == many <= MOST
