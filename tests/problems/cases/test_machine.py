"""A state machine made from the table of cases, with its gates: in whatever order people act, the database holds what the table says."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from policing.clocks.models import Clock
from policing.errors import BadInput, CommonbeatError, Denied, StaleVersion, WrongState
from policing.events.hashing import content_hash
from policing.events.models import Event
from policing.privacy.receipts import new_token
from problems import facts, gates, sheet
from problems.models import Case, SheetEntry, StageMove
from problems.services.cases import closing, linking, parts, showing, stages, writing
from problems.services.cases.showing import Words
from problems.services.cases.stages import Proposal
from problems.services.cases.writing import Written
from problems.workflow import CASE, STAGES
from tests.people import Cast, build_cast
from tests.problems.cases import making

EARLY = "passed_on"
LATER = [*STAGES[1:], "closed"]


def says_the_same(waiting: StageMove, proposal: Proposal) -> bool:
    """Tell whether a proposal is the one that waits, pressed twice."""
    held = (waiting.after, waiting.decision, waiting.result)
    return held == (proposal.after, proposal.decision, proposal.result) and waiting.skip_reason in {"", proposal.skip_reason}


class CaseMachine(RuleBasedStateMachine):
    """One case, the officer and the supervisor; a second case to merge into."""

    cast: Cast

    @initialize()
    def opened(self) -> None:
        self.case = making.opened(self.cast)
        self.reports = making.reports(self.cast, 3)
        self.state, self.proposed, self.proposer, self.decision = "scanning", "", None, ""
        self.linked: set[int] = set()
        self.shown, self.entries, self.reopenings = False, Counter({"title": 1, "summary": 1}), 0
        self.counted: Counter[str] = Counter({"problems.case.opened": 1})
        self.moves: list[tuple[str, str]] = []
        self.seen: list[Any] = []

    # --- what the model expects ----------------------------------------------------------------------------------------

    def refused_by_table(self, action: str) -> bool:
        row = CASE.transition(action)
        if self.state not in row.sources:
            return True
        if action == "propose":
            return bool(self.proposed)
        if action in {"take_back", "refuse"}:
            return not self.proposed
        if action in {"to_analysis", "to_response", "to_assessment", "close"}:
            return self.proposed != row.target
        return False

    def tried(self, action: str, actor: Any, do: Any) -> bool:
        """Do it, and tell whether it went through; it does just where rights and table let it."""
        approves = action in {"refuse", "close"} or action.startswith("to_")
        if approves and (actor == self.cast.officer or (self.proposed and self.proposer == actor)):
            with pytest.raises(Denied):
                do()
            return False
        if self.refused_by_table(action):
            with pytest.raises(WrongState):
                do()
            return False
        do()
        self.counted[CASE.transition(action).event] += 1
        self.state = CASE.transition(action).after(self.state)
        return True

    def who(self, boss: bool) -> Any:
        return self.cast.supervisor if boss else self.cast.officer

    def proposal_is_over(self, state: str) -> None:
        if self.proposed:
            self.moves[-1] = (self.moves[-1][0], state)
        self.proposed, self.proposer = "", None

    # --- the sheet and the parts ---------------------------------------------------------------------------------------

    @rule(field=st.sampled_from([one.code for one in sheet.FIELDS if one.code != "outcome"]), boss=st.booleans())
    def write(self, field: str, boss: bool) -> None:
        asked = sheet.field(field)
        words = f"As we found it, {self.entries[field]}."
        entry = Written(words, asked.choices[0][0] if asked.choices else "", seen=self.entries[field])
        actor = self.who(boss)
        if self.tried("write", actor, lambda: writing.write(self.case.pk, field=field, entry=entry, actor=actor)):
            self.entries[field] += 1

    @rule(field=st.sampled_from(["statement", "summary", "upkeep"]))
    def somebody_was_quicker(self, field: str) -> None:
        entry = Written("Late.", seen=self.entries[field] + 1)
        expected = StaleVersion if self.state in STAGES else WrongState
        with pytest.raises(expected):
            writing.write(self.case.pk, field=field, entry=entry, actor=self.cast.supervisor)

    @rule(stage=st.sampled_from(STAGES))
    def meet_the_gates_of_a_stage(self, stage: str) -> None:
        if self.state not in STAGES:
            return
        before = set(self.case.entries.values_list("pk", flat=True))
        events = Event.objects.filter(subject_id=self.case.pk, subject_type="problems.case").count()
        making.fill(self.case, self.cast.officer, stage)
        for entry in SheetEntry.objects.filter(case=self.case).exclude(pk__in=before):
            self.entries[entry.field] = max(self.entries[entry.field], entry.number)
        new = Event.objects.filter(subject_id=self.case.pk, subject_type="problems.case").order_by("id")[events:]
        self.counted.update(event.name for event in new)
        unmet = {gate.code for gate in gates.of_stage(stage) if not gate.is_met(facts.of(Case.objects.get(pk=self.case.pk)))}
        assert unmet <= {"whole"}, "an action is whole with a hypothesis, which another stage brings"

    @rule(boss=st.booleans())
    def note(self, boss: bool) -> None:
        actor = self.who(boss)
        values = {"words": "They are away."}
        self.tried("note", actor, lambda: parts.add(self.case.pk, kind="note", values=values, actor=actor, token=new_token()))

    # --- reports and the page ------------------------------------------------------------------------------------------

    @rule(at=st.integers(0, 2))
    def link(self, at: int) -> None:
        report, actor = self.reports[at].pk, self.cast.officer
        if report in self.linked and self.state in STAGES:
            linking.link(self.case.pk, reports=[report], reason="again", actor=actor)
        elif self.tried("link", actor, lambda: linking.link(self.case.pk, reports=[report], reason="here", actor=actor)):
            self.linked.add(report)

    @rule(at=st.integers(0, 2))
    def unlink(self, at: int) -> None:
        report, actor = self.reports[at].pk, self.cast.officer
        if report not in self.linked and self.state != "merged":
            linking.unlink(self.case.pk, report=report, reason="again", actor=actor)
        elif self.tried("unlink", actor, lambda: linking.unlink(self.case.pk, report=report, reason="no", actor=actor)):
            self.linked.discard(report)

    @rule()
    def publish(self) -> None:
        actor, words = self.cast.officer, Words("A page", "You told us.")
        was = self.shown
        if self.tried("publish", actor, lambda: showing.publish(self.case.pk, words=words, actor=actor)):
            if was:
                self.counted["problems.page.published"] -= 1
                self.counted["problems.page.changed"] += 1
            self.shown = True

    # --- the rail ------------------------------------------------------------------------------------------------------

    @rule(after=st.sampled_from(LATER), skips=st.booleans(), early=st.booleans(), boss=st.booleans())
    def propose(self, after: str, skips: bool, early: bool, boss: bool) -> None:
        actor, held = self.who(boss), Case.objects.get(pk=self.case.pk)
        decision = (EARLY if early else "worked") if after == "closed" else ""
        proposal = Proposal(after, "Now.", "Known." if skips else "", decision, "It is quiet." if after == "closed" else "")
        if self.state in STAGES and not self.proposed:
            is_later = after == "closed" or STAGES.index(after) > STAGES.index(self.state)
            lacking = is_later and not (after == "closed" and early) and gates.unmet(facts.of(held), self.state, after)
            if not is_later or (lacking and not skips):
                with pytest.raises(BadInput):
                    stages.propose(self.case.pk, proposal=proposal, actor=actor)
                return
        waiting = StageMove.objects.filter(case=self.case, state="proposed", by=actor).first()
        if waiting is not None and says_the_same(waiting, proposal):
            assert stages.propose(self.case.pk, proposal=proposal, actor=actor) == waiting
            return
        if self.tried("propose", actor, lambda: stages.propose(self.case.pk, proposal=proposal, actor=actor)):
            self.proposed, self.proposer = after, actor
            self.moves.append(("close" if after == "closed" else "forward", "proposed"))
            move = StageMove.objects.filter(case=self.case).latest("id")
            assert bool(move.unmet) == bool(move.skip_reason)
            self.next_decision = decision

    @rule(boss=st.booleans())
    def take_back(self, boss: bool) -> None:
        actor = self.who(boss)
        if self.tried("take_back", actor, lambda: stages.take_back(self.case.pk, actor=actor)):
            self.proposal_is_over("taken_back")

    @rule(boss=st.booleans())
    def refuse(self, boss: bool) -> None:
        actor = self.who(boss)
        if self.tried("refuse", actor, lambda: stages.refuse(self.case.pk, words="Not yet.", actor=actor)):
            self.proposal_is_over("refused")

    @rule(after=st.one_of(st.none(), st.sampled_from(LATER)), boss=st.booleans())
    def approve(self, after: str | None, boss: bool) -> None:
        actor, wanted = self.who(boss), after or self.proposed or "analysis"
        action = "close" if wanted == "closed" else f"to_{wanted}"
        if self.tried(action, actor, lambda: stages.approve(self.case.pk, after=wanted, actor=actor)):
            self.proposal_is_over("approved")
            if wanted == "closed":
                self.decision = self.next_decision

    @rule(to=st.sampled_from(STAGES[:-1]))
    def back(self, to: str) -> None:
        actor = self.cast.officer
        if self.tried(f"back_to_{to}", actor, lambda: stages.back(self.case.pk, to=to, reason="More to it", actor=actor)):
            self.proposal_is_over("taken_back")
            self.moves.append(("back", "approved"))

    @rule()
    def reopen(self) -> None:
        actor = self.cast.officer
        if self.tried("reopen", actor, lambda: stages.reopen(self.case.pk, reason="It came back", actor=actor)):
            self.open_again("reopen")

    @rule()
    def a_resident_says_that_it_is_not_fixed(self) -> None:
        closing.tell_waiting()
        self.counted["problems.case.told"] = Event.objects.filter(name="problems.case.told", subject_id=self.case.pk).count()
        told = [row for row in self.reports if row.pk in self.linked]
        found = closing.contest(told[0].pk) if told else None
        if found is not None:
            assert self.state == "closed"
            self.state = "analysis"
            self.counted["problems.case.contested"] += 1
            self.open_again("contest")

    def open_again(self, kind: str) -> None:
        self.decision, self.reopenings = "", self.reopenings + 1
        self.moves.append((kind, "approved"))

    @rule(really=st.integers(0, 7))
    def merge(self, really: int) -> None:
        if really:  # seldom, since it ends the case
            return
        other, actor = making.opened(self.cast, title="Another"), self.cast.officer
        if self.tried("merge", actor, lambda: linking.merge(self.case.pk, into=other.pk, reason="The same", actor=actor)):
            self.proposal_is_over("taken_back")
            self.linked = set()

    @rule(name=st.sampled_from(["resident", "other_officer", "partner", "auditor"]))
    def a_stranger_changes_nothing(self, name: str) -> None:
        with pytest.raises(CommonbeatError):
            stages.take_back(self.case.pk, actor=getattr(self.cast, name))

    # --- what always holds ---------------------------------------------------------------------------------------------

    @invariant()
    def the_row_says_the_same(self) -> None:
        held = Case.objects.get(pk=self.case.pk)
        assert (held.state, held.proposed, held.decision) == (self.state, self.proposed, self.decision)
        assert held.proposed_by_id == (self.proposer.pk if self.proposer else None)
        assert held.reopenings == self.reopenings
        assert held.reports == len(self.linked) == held.links.filter(left_at=None).count()
        assert (held.state == "closed") == bool(held.decision)
        rows = StageMove.objects.filter(case=held).order_by("id").values_list("kind", "state")
        assert list(rows) == self.moves

    @invariant()
    def the_sheet_keeps_every_answer(self) -> None:
        numbers = Counter(SheetEntry.objects.filter(case=self.case).values_list("field", flat=True))
        assert numbers == +self.entries

    @invariant()
    def a_supervisors_clock_runs_just_while_something_is_proposed(self) -> None:
        running = Clock.objects.running().of(self.case)
        assert running.filter(rule__code="case-approve").exists() == bool(self.proposed)
        soonest = running.order_by("due_at").values_list("due_at", flat=True).first()
        assert Case.objects.get(pk=self.case.pk).due_at == soonest
        if self.state in {"closed", "merged"}:
            assert soonest is None

    @invariant()
    def every_change_has_one_event_and_events_only_append(self) -> None:
        rows = Event.objects.filter(subject_type="problems.case", subject_id=self.case.pk, name__startswith="problems.")
        events = list(rows.order_by("id"))
        assert Counter(event.name for event in events) == +self.counted
        assert all(content_hash(event) == event.content_hash for event in events)
        before, self.seen = self.seen, [(event.pk, event.name, event.content_hash) for event in events]
        assert self.seen[: len(before)] == before


@pytest.mark.command("problems.stage.propose", "problems.stage.approve", "problems.stage.refuse", "problems.stage.take_back")
@pytest.mark.command("problems.stage.back", "problems.case.reopen", "problems.case.merge", "problems.case.write")
@pytest.mark.command("problems.report.link", "problems.report.unlink", "problems.page.publish")
@pytest.mark.django_db
def test_whatever_people_do_the_case_holds(cast: Cast) -> None:
    machine = type("Machine", (CaseMachine,), {"cast": cast})
    run_state_machine_as_test(machine, settings=settings(stateful_step_count=18, max_examples=10))


@pytest.mark.long
@pytest.mark.django_db
def test_the_machine_for_longer() -> None:
    machine = type("Machine", (CaseMachine,), {"cast": build_cast()})
    run_state_machine_as_test(machine, settings=settings(settings.get_profile("long"), max_examples=200, stateful_step_count=60))
