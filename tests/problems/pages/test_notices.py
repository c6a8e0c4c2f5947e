"""Who hears of a case: followers, joiners and remarkers; members; supervisors; the team; the owner of an action; who is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from feedback.services import publishing
from policing.clocks.models import Clock
from policing.clocks.sweep import sweep
from policing.events.models import Event
from policing.events.testing import drain
from policing.notifications.models import Notification
from policing.privacy.receipts import new_token
from problems.services.cases import showing, stages, team
from problems.services.cases.showing import Said
from problems.services.cases.stages import Proposal
from problems.services.cases.team import Place
from tests.people import Cast
from tests.problems.cases import making
from tests.problems.pages.test_public import published

pytestmark = pytest.mark.django_db


def told(kind: str) -> set[int]:
    """Give who was told by a kind of notice."""
    return set(Notification.objects.filter(kind=kind).values_list("user", flat=True))


def test_who_follows_joined_or_asked_hears_of_each_stage_and_of_the_end(cast: Cast) -> None:
    fed = making.reports(cast, 1)
    public = publishing.publish(fed[0].pk, summary="Shouting at night.", actor=cast.officer)
    publishing.join(public.pk, actor=cast.neighbour)
    page = published(cast, reports=[fed[0].pk], reason="same")
    showing.follow(page.pk, actor=cast.resident)
    showing.remark(page.pk, said=Said("yes"), token=new_token(), listener=cast.board_member)
    showing.remark(page.pk, said=Said("yes"), token=new_token())
    everybody = {cast.neighbour.pk, cast.resident.pk, cast.board_member.pk}
    making.fill(page.case, cast.officer, "scanning")
    making.on(page.case, cast, "analysis")
    drain()
    assert told("problems.followed.moved") == everybody
    mail.outbox.clear()
    making.on(
        page.case, cast, "closed", decision="no_problem", words="It is one house.", result="It was one party, and it is over."
    )
    drain()
    assert told("problems.followed.closed") == everybody
    mails = [one for one in mail.outbox if "one party" in one.body]
    assert {one.to[0] for one in mails} == {cast.neighbour.email, cast.resident.email, cast.board_member.email}
    assert all(page.slug in one.body and page.case.reference not in one.body for one in mails)


def test_a_page_that_was_taken_off_tells_nobody(cast: Cast) -> None:
    page = published(cast)
    showing.follow(page.pk, actor=cast.resident)
    showing.hide(page.case_id, reason="It named a house.", actor=cast.officer)
    making.fill(page.case, cast.officer, "scanning")
    making.on(page.case, cast, "analysis")
    drain()
    assert told("problems.followed.moved") == set()


def test_supervisors_hear_of_a_proposal_and_members_of_the_answer(cast: Cast) -> None:
    case = making.opened(cast)
    making.fill(case, cast.officer, "scanning")
    stages.propose(case.pk, proposal=Proposal("analysis"), actor=cast.officer)
    drain()
    assert told("problems.proposed") == {cast.supervisor.pk}
    stages.refuse(case.pk, words="Look at the south too.", actor=cast.supervisor)
    drain()
    assert told("problems.member.refused") == {cast.officer.pk}
    making.on(case, cast, "analysis")
    drain()
    assert told("problems.member.approved") == {cast.officer.pk}


def test_a_remark_is_told_to_the_team_and_danger_at_once(cast: Cast) -> None:
    page = published(cast)
    mail.outbox.clear()
    showing.remark(page.pk, said=Said("yes"), token=new_token())
    drain()
    assert told("problems.team.remark") == {cast.officer.pk}
    assert not mail.outbox
    showing.remark(page.pk, said=Said("no", "He has a knife."), token=new_token())
    drain()
    assert told("problems.team.danger") == {cast.officer.pk}
    assert [one.to for one in mail.outbox] == [[cast.officer.email]]
    assert "knife" not in mail.outbox[0].body


def test_who_is_asked_to_work_along_hears_it(cast: Cast) -> None:
    case = making.opened(cast)
    team.invite(case.pk, user=cast.analyst, place=Place("analyst", "everything"), actor=cast.officer)
    drain()
    assert told("problems.invited") == {cast.analyst.pk}


@pytest.mark.parametrize(("hours", "event", "kind"), [(-1, "near", "problems.part.near"), (25, "late", "problems.part.late")])
def test_the_owner_hears_that_an_action_is_due(cast: Cast, hours: int, event: str, kind: str) -> None:
    case = making.at_stage(cast, "response")
    team.invite(case.pk, user=cast.analyst, place=Place("analyst", "everything"), actor=cast.officer)
    action = making.planned(case, cast.officer, owner=cast.analyst, owner_name="")
    clock = Clock.objects.get(subject_id=action.pk, subject_type="problems.action")
    drain()
    sweep(now=clock.due_at + timedelta(hours=hours))
    drain()
    assert told(kind) == {cast.analyst.pk}
    said = Event.objects.get(name=f"problems.part.{event}")
    assert (said.subject_id, said.payload) == (case.pk, {"kind": "action", "part": action.pk})
