"""A prepared question gives what its queryset gives, for every id, and costs one query."""

from __future__ import annotations

import pytest
from django.db.models import F, Q
from pytest_django.fixtures import DjangoAssertNumQueries

from policing.accounts.models import Team
from policing.partial import partial
from policing.prepared import Prepared, PreparedCount

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


def test_several_ids_stand_each_in_its_place() -> None:
    one, two = (Team.objects.create(code=f"team-{number}", name=f"Team {number}") for number in range(2))
    other = Prepared(lambda shown, left: Team.objects.filter(pk=shown).exclude(pk=left).values_list("code"), ids=2)
    assert other.ask(one.pk, two.pk) == [("team-0",)]
    assert other.ask(two.pk, one.pk) == [("team-1",)]
    assert other.ask(one.pk, one.pk) == []


def test_a_count_is_of_its_key(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    named = PreparedCount(lambda beginning: Team.objects.filter(code__startswith=beginning).values("pk")[:2])
    for number in range(3):
        Team.objects.create(code=f"north-{number}", name="North")
    Team.objects.create(code="south-1", name="South")
    for beginning, many in (("north", 2), ("south", 1), ("west", 0), ("north", 2)):
        with django_assert_num_queries(1):
            assert named.ask(beginning) == many
