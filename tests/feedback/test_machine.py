"""A state machine made from the table of reports: in whatever order people act, the database holds what the table says."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from feedback.models import Message, Report
from feedback.workflow import OPEN, REPORT
from policing.clocks import services as clocks
from policing.clocks.models import Clock
from policing.errors import StaleVersion, WrongState
from policing.events.hashing import content_hash
from policing.events.models import Event
from tests.feedback.reaching import act
from tests.feedback.tools import COMMANDS, GIVEN, do, named, send
from tests.people import Cast, build_cast

QUIET = {"rate", "original", "reprint"}  # what changes nothing that the team reads while they write
SPOKEN = {"ask", "answer", "close", "reply", "contest", "reopen", "withdraw", "tell"}


class ReportMachine(RuleBasedStateMachine):
    """One report, the officer and the supervisor, and the resident who sent it."""

    cast: Cast
    SHUT_BY_LEAD: ClassVar[dict[str, tuple[str, ...]]] = {
        "reply": ("closed",),
        "contest": OPEN,
        "contest_by_neighbour": OPEN,
        "rate": tuple(set(OPEN) - {"answered"}),
    }

    @initialize(is_named=st.booleans(), is_printed=st.booleans())
    def sent(self, is_named: bool, is_printed: bool) -> None:
        sender = {"sender": named(self.cast.resident)} if is_named else {}
        self.report, self.is_printed = send(**sender).report, is_printed
        Report.objects.filter(pk=self.report.pk).update(receipt_is_printed=is_printed)
        self.state, self.version, self.outcome = REPORT.initial, 1, ""
        self.counted: Counter[str] = Counter({"feedback.report.submitted": 1})
        self.said = 0
        self.lead_state = "new"
        self.seen: list[Any] = []

    def step(self, action: str, actor: Any) -> None:
        row = REPORT.transition(action)
        is_shut = self.state == "merged" and self.lead_state in self.SHUT_BY_LEAD.get(action, ())
        is_shut = is_shut or (action == "original" and not self.counted["feedback.report.redacted"])
        is_shut = is_shut or (action == "reprint" and not self.is_printed)
        if self.state not in row.sources or is_shut:
            with pytest.raises(WrongState):
                act(self.report, action, actor)
            return
        act(self.report, action, actor)
        self.state, self.version = row.after(self.state), self.version + (action not in QUIET)
        if self.state == "merged" and action in {"merge", "contest", "contest_by_neighbour"}:
            self.lead_state = "new" if action == "merge" else "contested"
        self.counted[row.event] += 1
        self.said += action in SPOKEN
        self.outcome = GIVEN["close"]["outcome"] if self.state == "closed" else ""

    @rule(action=st.sampled_from(sorted(COMMANDS)))
    def somebody_was_quicker(self, action: str) -> None:
        with pytest.raises(StaleVersion):
            do(self.report, action, self.cast.officer, version=self.version + 1)

    @rule(action=st.sampled_from(["acknowledge", "ask", "answer", "close", "reopen", "contest"]))
    def something_happens_to_the_lead(self, action: str) -> None:
        lead = Report.objects.get(pk=self.report.pk).lead
        if lead is None or lead.state not in REPORT.transition(action).sources:
            return
        act(lead, action, self.cast.supervisor)
        told = {"contest": "feedback.report.contested_together"}.get(action, REPORT.transition(action).event)
        if action in {"acknowledge", "close", "reopen", "contest"}:
            self.counted[told] += 1
            self.version += 1
        self.said += action in {"close", "reopen"}
        self.lead_state = Report.objects.get(pk=lead.pk).state

    @rule(days=st.integers(1, 9))
    def more_time(self, days: int) -> None:
        clock = Clock.objects.running().of(self.report).order_by("due_at").first()
        if clock is not None:
            clocks.extend(clock.pk, actor=self.cast.supervisor, reason="away", days=days)

    @rule()
    def stand_still_or_go_on(self) -> None:
        clock = Clock.objects.open().of(self.report).order_by("id").first()
        if clock is not None:
            (clocks.resume if clock.state == "paused" else clocks.pause)(
                clock.pk, actor=self.cast.supervisor, **({} if clock.state == "paused" else {"reason": "away"})
            )

    @invariant()
    def the_row_says_the_same(self) -> None:
        held = Report.objects.get(pk=self.report.pk)
        assert (held.state, held.version, held.outcome) == (self.state, self.version, self.outcome)
        assert (held.state == "closed") == bool(held.outcome)
        assert (held.state in {"closed", "withdrawn"}) == (held.closed_at is not None)
        said_so = ("feedback.report.contested", "feedback.report.contested_by_neighbour")
        assert held.contests == sum(self.counted[name] for name in said_so)
        assert held.reopenings <= self.counted["feedback.report.reopened"]
        assert (held.lead is not None) == (held.state == "merged")
        assert Message.objects.filter(report=held).count() == self.said

    @invariant()
    def the_soonest_running_clock_is_the_promise_shown(self) -> None:
        running = Clock.objects.running().of(self.report).order_by("due_at").first()
        held = Report.objects.get(pk=self.report.pk)
        assert held.due_at == (running.due_at if running else None)
        if not REPORT.state(held.state).is_open:
            assert not Clock.objects.open().of(self.report).exists()

    @invariant()
    def every_change_has_one_event_and_events_only_append(self) -> None:
        events = list(
            Event.objects.filter(
                subject_type="feedback.report",
                subject_id=self.report.pk,
                name__startswith="feedback.",
            ).order_by("id")
        )
        assert Counter(event.name for event in events) == self.counted
        quiet = sum(self.counted[REPORT.transition(action).event] for action in QUIET)
        assert sum(self.counted.values()) - quiet == self.version
        assert all(content_hash(event) == event.content_hash for event in events)
        before, self.seen = self.seen, [(event.pk, event.name, event.content_hash) for event in events]
        assert self.seen[: len(before)] == before


def _rule_of(action: str) -> Any:
    @rule(by_supervisor=st.booleans())
    def run(self: ReportMachine, by_supervisor: bool) -> None:
        self.step(action, self.cast.supervisor if by_supervisor else self.cast.officer)

    return run


RULES = {f"do_{row.action}": _rule_of(row.action) for row in REPORT.transitions}


@pytest.mark.command("feedback.report.acknowledge")
@pytest.mark.command("feedback.report.ask")
@pytest.mark.command("feedback.report.answer")
@pytest.mark.command("feedback.report.close")
@pytest.mark.command("feedback.report.reopen")
@pytest.mark.command("feedback.report.tell")
@pytest.mark.command("feedback.report.note")
@pytest.mark.command("feedback.report.assign")
@pytest.mark.command("feedback.report.refer")
@pytest.mark.command("feedback.report.categorise")
@pytest.mark.command("feedback.receipt.reprint")
@pytest.mark.command("feedback.report.reply")
@pytest.mark.command("feedback.report.contest")
@pytest.mark.command("feedback.report.withdraw")
@pytest.mark.command("feedback.report.rate")
@pytest.mark.command("feedback.report.contest_by_neighbour")
@pytest.mark.command("feedback.report.merge")
@pytest.mark.command("feedback.report.split")
@pytest.mark.command("feedback.report.redact")
@pytest.mark.command("feedback.report.original")
@pytest.mark.command("feedback.report.publish")
@pytest.mark.command("feedback.report.not_same")
def test_the_machine_made_from_the_table(cast: Cast) -> None:
    machine = type("Machine", (ReportMachine,), {"cast": cast, **RULES})
    run_state_machine_as_test(machine, settings=settings(stateful_step_count=14))


@pytest.mark.long
@pytest.mark.django_db
def test_the_machine_for_longer() -> None:
    machine = type("Machine", (ReportMachine,), {"cast": build_cast(), **RULES})
    run_state_machine_as_test(machine, settings=settings(settings.get_profile("long"), max_examples=300, stateful_step_count=60))


def test_every_row_of_the_table_is_a_rule() -> None:
    assert {name.removeprefix("do_") for name in RULES} == {row.action for row in REPORT.transitions}
