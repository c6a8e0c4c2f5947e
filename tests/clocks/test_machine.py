"""A state machine made from the workflow's table: whatever people do, the database holds what the table says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from policing.accounts.models import User
from policing.clocks import services
from policing.clocks.models import Clock, ClockExtension, ClockPause
from policing.clocks.sweep import sweep
from policing.clocks.workflow import CLOCK
from policing.errors import WrongState
from policing.events.models import Event
from tests.clocks.conftest import begin
from tests.people import RoleGrantFactory, TeamFactory, UserFactory

ACTIONS = [row.action for row in CLOCK.transitions]
BEGAN = datetime(2026, 3, 20, 10, tzinfo=UTC)


class ClockMachine(RuleBasedStateMachine):
    """One clock, one supervisor, and time that only goes on."""

    actor: User

    @initialize(code=st.sampled_from(["answer", "visit", "call"]))
    def begin(self, code: str) -> None:
        self.now = BEGAN
        self.subject = TeamFactory()
        self.clock = begin(self.subject, code, at=self.now)
        self.state, self.due = CLOCK.initial, self.clock.due_at
        self.moved: list[tuple[int, datetime | None]] = []
        self.events = dict.fromkeys((row.event for row in CLOCK.transitions if row.event), 0)
        self.near = self.late = False
        services.on_moved("accounts.team", lambda pk, due_at: self.moved.append((pk, due_at)))

    def teardown(self) -> None:
        if hasattr(self, "subject"):
            services.forget_subject("accounts.team")
            services.cancel(self.subject)

    @rule(hours=st.integers(0, 100))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(action=st.sampled_from(ACTIONS), days=st.integers(1, 5))
    def do(self, action: str, days: int) -> None:
        row = CLOCK.transition(action)
        possible = self.state in row.sources
        if row.inner:
            getattr(services, action)(self.subject, at=self.now)
        else:
            given: dict[str, Any] = {"reason": "x", "days": days}
            given = {name: value for name, value in given.items() if name in row.requires}
            if not possible:
                with pytest.raises(WrongState):
                    getattr(services, action)(self.clock.pk, actor=self.actor, now=self.now, **given)
                return
            getattr(services, action)(self.clock.pk, actor=self.actor, now=self.now, **given)
            self.events[row.event] += 1
        if possible:
            self.state = row.target or self.state

    @rule()
    def sweep(self) -> None:
        found = sweep(self.now)
        held = Clock.objects.get(pk=self.clock.pk)
        if self.state != "running":
            assert (found.near, found.overdue) == (0, 0)
        assert found.near <= 1
        assert found.overdue <= 1
        assert (held.warned_at is not None) >= (held.due_at <= self.now and self.state == "running")

    @invariant()
    def the_database_says_the_same(self) -> None:
        if not hasattr(self, "clock"):
            return
        held = Clock.objects.get(pk=self.clock.pk)
        assert held.state == self.state
        assert (held.paused_at is not None) == (self.state == "paused")
        assert (held.ended_at is not None) == (not CLOCK.state(self.state).is_open)
        assert held.due_at >= self.due
        self.due = held.due_at

    @invariant()
    def every_step_has_one_event_and_its_row(self) -> None:
        if not hasattr(self, "clock"):
            return
        for name, expected in self.events.items():
            assert Event.objects.filter(name=name, subject_id=self.subject.pk).count() == expected
        assert ClockExtension.objects.filter(clock=self.clock).count() == self.events["clocks.clock.extended"]
        assert ClockPause.objects.filter(clock=self.clock).count() == self.events["clocks.clock.paused"]
        assert len(self.moved) == sum(self.events.values())

    @invariant()
    def what_follows_knows_the_due_date(self) -> None:
        if hasattr(self, "clock") and self.moved and self.state in {"running", "paused"}:
            assert self.moved[-1] == (self.subject.pk, services.next_due(self.subject))


@pytest.fixture
def machine(rules: Any) -> type[ClockMachine]:
    """Give the machine with its supervisor."""
    actor = UserFactory()
    RoleGrantFactory(user=actor, role="supervisor")
    return type("Machine", (ClockMachine,), {"actor": actor})


@pytest.mark.command("clocks.clock.pause")
@pytest.mark.command("clocks.clock.resume")
@pytest.mark.command("clocks.clock.extend")
def test_the_machine_made_from_the_table(machine: type[ClockMachine]) -> None:
    run_state_machine_as_test(machine, settings=settings(stateful_step_count=25, phases=[Phase.generate]))


def test_every_row_of_the_table_is_tried() -> None:
    assert set(ACTIONS) == {"pause", "resume", "extend", "meet", "cancel"}
