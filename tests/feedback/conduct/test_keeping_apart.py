"""Whom it is about, and who has it: whoever must not meet is kept apart at once, everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.models import Concerned, Conduct
from feedback.services.conduct import keeping_apart
from policing import access
from policing.accounts.models import User
from policing.clocks.access import ClockPolicy
from policing.clocks.models import Clock
from policing.errors import BadInput, Unseen
from policing.events.testing import drain
from policing.notifications.models import Notification
from tests.feedback.conduct.tools import about, do, events_of, tell
from tests.feedback.tools import client_of
from tests.people import Cast, MembershipFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_match_sets_exactly_these(cast: Cast, reviewer: User) -> None:
    conduct = tell(teams=("team-south",)).conduct
    about(conduct, reviewer, cast.officer, teams=(cast.team_south,))
    about(conduct, reviewer, cast.other_officer)
    active = Concerned.objects.active().filter(conduct=conduct)
    assert [(row.person, row.team, row.by) for row in active] == [(cast.other_officer, None, reviewer)]
    assert Concerned.objects.filter(conduct=conduct).count() == 3, "rows end, and are not deleted"
    payloads = [event.payload for event in events_of(conduct, "matched")]
    assert payloads == [{"persons": 1, "teams": 1, "taken": False}, {"persons": 1, "teams": 0, "taken": False}]


def test_not_known_is_an_answer_too(cast: Cast, reviewer: User) -> None:
    conduct = about(tell().conduct, reviewer)
    assert conduct.triaged_at is not None
    assert len(events_of(conduct, "matched")) == 1


@pytest.mark.parametrize("chosen", [{"persons": ["00000000-0000-0000-0000-000000000000"]}, {"teams": ["nobody"]}])
def test_nobody_is_made_up(cast: Cast, reviewer: User, chosen: dict[str, Any]) -> None:
    conduct = tell().conduct
    with pytest.raises(BadInput):
        do(conduct, "match", reviewer, **chosen)
    assert Conduct.objects.get().triaged_at is None


def test_a_reviewer_who_names_their_own_team_loses_it_and_the_others_are_told(
    cast: Cast, reviewer: User, other_reviewer: User
) -> None:
    conduct = tell().conduct
    drain()
    do(conduct, "assign", reviewer)
    assert set(Notification.objects.filter(subject_id=conduct.pk).values_list("user", flat=True)) == {
        reviewer.pk,
        other_reviewer.pk,
    }
    MembershipFactory(user=reviewer, team=cast.team_north)
    after = about(conduct, reviewer, cast.officer)
    assert (after.assignee, after.handovers.count()) == (None, 2)
    assert not Notification.objects.filter(user=reviewer, subject_id=conduct.pk).exists()
    for action in ("view", "answer", "look", "match"):
        assert not access.can(reviewer, action, Conduct.objects.get(pk=conduct.pk))
    with pytest.raises(Unseen):
        do(conduct, "answer", reviewer)
    drain()
    told = Notification.objects.filter(kind="feedback.conduct.reviewer.matched")
    assert list(told.values_list("user", flat=True)) == [other_reviewer.pk]


def test_assigning_asks_for_conflicts(cast: Cast, reviewer: User, other_reviewer: User) -> None:
    MembershipFactory(user=other_reviewer, team=cast.team_north)
    conduct = about(tell().conduct, reviewer, cast.officer)
    for person in (other_reviewer, cast.officer, cast.administrator, cast.resident):
        with pytest.raises(BadInput) as refused:
            do(conduct, "assign", reviewer, person=person.pseudonym)
        assert refused.value.fields == {"person": [str(keeping_apart.NEAR)]}, "all read the same"
    assert Conduct.objects.get().assignee is None
    third = UserFactory()
    RoleGrantFactory(user=third, role="oversight_reviewer")
    given = do(conduct, "assign", reviewer, person=third.pseudonym)
    assert (given.assignee, given.handovers.get().to_person) == (third, third)


def near(cast: Cast) -> list[User]:
    """Give the officer named, a mate, the chain, and others who hold much and have nothing to do with it."""
    mate = UserFactory()
    MembershipFactory(user=mate, team=cast.team_north)
    return [cast.officer, mate, cast.supervisor, cast.analyst, cast.administrator, cast.auditor, cast.moderator, cast.partner]


def test_those_concerned_find_nothing_anywhere(cast: Cast, reviewer: User) -> None:
    conduct = tell(words="Quince pushed me", area_code="north").conduct
    for user in [cast.officer, cast.supervisor]:
        RoleGrantFactory(user=user, role="oversight_reviewer")
    about(conduct, reviewer, cast.officer, teams=(cast.team_north,))
    do(conduct, "ask", reviewer)
    drain()
    ref = conduct.reference
    pages = ["/conduct/", "/inbox/", "/clocks/", "/notifications/", "/", "/thanks/", f"/conduct/{ref}/", f"/conduct/{ref}/match/"]
    programs = ["/api/v1/conduct/", f"/api/v1/conduct/{ref}/", "/api/v1/clocks/", "/api/v1/reports/", "/api/v1/notifications/"]
    for user in near(cast):
        client = client_of(user)
        for page in (*pages, *programs, f"/inbox/{ref}/", f"/api/v1/reports/{ref}/"):
            answer = client.get(page)
            assert answer.status_code in {200, 404}
            assert ref not in answer.content.decode().replace(page, "") or answer.status_code == 404
            assert "Quince" not in answer.content.decode()
        for page in (f"/conduct/{ref}/", f"/conduct/{ref}/match/", f"/api/v1/conduct/{ref}/"):
            assert client.get(page).status_code == 404
        for act in ("acknowledge", "answer", "look", "match"):
            assert client.post(f"/conduct/{ref}/{act}/", {}).status_code == 404
            assert client.post(f"/api/v1/conduct/{ref}/{act}/", {}, content_type="application/json").status_code == 404
        assert not Notification.objects.filter(user=user, subject_type="feedback.conduct").exists()


def test_its_clocks_are_nobodys_but_the_rooms(cast: Cast, reviewer: User) -> None:
    conduct = tell(area_code="north").conduct
    clocks = list(Clock.objects.of(conduct))
    assert len(clocks) == 2
    assert {(clock.area_path, clock.team_id) for clock in clocks} == {("", None)}
    RoleGrantFactory(user=cast.supervisor, role="supervisor")
    for _name, who in cast:
        assert not access.visible(Clock, who).filter(subject_type="feedback.conduct").exists()
        for clock in clocks:
            for action in ClockPolicy.actions:
                assert not access.can(who, action, clock)
                assert not access.people_who_can(User.objects.all(), action, clock).exists()
