"""What residents say of how they were treated, for the public and for supervisors: nothing of fewer than ten people."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from feedback import ratings
from feedback.models import Rating, RatingAnswer, RatingItem, Report
from policing import timekeeping
from policing.areas.models import Area
from tests.feedback.tools import rows
from tests.people import Cast

pytestmark = pytest.mark.django_db
_start = iter(range(0, 100_000, 1000))


def rated(count: int, area: Area, team: Any, value: int = 4, **more: Any) -> list[Report]:
    """Let so many residents of an area say that they were treated with respect."""
    reports = rows(count, start=next(_start), area=area, area_path=area.path, team=team, state="answered")
    made = Rating.objects.bulk_create(Rating(report=report, token="x", at=timekeeping.now(), **more) for report in reports)
    item = RatingItem.objects.get(code="respect")
    RatingAnswer.objects.bulk_create(RatingAnswer(rating=one, item=item, value=value) for one in made)
    cache.clear()
    return reports


def respect(path: str) -> tuple[int | None, int | None]:
    """Give how many answered in an area, and the score."""
    (found,) = (one for one in ratings.for_area(path) if one.code == "respect")
    return found.people, found.score


def test_nine_people_are_hidden_and_ten_are_not(cast: Cast) -> None:
    rated(9, cast.north, cast.team_north)
    assert respect(cast.north.path) == (None, None)
    rated(1, cast.north, cast.team_north)
    assert respect(cast.north.path) == (10, 75)
    assert [one.score for one in ratings.for_area(cast.north.path) if one.code != "respect"] == [None] * 4


def test_the_whole_gives_back_no_part(cast: Cast) -> None:
    """With the north shown and the city too, the few of the south would be the difference."""
    rated(20, cast.north, cast.team_north)
    rated(3, cast.south, cast.team_south, 1)
    shown = [respect(area.path)[0] for area in (cast.city, cast.north, cast.south)]
    assert shown[2] is None
    assert None in shown[:2]


def test_a_group_that_says_the_same_tells_on_nobody(cast: Cast) -> None:
    rated(12, cast.north, cast.team_north, 5)
    rated(12, cast.south, cast.team_south, 1)
    assert (respect(cast.north.path)[1], respect(cast.south.path)[1]) == (95, 5)


def test_an_agency_that_hides_more_hides_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratings, "least_people", lambda: 15)
    rated(12, cast.north, cast.team_north)
    assert respect(cast.north.path) == (None, None)


def test_what_staff_could_have_given_is_left_out_and_counted(cast: Cast) -> None:
    rated(10, cast.north, cast.team_north)
    rated(15, cast.north, cast.team_north, 5, with_printed_receipt=True)
    assert respect(cast.north.path) == (10, 75)
    team = ratings.for_teams([cast.team_north.pk])[cast.team_north.pk]
    assert (team.ratings, team.printed) == (10, 15)
    assert [one.score for one in team.scores if one.code == "respect"] == [75]


def test_of_a_team_with_few_ratings_nothing_is_said(cast: Cast) -> None:
    rated(9, cast.north, cast.team_north)
    Rating.objects.update(words="Ring me.")
    team = ratings.for_teams([cast.team_north.pk])[cast.team_north.pk]
    assert (team.ratings, team.printed) == (None, 0)
    assert all(one.score is None for one in team.scores)
    assert ratings.words_of_team(cast.team_north.pk) == []
    rated(1, cast.north, cast.team_north, words="Be quicker.")
    assert ratings.words_of_team(cast.team_north.pk).count("Ring me.") == 9


def test_it_costs_the_same_for_many(cast: Cast, django_assert_num_queries: Any) -> None:
    for many in (10, 300):
        rated(many, cast.north, cast.team_north)
        ratings.least_people()
        with django_assert_num_queries(2):
            ratings.for_area(cast.north.path)
        with django_assert_num_queries(3):
            ratings.for_teams([cast.team_north.pk, cast.team_south.pk])
