"""Rules of cases that stand in one line each, and that nothing else would notice if they went."""

from __future__ import annotations

import pytest

from policing.errors import BadInput, Denied
from problems.models import StageMove
from problems.services.cases import parts, stages, team, writing
from problems.services.cases.stages import Proposal
from problems.services.cases.team import Place
from problems.services.cases.writing import Written
from tests.people import Cast
from tests.problems.cases import making

pytestmark = pytest.mark.django_db


def refused(error: pytest.ExceptionInfo[BadInput]) -> set[str]:
    return set(error.value.fields)


@pytest.mark.parametrize("sees", ["places", "everything"])
def test_a_resident_who_works_along_is_shown_no_place_on_a_map(cast: Cast, sees: str) -> None:
    case = making.opened(cast)
    with pytest.raises(BadInput) as error:
        team.invite(case.pk, user=cast.resident, place=Place("resident", sees), actor=cast.officer)
    assert refused(error) == {"sees"}


def test_who_sees_the_plan_says_how_far_their_own_action_is_and_nobody_elses(cast: Cast) -> None:
    case = making.opened(cast)
    team.invite(case.pk, user=cast.resident, place=Place("resident", "plan"), actor=cast.officer)
    mine, theirs = (
        making.put(case, cast.officer, "task", words="Ask", due_on=making.DAY, owner=who) for who in (cast.resident, cast.officer)
    )
    assert parts.move(case.pk, mine.pk, kind="task", action="finish", actor=cast.resident).state == "done"  # type: ignore[attr-defined]
    with pytest.raises(Denied):
        parts.move(case.pk, theirs.pk, kind="task", action="finish", actor=cast.resident)
    assert parts.move(case.pk, theirs.pk, kind="task", action="finish", actor=cast.supervisor).state == "done"  # type: ignore[attr-defined]


def test_a_note_says_for_good_what_was_said(cast: Cast) -> None:
    case = making.opened(cast)
    note = making.put(case, cast.officer, "note", words="The owner is away.")
    with pytest.raises(BadInput) as error:
        parts.change(case.pk, note.pk, kind="note", values={"words": "The owner is here."}, actor=cast.officer)
    assert refused(error) == {"kind"}


def test_where_there_is_nothing_to_choose_no_choice_is_kept(cast: Cast) -> None:
    case = making.opened(cast)
    with pytest.raises(BadInput) as error:
        writing.write(case.pk, field="statement", entry=Written("The lane is dark.", "yes"), actor=cast.officer)
    assert refused(error) == {"choice"}


def test_going_back_takes_back_what_waits(cast: Cast) -> None:
    case = making.at_stage(cast, "analysis")
    stages.propose(case.pk, proposal=Proposal("response", skip_reason="Known."), actor=cast.officer)
    stages.back(case.pk, to="scanning", reason="It is more than noise.", actor=cast.officer)
    case.refresh_from_db()
    assert (case.state, case.proposed, case.proposed_by) == ("scanning", "", None)
    assert not StageMove.objects.filter(case=case, state="proposed").exists()


def test_an_action_goes_by_no_hypothesis_that_was_taken_out(cast: Cast) -> None:
    case = making.opened(cast)
    gone = making.put(case, cast.officer, "hypothesis", words="The lane is dark.")
    parts.remove(case.pk, gone.pk, kind="hypothesis", reason="It is not.", actor=cast.officer)
    gone.refresh_from_db()
    with pytest.raises(BadInput) as error:
        making.planned(case, cast.officer, hypothesis=gone)
    assert refused(error) == {"hypothesis"}
