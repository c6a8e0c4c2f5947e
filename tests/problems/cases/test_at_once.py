"""Two people at one case at the same moment, on connections of their own: one act happens, the other is told why not, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from policing.clocks.models import Clock
from policing.events.models import Event
from policing.privacy.receipts import new_token
from problems.models import Case, CaseReport, Figures, KeptText, Member, SheetEntry, Task, Told
from problems.services.cases import linking, opening, parts, stages, team, writing
from problems.services.cases.opening import Start
from problems.services.cases.stages import Proposal
from problems.services.cases.team import Place
from problems.services.cases.writing import Written
from tests.feedback.tools import at_once, codes_of
from tests.people import Cast, RoleGrantFactory, UserFactory
from tests.problems.cases import making

pytestmark = pytest.mark.django_db(transaction=True)
END = {"decision": "no_problem", "words": "It is one house.", "result": "It was one party, and it is over."}


def proposed(cast: Cast, after: str = "analysis", **more: Any) -> Case:
    """Give a case for which a step waits."""
    case = making.opened(cast)
    stages.propose(case.pk, proposal=Proposal(after, **(more or {"skip_reason": "Known."})), actor=cast.officer)
    return case


def events(case: Case) -> list[str]:
    """Give the events of a case by name."""
    return sorted(Event.objects.filter(subject_type="problems.case", subject_id=case.pk).values_list("name", flat=True))


def approving(cast: Cast, case: Case, who: Any, after: str = "analysis") -> Callable[[], Any]:
    return lambda: stages.approve(case.pk, after=after, actor=who)


def test_two_supervisors_approve_at_once(cast: Cast) -> None:
    case, other = proposed(cast, "closed", **END), UserFactory()
    RoleGrantFactory(user=other, role="supervisor", area=cast.north)
    report = making.reports(cast, 1)[0]
    linking.link(case.pk, reports=[report.pk], reason="here", actor=cast.officer)
    answers = at_once(*(approving(cast, case, who, "closed") for who in (cast.supervisor, other)))
    assert sorted(codes_of(answers)) == ["", "wrong-state"]
    assert events(case).count("problems.case.closed") == 1
    assert Told.objects.count() == 1
    assert not Clock.objects.open().of(case).exists()


@pytest.mark.parametrize("with_", ["take_back", "refuse"])
def test_a_proposal_is_answered_once(cast: Cast, with_: str) -> None:
    case = proposed(cast)
    other: Callable[[], Any] = {
        "take_back": lambda: stages.take_back(case.pk, actor=cast.officer),
        "refuse": lambda: stages.refuse(case.pk, words="Not yet.", actor=cast.supervisor),
    }[with_]
    answers = at_once(approving(cast, case, cast.supervisor), other)
    assert sorted(codes_of(answers)) == ["", "wrong-state"]
    case.refresh_from_db()
    assert (case.state == "analysis", case.proposed) == (codes_of(answers)[0] == "", "")
    assert case.moves.exclude(state="proposed").count() == 1


def test_two_cases_are_merged_into_each_other_at_once(cast: Cast) -> None:
    one, two = making.opened(cast), making.opened(cast)
    for case in (one, two):
        making.put(case, cast.officer, "task", words="Ask", owner=cast.officer, due_on=making.DAY)
    answers = at_once(
        lambda: linking.merge(one.pk, into=two.pk, reason="the same", actor=cast.officer),
        lambda: linking.merge(two.pk, into=one.pk, reason="the same", actor=cast.supervisor),
    )
    assert sorted(codes_of(answers)) == ["", "wrong-state"]
    kept = Case.objects.get(merged_into=None)
    assert Case.objects.exclude(pk=kept.pk).get().merged_into == kept
    assert set(Task.objects.values_list("case", flat=True)) == {kept.pk}


def test_a_report_is_linked_to_two_cases_at_once(cast: Cast) -> None:
    one, two, (report,) = making.opened(cast), making.opened(cast), making.reports(cast, 1)
    answers = at_once(
        *(lambda case=case: linking.link(case.pk, reports=[report.pk], reason="here", actor=cast.officer) for case in (one, two))
    )
    assert sorted(codes_of(answers)) == ["", "bad-input"]
    link = CaseReport.objects.get(left_at=None)
    assert {case.pk: case.reports for case in Case.objects.all()} == {one.pk: 0, two.pk: 0, link.case_id: 1}


def test_reports_go_into_two_cases_in_the_other_order_without_a_knot(cast: Cast) -> None:
    one, two, found = making.opened(cast), making.opened(cast), making.reports(cast, 6)
    keys = [row.pk for row in found]
    answers = at_once(
        lambda: linking.link(one.pk, reports=keys, reason="here", actor=cast.officer),
        lambda: linking.link(two.pk, reports=keys[::-1], reason="here", actor=cast.supervisor),
    )
    assert sorted(codes_of(answers)) == ["", "bad-input"]
    assert sorted(Case.objects.values_list("reports", flat=True)) == [0, 6]


def test_a_report_joins_while_its_case_is_closed(cast: Cast) -> None:
    case, (report,) = proposed(cast, "closed", **END), making.reports(cast, 1)
    answers = at_once(
        lambda: linking.link(case.pk, reports=[report.pk], reason="here", actor=cast.officer),
        approving(cast, case, cast.supervisor, "closed"),
    )
    joined, closed = codes_of(answers)
    assert (closed, joined in {"", "wrong-state"}) == ("", True)
    assert Told.objects.filter(report=report).count() == (1 if joined == "" else 0), "who joined in time is told, nobody else"


def test_a_member_is_taken_out_while_they_write(cast: Cast) -> None:
    case = making.opened(cast)
    member = team.invite(case.pk, user=cast.other_officer, place=Place("officer", "everything"), actor=cast.officer)
    entry = Written("The lane is dark.", seen=0)
    answers = at_once(
        lambda: team.end(case.pk, member.pk, actor=cast.officer),
        lambda: writing.write(case.pk, field="statement", entry=entry, actor=cast.other_officer),
    )
    ended, wrote = codes_of(answers)
    assert (ended, wrote in {"", "not-found"}) == ("", True)
    assert SheetEntry.objects.filter(case=case, field="statement").count() == (1 if wrote == "" else 0)
    assert str(cast.other_officer.pk) not in Case.objects.get(pk=case.pk).sight


def test_two_people_at_one_field_lose_nothing(cast: Cast) -> None:
    case = making.opened(cast)

    def writes(who: Any, words: str) -> Callable[[], Any]:
        return lambda: writing.write(case.pk, field="statement", entry=Written(words, seen=0), actor=who)

    answers = at_once(writes(cast.officer, "Mine."), writes(cast.supervisor, "Yours."))
    assert sorted(codes_of(answers)) == ["", "stale"]
    late, words = (cast.officer, "Mine.") if codes_of(answers)[0] else (cast.supervisor, "Yours.")
    writing.keep(case.pk, target="statement", words=words, fields={}, seen=0, actor=late)
    held = {*SheetEntry.objects.filter(field="statement").values_list("words", flat=True), KeptText.objects.get().words}
    assert held == {"Mine.", "Yours."}


def test_one_form_sent_twice_at_once_makes_one_of_each(cast: Cast) -> None:
    token = new_token()
    start = Start(title="Noise", area=cast.north)
    cases = at_once(*[lambda: opening.open_case(start, actor=cast.officer, token=token)] * 3)
    assert len({case.pk for case in cases}) == 1
    values, case = {"words": "Ask", "due_on": making.DAY}, Case.objects.get()
    rows = at_once(*[lambda: parts.add(case.pk, kind="task", values=values, actor=cast.officer, token=token)] * 3)
    assert len({row.pk for row in rows}) == 1
    assert (Task.objects.count(), Figures.objects.count(), events(case).count("problems.part.added")) == (1, 1, 1)


def test_two_ask_the_same_person_and_two_take_the_lead_at_once(cast: Cast) -> None:
    case = making.opened(cast)

    def asks(actor: Any, who: Any, place: Place) -> Callable[[], Any]:
        return lambda: team.invite(case.pk, user=who, place=place, actor=actor)

    place = Place("analyst", "everything")
    answers = at_once(*(asks(actor, cast.analyst, place) for actor in (cast.officer, cast.supervisor)))
    assert codes_of(answers) == ["", ""]
    lead = Place("lead", "everything")
    answers = at_once(asks(cast.officer, cast.analyst, lead), asks(cast.supervisor, cast.supervisor, lead))
    assert codes_of(answers) == ["", ""]
    case.refresh_from_db()
    assert [row.user_id for row in Member.objects.filter(case=case, role="lead", ended_at=None)] == [case.lead_id]
    assert [key for key, held in case.sight.items() if held.startswith("lead:")] == [str(case.lead_id)]
