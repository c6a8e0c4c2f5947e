"""Merging and splitting: one shared status line, private threads, nothing lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from feedback import numbers
from feedback.models import Message, Note, NotSame, Report
from feedback.services import merging, together
from feedback.services.tracking import make_pass
from policing import timekeeping
from policing.clocks.models import Clock
from policing.errors import BadInput, Denied, StaleVersion, Unseen, WrongState
from policing.events.testing import drain
from policing.notifications.models import Notification
from tests.feedback.reaching import speak
from tests.feedback.tools import CLOSING, at_once, client_of, codes_of, do, door, events_of, named, send, text
from tests.people import Cast

pytestmark = pytest.mark.django_db
SECRET = "Only I could have written this."


def pair(cast: Cast, **more: Any) -> tuple[Report, Report]:
    """Give a lead by an unknown sender and a report by the resident that is merged into it."""
    lead, report = send(**more).report, send(named(cast.resident), **more).report
    merging.merge(report.pk, into=lead.pk, actor=cast.officer)
    return fresh(lead), fresh(report)


def fresh(report: Report) -> Report:
    """Give the row as it stands now."""
    return Report.objects.select_related("lead").get(pk=report.pk)


@pytest.mark.command("feedback.report.merge")
def test_a_merged_report_points_to_its_lead_and_owes_nothing_by_itself(town: Cast) -> None:
    lead, report = send().report, send().report
    merged = merging.merge(report.pk, into=lead.pk, actor=town.officer, reason="The same lamp", version=1)
    assert (merged.state, merged.lead, merged.due_at, merged.version) == ("merged", lead, None, 2)
    assert [(event.name, event.payload) for event in events_of(report)[1:]] == [("feedback.report.merged", {"lead": lead.pk})]
    assert list(Clock.objects.of(report).order_by("rule__code").values_list("rule__code", "state")) == [
        ("report-answer", "cancelled"), ("report-read", "met"),
    ]  # fmt: skip
    assert Clock.objects.running().of(lead).count() == 2
    assert Note.objects.get(report=report).words == "The same lamp"
    assert not any("lamp" in str(event.payload) for event in events_of(report))


def test_what_was_merged_before_moves_along_so_that_there_are_no_chains(town: Cast) -> None:
    first, second = pair(town)
    lead = send().report
    merging.merge(first.pk, into=lead.pk, actor=town.officer)
    assert {fresh(one).lead for one in (first, second)} == {lead}
    assert len(events_of(second, "merged")) == 2
    late = send().report
    assert merging.merge(late.pk, into=second.pk, actor=town.officer).lead == lead


@pytest.mark.parametrize("version", [1, None])
def test_twice_and_stale_and_wrong_states_are_refused_in_words(town: Cast, version: int | None) -> None:
    lead, report = pair(town)
    with pytest.raises(StaleVersion if version else WrongState):
        merging.merge(report.pk, into=lead.pk, actor=town.officer, version=version)
    do(lead, "close", town.officer)
    other = send().report
    with pytest.raises(WrongState, match="finished"):
        merging.merge(other.pk, into=lead.pk, actor=town.officer)
    with pytest.raises(BadInput):
        merging.merge(other.pk, into=other.pk, actor=town.officer)
    with pytest.raises(BadInput):
        merging.merge(lead.pk, into=report.pk, actor=town.officer)
    with pytest.raises(Unseen):
        merging.merge(other.pk, into=0, actor=town.officer)
    with pytest.raises(BadInput):
        merging.merge(other.pk, into=send().report.pk, actor=town.officer, reason="x" * 501)


def test_who_has_no_right_to_both_cannot_merge(town: Cast) -> None:
    north, south = send().report, send(area_code="south").report
    with pytest.raises(Unseen):
        merging.merge(north.pk, into=south.pk, actor=town.officer)
    with pytest.raises(Unseen):
        merging.merge(north.pk, into=south.pk, actor=town.neighbour)
    with pytest.raises(Denied):
        merging.merge(north.pk, into=south.pk, actor=town.analyst)
    assert merging.merge(north.pk, into=south.pk, actor=town.supervisor).lead == south


def test_no_more_than_so_many_together(town: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MOST", 1)
    lead, _report = pair(town)
    with pytest.raises(BadInput, match="another look"):
        merging.merge(send().report.pk, into=lead.pk, actor=town.officer)


@pytest.mark.command("feedback.report.split")
def test_a_report_that_is_taken_out_goes_on_by_itself_with_its_promise_anew(town: Cast) -> None:
    lead, report = pair(town)
    at = timekeeping.now() + timedelta(days=3)
    with pytest.raises(BadInput):
        merging.split(report.pk, reason=" ", actor=town.officer)
    with pytest.raises(StaleVersion):
        merging.split(report.pk, reason="Another lamp", actor=town.officer, version=1)
    with pytest.raises(Denied):
        merging.split(report.pk, reason="Another lamp", actor=town.analyst)
    with pytest.raises(Unseen):
        merging.split(report.pk, reason="Another lamp", actor=town.other_officer)
    out = merging.split(report.pk, reason="Another lamp", actor=town.officer, now=at)
    assert (out.state, out.lead) == ("read", None)
    assert out.due_at == Clock.objects.running().of(report).get().due_at > at
    assert [event.payload for event in events_of(report, "split")] == [{"lead": lead.pk}]
    with pytest.raises(WrongState):
        merging.split(report.pk, reason="Another lamp", actor=town.officer)
    do(lead, "close", town.officer)
    assert not events_of(report, "closed")


@pytest.mark.command("feedback.report.not_same")
def test_not_the_same_is_noted_once_and_takes_them_off_the_list(town: Cast) -> None:
    one, other = send().report, send().report
    for who, refusal in ((town.other_officer, Unseen), (town.analyst, Denied)):
        with pytest.raises(refusal):
            merging.not_same(one.pk, other=other.pk, actor=who)
    for _twice in range(2):
        merging.not_same(other.pk, other=one.pk, actor=town.officer)
    assert NotSame.objects.values_list("one", "other").get() == (one.pk, other.pk)
    assert len(events_of(other, "told_apart")) == 1
    lead, merged = pair(town)
    with pytest.raises(WrongState):
        merging.not_same(merged.pk, other=lead.pk, actor=town.officer)


def test_reading_closing_and_reopening_reach_everybody_with_words_in_their_own_thread(town: Cast) -> None:
    lead, report = pair(town)
    do(lead, "acknowledge", town.officer)
    do(lead, "ask", town.officer)
    speak(lead, "reply", SECRET)
    do(lead, "close", town.officer)
    do(lead, "reopen", town.officer)
    names = [event.name.rpartition(".")[2] for event in events_of(report)]
    assert names == ["submitted", "merged", "acknowledged", "closed", "reopened"]
    own = Message.objects.filter(report=report)
    assert [(row.kind, row.staff) for row in own] == [("closing", town.officer), ("reopening", town.officer)]
    assert own[0].words == CLOSING["words"]
    assert events_of(report, "closed")[0].payload == {"outcome": "fixed", "message": own[0].pk}
    drain()
    kinds = set(Notification.objects.filter(user=town.resident).values_list("kind", flat=True))
    assert {
        "feedback.report.merged",
        "feedback.report.acknowledged",
        "feedback.report.closed",
        "feedback.report.reopened",
    } <= kinds


def test_a_contest_of_one_opens_the_line_for_all_and_counts_once(town: Cast) -> None:
    lead, report = pair(town)
    third = send().report
    merging.merge(third.pk, into=lead.pk, actor=town.officer)
    with pytest.raises(WrongState):
        speak(report, "contest")
    do(lead, "close", town.officer)
    with pytest.raises(WrongState):
        speak(report, "reply")
    speak(report, "contest", token="a" * 32)
    speak(report, "contest", token="a" * 32)
    assert (fresh(lead).state, fresh(lead).outcome, fresh(lead).contests) == ("contested", "", 0)
    assert (fresh(report).state, fresh(report).contests) == ("merged", 1)
    assert fresh(lead).due_at == Clock.objects.running().of(lead).get().due_at
    assert len(events_of(report, "contested")) == 1
    assert not events_of(report, "contested_together")
    assert len(events_of(lead, "contested_together")) == len(events_of(third, "contested_together")) == 1
    do(lead, "reopen", town.officer)
    assert fresh(lead).state == "reopened"


def test_a_contest_of_the_leads_own_resident_is_told_to_the_others(town: Cast) -> None:
    lead, report = pair(town)
    do(lead, "close", town.officer)
    speak(lead, "contest")
    assert len(events_of(report, "contested_together")) == 1
    assert not events_of(lead, "contested_together")


def test_each_report_counts_with_the_outcome_of_its_lead(town: Cast) -> None:
    for _many in range(3):
        lead, _report = pair(town)
        do(lead, "close", town.officer)
    figures = numbers.for_area("")
    assert figures.received == 6
    assert {row.label: row.number for row in figures.outcomes}["Fixed"] == 6


def test_two_officers_merging_each_into_the_other_do_not_lock_for_ever(transactional_db: None, cast: Cast) -> None:
    one, other = send().report, send().report
    calls = [
        lambda: merging.merge(one.pk, into=other.pk, actor=cast.officer),
        lambda: merging.merge(other.pk, into=one.pk, actor=cast.officer),
    ]
    assert sorted(codes_of(at_once(*calls)))[0] == ""
    assert Report.objects.filter(state="merged").count() == 1


def test_nobody_reads_the_thread_of_another(town: Cast, client: Client) -> None:
    """The desk, the way back, one's own page and the API each show one thread, whoever asks."""
    lead, report = pair(town)
    speak(lead, "reply", SECRET)
    do(lead, "answer", town.officer, words="This is for the first resident alone.")
    own = client_of(town.resident).get(f"/my/reports/{report.reference}/")
    assert SECRET not in text(own)
    assert "first resident alone" not in text(own)
    for who in (town.officer, town.supervisor):
        assert SECRET not in text(client_of(who).get(f"/inbox/{report.reference}/"))
        assert SECRET in text(client_of(who).get(f"/inbox/{lead.reference}/"))
        answer = client_of(who).get(f"/api/v1/reports/{report.reference}/")
        assert SECRET not in text(answer)
    assert client_of(town.resident).get(f"/my/reports/{lead.reference}/").status_code == 404
    client.cookies["track"] = make_pass(door(report))
    assert SECRET not in text(client.get("/track/report/"))


def test_taking_back_a_merged_report_leaves_the_others_as_they_are(town: Cast) -> None:
    lead, report = pair(town)
    speak(report, "withdraw")
    assert (fresh(report).state, fresh(report).lead) == ("withdrawn", None)
    assert fresh(lead).state == "new"
    assert not events_of(lead, "withdrawn")


def test_taking_back_the_lead_lets_the_oldest_of_the_others_lead_with_a_promise_of_its_own(town: Cast) -> None:
    lead, report = pair(town)
    third = send().report
    merging.merge(third.pk, into=lead.pk, actor=town.officer)
    speak(lead, "withdraw")
    assert fresh(lead).state == "withdrawn"
    assert (fresh(report).state, fresh(report).lead) == ("read", None)
    assert fresh(third).lead == report
    assert fresh(report).due_at == Clock.objects.running().of(report).get().due_at
    assert [event.payload for event in events_of(report, "led")] == [{"before": lead.pk}]
