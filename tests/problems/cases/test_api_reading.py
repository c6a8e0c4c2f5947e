"""What programs read beside a case: older answers, what happened, suggestions, how much the numbers bear, and where a case went."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from problems.models import Case, Figures
from problems.services.cases import figures, linking
from tests.feedback.programs import post, refused
from tests.feedback.tools import client_of
from tests.people import Cast
from tests.problems.cases import making
from tests.problems.cases.test_api_cases import officer, one
from tests.problems.cases.test_list_pages import located, places

pytestmark = pytest.mark.django_db
__all__ = ["officer"]


def test_nothing_that_was_written_is_lost_and_what_happened_is_told(cast: Cast, officer: Client) -> None:
    case = making.opened(cast)
    for number, words in enumerate(("First.", "Second.")):
        assert post(officer, one(case, "write"), {"field": "statement", "words": words, "seen": number}).status_code == 200
    held = officer.get(one(case, "sheet/statement")).json()
    assert [(row["number"], row["words"]) for row in held] == [(2, "Second."), (1, "First.")]
    refused(officer.get(one(case, "sheet/weather")), 404, "not-found")
    lines = officer.get(one(case, "timeline")).json()
    assert lines[0]["sentence"] == "Opened the case"
    assert {line["by"] for line in lines} == {cast.officer.display_name}


def test_what_looks_like_one_problem_is_suggested_to_programs_too(cast: Cast, officer: Client) -> None:
    assert officer.get("/api/v1/cases/suggested/").json() == []
    places(cast)
    fed = located(cast, 9)
    (group,) = officer.get("/api/v1/cases/suggested/").json()
    assert set(group["reports"]) == {row.reference for row in fed}
    assert group["number"] == 9
    assert group["reasons"]
    refused(client_of(cast.resident).get("/api/v1/cases/suggested/"), 404, "not-found")


def test_the_numbers_say_how_much_they_bear(cast: Cast, officer: Client) -> None:
    case = making.at_stage(cast, "assessment")
    assert officer.get(one(case)).json()["figures"] == {"made_at": None, "data": {}, "verdict": "", "says": ""}
    data = {**figures.counted(case, making.DAY), "before": 12, "after": 4, "total": 16}
    Figures.objects.filter(case=case).update(data=data, made_at=timezone.now())
    found = officer.get(one(case)).json()["figures"]
    assert (found["verdict"], bool(found["says"])) == ("no_claim", True)


def test_a_case_tells_into_which_it_was_merged_only_to_who_may_know_that_one(cast: Cast, officer: Client) -> None:
    case, far = making.opened(cast), making.opened(cast)
    linking.merge(case.pk, into=far.pk, reason="The same", actor=cast.officer)
    assert officer.get(one(case)).json()["merged_into"] == far.reference
    Case.objects.filter(pk=far.pk).update(area_path="south/", area=cast.south, team=cast.team_south, sight={})
    assert officer.get(one(case)).json()["merged_into"] is None
