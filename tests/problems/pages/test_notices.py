"""Who hears of a case: followers, joiners and remarkers; members; supervisors; the team; who does an action, and who is asked."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail

from feedback.services import publishing
from policing.clocks.models import Clock
from policing.clocks.sweep import sweep
from policing.events.models import Event
from policing.events.testing import drain
from policing.notifications.kinds import all_kinds
from policing.notifications.models import Notification
from policing.privacy.receipts import new_token
from problems.models import Action, Case
from problems.services.cases import linking, parts, showing, stages, team
from problems.services.cases.showing import Said
from problems.services.cases.stages import Proposal
from problems.services.cases.team import Place
from tests.feedback.tools import client_of, text
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
    news = " ".join(next(str(one.body) for one in mail.outbox if cast.resident.email in one.to).split())
    assert f"The problem: {page.title} Where it stands: We are finding out why it happens" in news
    assert page.title not in str(mail.outbox[0].subject)
    for address in ("/notices/", "/my/"):
        assert page.title in text(client_of(cast.board_member).get(address)), address
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


def owned(cast: Cast) -> Action:
    """Give an action of a case that the analyst does."""
    case = making.at_stage(cast, "response")
    team.invite(case.pk, user=cast.analyst, place=Place("analyst", "everything"), actor=cast.officer)
    return making.planned(case, cast.officer, owner=cast.analyst, owner_name="")


def pass_by(action: Action, hours: int) -> None:
    """Let time go on to so many hours after the action is due."""
    clock = Clock.objects.get(subject_id=action.pk, subject_type="problems.action", state="running")
    drain()
    sweep(now=clock.due_at + timedelta(hours=hours))
    drain()


NEAR, LATE = (-1, "near"), (25, "late")


@pytest.mark.parametrize(("hours", "event"), [NEAR, LATE])
def test_who_does_it_hears_that_an_action_is_due_and_who_leads_that_it_is_late(cast: Cast, hours: int, event: str) -> None:
    action = owned(cast)
    pass_by(action, hours)
    assert told(f"problems.part.{event}") == {cast.analyst.pk, *([cast.officer.pk] if event == "late" else [])}
    said = Event.objects.get(name=f"problems.part.{event}")
    assert (said.subject_id, said.payload) == (action.case_id, {"kind": "action", "part": action.pk})


@pytest.mark.parametrize(("hours", "event"), [NEAR, LATE])
def test_of_what_nobody_with_an_account_does_the_lead_hears(cast: Cast, hours: int, event: str) -> None:
    action = making.planned(making.at_stage(cast, "response"), cast.officer)
    assert action.owner is None
    pass_by(action, hours)
    assert told(f"problems.part.{event}") == {cast.officer.pk}


def test_whose_place_ended_hears_of_no_action_any_more(cast: Cast) -> None:
    case = making.at_stage(cast, "response")
    place = team.invite(case.pk, user=cast.resident, place=Place("resident", "plan"), actor=cast.officer)
    action = making.planned(case, cast.officer, owner=cast.resident, owner_name="")
    team.end(case.pk, place.pk, actor=cast.officer)
    pass_by(action, 25)
    assert told("problems.part.late") == {cast.officer.pk}
    assert told("problems.place.ended") == {cast.resident.pk}


def test_who_gets_an_action_hears_it_once_and_who_takes_it_themself_hears_nothing(cast: Cast) -> None:
    action = owned(cast)
    drain()
    assert told("problems.part.given") == {cast.analyst.pk}
    parts.change(action.case_id, action.pk, kind="action", values={"words": "Mend both lamps"}, actor=cast.officer)
    parts.change(action.case_id, action.pk, kind="action", values={"owner": cast.officer}, actor=cast.officer)
    drain()
    assert told("problems.part.given") == {cast.analyst.pk}
    assert Event.objects.filter(name="problems.part.given").count() == 2


def test_who_sees_counts_only_is_not_told_of_what_was_proposed(cast: Cast) -> None:
    case = making.opened(cast)
    team.invite(case.pk, user=cast.neighbour, place=Place("resident", "counts"), actor=cast.officer)
    team.invite(case.pk, user=cast.resident, place=Place("resident", "plan"), actor=cast.officer)
    stages.propose(case.pk, proposal=Proposal("analysis", skip_reason="Known."), actor=cast.officer)
    stages.refuse(case.pk, words="Not yet.", actor=cast.supervisor)
    drain()
    assert told("problems.member.refused") == {cast.officer.pk, cast.resident.pk}


# who of the cast hears of each event of a case; the officer leads it and did all of it, but for what the supervisor does
HEAR: dict[str, set[str]] = {
    "problems.stage.proposed": {"supervisor"},
    "problems.stage.refused": {"officer", "resident", "analyst"},
    "problems.stage.approved": {"officer", "resident", "neighbour", "analyst"},
    "problems.stage.back": {"resident", "neighbour", "analyst"},
    "problems.case.closed": {"officer", "resident", "neighbour", "analyst"},
    "problems.case.reopened": {"resident", "neighbour", "analyst"},
    "problems.case.took_in": {"resident", "neighbour", "analyst"},
    "problems.member.joined": {"resident", "neighbour", "analyst"},
    "problems.member.changed": {"neighbour"},
    "problems.member.ended": {"neighbour"},
    "problems.part.given": {"resident"},
    "problems.remark.made": {"officer"},
    "problems.news.moved": {"board_member"},
    "problems.news.joined": {"board_member"},
    "problems.news.closed": {"board_member"},
}
LATER = {"problems.part.near", "problems.part.late", "problems.case.contested", "problems.news.told"}  # see their own tests


def test_each_event_of_a_case_reaches_whom_it_is_for_once_and_nobody_else(cast: Cast) -> None:
    page = published(cast)
    showing.follow(page.pk, actor=cast.board_member)
    showing.remark(page.pk, said=Said("yes"), token=new_token())
    drain()
    live_through(cast, page.case)
    drain()
    names = {who.pk: name for name, who in cast if name != "anonymous"}
    found: dict[str, list[str]] = {}
    happened = dict(Event.objects.filter(name__startswith="problems.").values_list("pk", "name"))
    for event, user in Notification.objects.filter(event_id__in=happened).values_list("event_id", "user"):
        found.setdefault(happened[event], []).append(names[user])
    assert {name: set(people) for name, people in found.items()} == HEAR
    often = Counter(happened.values())
    for name, people in found.items():
        assert max(Counter(people).values()) <= often[name], name
    raising = {kind.event for kind in all_kinds() if kind.name.startswith("problems.") and kind.event.startswith("problems.")}
    assert raising == set(HEAR) | LATER


def live_through(cast: Cast, case: Case) -> None:
    """Let everything happen to a case with an analyst, a resident who sees the plan, and a neighbour who sees counts."""
    for who, place in ((cast.analyst, Place("analyst", "everything")), (cast.resident, Place("resident", "plan"))):
        team.invite(case.pk, user=who, place=place, actor=cast.officer)
    for sees in ("plan", "counts"):
        member = team.invite(case.pk, user=cast.neighbour, place=Place("resident", sees), actor=cast.officer)
    making.put(case, cast.officer, "task", words="Ask", owner=cast.resident, due_on=making.DAY)
    step = Proposal("analysis", skip_reason="Known.")
    stages.propose(case.pk, proposal=step, actor=cast.officer)
    drain()
    stages.refuse(case.pk, words="Not yet.", actor=cast.supervisor)
    making.on(case, cast, "analysis", skip_reason="Known.")
    stages.back(case.pk, to="scanning", reason="Again", actor=cast.officer)
    linking.merge(making.opened(cast).pk, into=case.pk, reason="The same", actor=cast.officer)
    making.on(case, cast, "closed", decision="no_problem", words="It is one house.", result="It is over.")
    stages.reopen(case.pk, reason="It came back", actor=cast.officer)
    drain()
    team.end(case.pk, member.pk, actor=cast.officer)
