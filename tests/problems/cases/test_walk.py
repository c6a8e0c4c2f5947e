"""A case from its first report to the last resident who was told."""

from __future__ import annotations

import pytest

from feedback.models import Message, Report
from feedback.services import intake, speaking_up
from feedback.services.tracking import Door
from policing.errors import BadInput, Denied, StaleVersion, WrongState
from policing.events.models import Event
from policing.events.testing import drain
from policing.privacy.receipts import new_token
from problems.models import Case, StageMove, Told
from problems.services.cases import closing, stages, writing
from problems.services.cases.stages import Proposal
from problems.services.cases.writing import Written
from problems.workflow import STAGES
from tests.people import Cast
from tests.problems.cases import making

pytestmark = pytest.mark.django_db


@pytest.mark.command("problems.case.open", "problems.stage.propose", "problems.stage.approve")
def test_a_case_walks_through_its_gates_to_closed_and_everybody_is_told(cast: Cast) -> None:
    fed = making.reports(cast, 2)
    named = making.reports(cast, 1, mode="named", name="Maya", account=cast.resident)
    case = making.at_stage(cast, "closed", reports=[row.pk for row in fed + named], reason="the same lane")
    assert case.state == "closed"
    assert case.decision == "worked"
    assert Told.objects.filter(move__case=case, state="waiting").count() == 3
    assert closing.tell_waiting() == 3
    assert closing.tell_waiting() == 0
    assert set(Report.objects.values_list("state", "outcome")) == {("closed", "fixed")}
    assert Message.objects.filter(kind="result").count() == 3
    assert Event.objects.filter(name="problems.case.told", payload={"move": case.moves.last().pk, "told": 3}).count() == 1
    drain()


@pytest.mark.parametrize("stage", STAGES)
def test_no_stage_is_left_with_an_unmet_gate_unless_a_reason_is_given_and_it_stays_visible(cast: Cast, stage: str) -> None:
    case = making.at_stage(cast, stage)
    after = STAGES[STAGES.index(stage) + 1] if stage != "assessment" else "closed"
    more = {"decision": "worked", "result": "Done."} if after == "closed" else {}
    with pytest.raises(BadInput) as refused:
        stages.propose(case.pk, proposal=Proposal(after, **more), actor=cast.officer)
    assert "skip_reason" in refused.value.fields
    stages.propose(case.pk, proposal=Proposal(after, skip_reason="Known from last year.", **more), actor=cast.officer)
    stages.approve(case.pk, after=after, actor=cast.supervisor)
    move = StageMove.objects.filter(case=case).last()
    assert move is not None
    assert move.unmet
    assert move.skip_reason == "Known from last year."


def test_nobody_approves_what_they_proposed(cast: Cast) -> None:
    case = making.opened(cast)
    making.fill(case, cast.supervisor, "scanning")
    stages.propose(case.pk, proposal=Proposal("analysis"), actor=cast.supervisor)
    with pytest.raises(Denied):
        stages.approve(case.pk, after="analysis", actor=cast.supervisor)


def test_what_was_proposed_anew_is_not_approved_unread(cast: Cast) -> None:
    case = making.opened(cast)
    making.fill(case, cast.officer, "scanning")
    seen = stages.propose(case.pk, proposal=Proposal("analysis", "It is complete."), actor=cast.officer)
    stages.take_back(case.pk, actor=cast.officer)
    anew = stages.propose(case.pk, proposal=Proposal("analysis", "Other words."), actor=cast.officer)
    with pytest.raises(WrongState):
        stages.approve(case.pk, after="analysis", move=seen.pk, actor=cast.supervisor)
    assert stages.approve(case.pk, after="analysis", move=anew.pk, actor=cast.supervisor).state == "analysis"


def test_only_who_works_along_owns_an_action(cast: Cast) -> None:
    case = making.opened(cast)
    with pytest.raises(BadInput) as refused:
        making.planned(case, cast.officer, owner=cast.neighbour)
    assert set(refused.value.fields) == {"owner"}
    assert making.planned(case, cast.officer, owner=cast.officer).owner == cast.officer


@pytest.mark.command("problems.case.write", "problems.text.keep")
def test_two_people_at_one_field_lose_nothing(cast: Cast) -> None:
    case = making.opened(cast)
    writing.write(case.pk, field="statement", entry=Written("Mine.", seen=0), actor=cast.officer)
    with pytest.raises(StaleVersion):
        writing.write(case.pk, field="statement", entry=Written("Yours.", seen=0), actor=cast.supervisor)
    writing.keep(case.pk, target="statement", words="Yours.", fields={}, seen=0, actor=cast.supervisor)
    assert case.entries.filter(field="statement").get().words == "Mine."
    assert case.kept_texts.get().words == "Yours."
    writing.write(case.pk, field="statement", entry=Written("Both.", seen=1), actor=cast.supervisor)
    assert not case.kept_texts.exists()
    assert list(case.entries.filter(field="statement").order_by("number").values_list("words", flat=True)) == ["Mine.", "Both."]


def test_not_fixed_comes_back_to_the_case_and_opens_it_with_a_clock(cast: Cast) -> None:
    sent = intake.submit(
        token=new_token(),
        account=intake.Account(category="noise", words="They shout.", area_code="north"),
        sender=intake.Sender(),
    )
    case = making.at_stage(cast, "closed", reports=[sent.report.pk], reason="here")
    closing.tell_waiting()
    speaking_up.contest(Door(sent.report.pk), words="They still shout.", token=new_token())
    drain()
    again = Case.objects.get(pk=case.pk)
    assert (again.state, again.reopenings, again.decision) == ("analysis", 1, "")
    assert again.due_at is not None
    assert not Event.objects.filter(name="problems.case.contested").exclude(actor=None).exists()
