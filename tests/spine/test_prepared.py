"""A prepared question gives what its queryset gives, for every id, and costs one query."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from pytest_django.fixtures import DjangoAssertNumQueries

from policing import timekeeping
from policing.accounts.models import RoleGrant, Team, User
from policing.areas.models import Area
from policing.events.models import Event
from policing.partial import partial
from policing.prepared import Prepared, PreparedCount, PreparedRows

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
    other = Prepared(lambda shown, left: Team.objects.filter(pk=shown).exclude(pk=left).values_list("code"))
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


def test_rows_are_those_of_the_queryset_with_what_they_are_joined_to(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    teams = [Team.objects.create(code=f"team-{number}", name=f"Team {number}") for number in range(2)]
    people = [User.objects.create_user(f"person-{number}@example.org", name=f"Person {number}") for number in range(2)]
    for team, person in zip(teams, people, strict=True):
        RoleGrant.objects.create(user=person, role="officer", team=team)
    held = PreparedRows(
        lambda user_id: RoleGrant.objects.filter(user=user_id).select_related("team", "area").defer("team__hours")
    )
    for team, person in zip(teams, people, strict=True):
        with django_assert_num_queries(1):
            (row,) = held.ask(person.pk)
            assert (row.team, row.area, row.role) == (team, None, "officer")
            assert row.get_deferred_fields() == set()
            assert row.team.get_deferred_fields() == {"hours"}
        with django_assert_num_queries(1):
            assert row.team.hours == team.hours
    assert held.ask(-1) == []


def test_rows_may_be_asked_for_by_a_key_and_by_words() -> None:
    for number in range(3):
        Team.objects.create(code=f"north-{number}", name="North")
    asked: list[str] = []

    def rows(kind: str, code: str) -> QuerySet[Team]:
        asked.append(kind)
        return Team.objects.filter(code__startswith=kind, code=code)

    there = PreparedRows(rows)
    assert [team.code for team in there.ask("north-1", key="north")] == ["north-1"]
    assert there.ask("north-1", key="south") == []
    assert [team.code for team in there.ask("north-2", key="north")] == ["north-2"]
    assert asked == ["north", "south"], "the SQL of a key is made once"


def test_values_that_are_not_plain_come_as_the_field_gives_them() -> None:
    kept = Event.objects.create(
        name="test.done",
        actor_kind="system",
        subject_type="x",
        subject_id=7,
        payload={"step": ["a", 1]},
        at=timekeeping.now(),
        content_hash="0" * 64,
    )
    (row,) = PreparedRows(lambda key: Event.objects.filter(subject_id=key)).ask(7)
    assert (row.payload, row.uuid, row.at) == ({"step": ["a", 1]}, kept.uuid, kept.at)


def test_another_thread_asks_on_its_own_connection(transactional_db: None) -> None:
    team = Team.objects.create(code="team", name="Team")
    there = PreparedRows(lambda key: Team.objects.filter(pk=key))
    assert there.ask(team.pk) == [team]

    def ask() -> list[Team]:
        try:
            return there.ask(team.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(ask).result() == [team]


def test_what_was_counted_beside_a_row_comes_with_it() -> None:
    team = Team.objects.create(code="team", name="Team")
    team.areas.add(*(Area.objects.create(code=f"a{at}", name="A", level="city", path=f"a{at}/", key=f"a{at}") for at in range(2)))
    counted = PreparedRows(lambda key: Team.objects.filter(pk=key).annotate(many=Count("areas")))
    (row,) = counted.ask(team.pk)
    assert (row, row.many) == (team, 2)  # type: ignore[attr-defined]


def test_what_can_match_nothing_gives_no_rows(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    nobody = PreparedRows(lambda key: Team.objects.filter(pk__in=[]).exclude(pk=key))
    with django_assert_num_queries(0):
        assert nobody.ask(1) == []
        assert nobody.ask(2) == []


def test_the_present_is_that_of_each_asking() -> None:
    team = Team.objects.create(code="team", name="Team")
    person = User.objects.create_user("person@example.org", name="Person")
    begun = timekeeping.now()
    RoleGrant.objects.create(user=person, role="officer", team=team, valid_from=begun, valid_until=begun + timedelta(days=2))
    values = Prepared(lambda team_id: RoleGrant.objects.held_now().filter(team=team_id).values_list("role"))
    held = PreparedRows(lambda team_id: RoleGrant.objects.held_now().filter(team=team_id))
    for days, found in ((-1, 0), (1, 1), (3, 0), (1, 1)):
        with time_machine.travel(begun + timedelta(days=days), tick=False):
            assert (len(values.ask(team.pk)), len(held.ask(team.pk))) == (found, found)


@pytest.mark.parametrize("days", [-1, 1])
@pytest.mark.parametrize("kind", [Prepared, PreparedRows])
def test_the_present_is_not_reckoned_with(kind: Any, days: int) -> None:
    soon = kind(lambda pk: RoleGrant.objects.filter(pk=pk, valid_from__lte=timekeeping.now() + timedelta(days=days)))
    with pytest.raises((ValueError, OverflowError)):
        soon.ask(1)


def test_moments_stand_each_in_its_place() -> None:
    team, now = Team.objects.create(code="team", name="Team"), timekeeping.now()
    person = User.objects.create_user("person@example.org", name="Person")
    RoleGrant.objects.create(user=person, role="officer", team=team, valid_from=now)
    begun = Prepared(lambda since, until: RoleGrant.objects.filter(valid_from__range=(since, until)).values_list("role"))
    hour = timedelta(hours=1)
    assert begun.ask(now - hour, now + hour) == [("officer",)]
    assert begun.ask(now + hour, now - hour) == []
    assert begun.ask(now + hour, now + 2 * hour) == []


def test_values_are_not_rows() -> None:
    with pytest.raises(ValueError, match="not values"):
        PreparedRows(lambda key: Team.objects.filter(pk=key).values("pk")).ask(1)
