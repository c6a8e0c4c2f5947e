"""A prepared question gives what its queryset gives, for every id, and costs one query."""

from __future__ import annotations

import pytest
from django.db.models import F, Q
from pytest_django.fixtures import DjangoAssertNumQueries

from policing.accounts.models import Team
from policing.partial import partial
from policing.prepared import Prepared

pytestmark = pytest.mark.django_db


def test_it_answers_as_its_queryset_does(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    teams = [Team.objects.create(code=f"team-{number}", name=f"Team {number}") for number in range(3)]
    names = Prepared(
        lambda key: Team.objects.filter(Q(pk=key) | Q(code="team-0")).order_by("code").values_list("code", F("name"))
    )
    for team in teams:
        with django_assert_num_queries(1):
            found = names.ask(team.pk)
        assert found == [("team-0", "Team 0"), *([(team.code, team.name)] if team is not teams[0] else [])]


def test_of_a_partial_row_the_rest_is_read_when_asked_for(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    team = Team.objects.create(code="team", name="Team")
    row = partial(Team, id=team.pk, name="Team")
    with django_assert_num_queries(0):
        assert (row.pk, row.name) == (team.pk, "Team")
    with django_assert_num_queries(1):
        assert row.code == "team"
    assert row == team
