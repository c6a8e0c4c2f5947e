"""What a reviewer does: each command works, emits once, is denied to everybody else, and is harmless twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from feedback.conduct.workflow import CONDUCT
from feedback.models import Conduct, ConductNote, Praise
from policing import timekeeping
from policing.accounts.models import User
from policing.clocks.models import Clock
from policing.errors import BadInput, StaleVersion, Unseen, WrongState
from policing.privacy.receipts import new_token
from tests.feedback.conduct.tools import COMMANDS, GIVEN, PATHS, about, do, events_of, reach, speak, tell
from tests.people import Cast

pytestmark = pytest.mark.django_db
SAYS = ("ask", "answer", "close", "pass_on")
NAMES = {row.action: row.event for row in CONDUCT.transitions}


@pytest.mark.command("feedback.conduct.acknowledge")
@pytest.mark.command("feedback.conduct.begin")
@pytest.mark.command("feedback.conduct.sort")
@pytest.mark.command("feedback.conduct.ask")
@pytest.mark.command("feedback.conduct.answer")
@pytest.mark.command("feedback.conduct.note")
@pytest.mark.command("feedback.conduct.close")
@pytest.mark.command("feedback.conduct.pass_on")
@pytest.mark.command("feedback.conduct.match")
@pytest.mark.command("feedback.conduct.assign")
@pytest.mark.parametrize("action", sorted(COMMANDS))
def test_each_command(cast: Cast, reviewer: User, other_reviewer: User, action: str) -> None:
    row = CONDUCT.transition(action)
    more = {"person": other_reviewer.pseudonym} if action == "assign" else {}
    for state in PATHS:
        conduct = reach(tell().conduct, state, reviewer)
        before = len(events_of(conduct))
        for name, who in cast:
            if name != "oversight_reviewer" and isinstance(who, User):
                with pytest.raises(Unseen):
                    do(conduct, action, who, **more)
        if state not in row.sources:
            with pytest.raises(WrongState):
                do(conduct, action, reviewer, **more)
            continue
        if action != "note":
            with pytest.raises(StaleVersion):
                do(conduct, action, reviewer, version=conduct.version + 1, **more)
        assert len(events_of(conduct)) == before
        after = do(conduct, action, reviewer, **more, **({} if action == "note" else {"version": conduct.version}))
        (event,) = events_of(conduct)[before:]
        assert (event.name, event.actor, event.area_path, event.team_id) == (row.event, reviewer.pseudonym, "", None)
        assert (after.state, after.version) == (row.target or state, conduct.version + 1)


@pytest.mark.parametrize("action", ["match", "assign", "sort"])
def test_the_same_again_changes_nothing(cast: Cast, reviewer: User, action: str) -> None:
    conduct = tell().conduct
    once = do(conduct, action, reviewer)
    again = do(conduct, action, reviewer)
    assert (again.version, len(events_of(conduct))) == (once.version, 2)


@pytest.mark.parametrize("action", SAYS)
def test_nothing_is_said_without_words(cast: Cast, reviewer: User, action: str) -> None:
    conduct = tell().conduct
    for words in ("  ", "a" * 8001):
        with pytest.raises(BadInput) as refused:
            do(conduct, action, reviewer, words=words)
        assert set(refused.value.fields) == {"words"}
    assert Conduct.objects.get().version == 1


def test_a_note_sent_twice_is_one(cast: Cast, reviewer: User) -> None:
    conduct, token = tell().conduct, new_token()
    for _time in range(2):
        do(conduct, "note", reviewer, token=token)
    assert (ConductNote.objects.count(), len(events_of(conduct, "noted"))) == (1, 1)
    with pytest.raises(BadInput):
        do(conduct, "note", reviewer, token=token, words="Other words.")


def test_the_clocks(cast: Cast, reviewer: User) -> None:
    def running(conduct: Conduct) -> set[str]:
        return set(Clock.objects.running().of(conduct).values_list("rule__code", flat=True))

    conduct = tell().conduct
    do(conduct, "ask", reviewer)
    assert running(conduct) == {"conduct-answer"}
    now = timekeeping.now() + timedelta(days=3)
    answered = do(conduct, "answer", reviewer, now=now)
    assert running(conduct) == {"conduct-update"}
    assert answered.due_at == now + timedelta(days=28)
    later = do(conduct, "answer", reviewer, now=now + timedelta(days=20))
    assert later.due_at == now + timedelta(days=48)
    closed = do(conduct, "close", reviewer)
    assert (running(conduct), closed.due_at) == (set(), None)
    contested = speak(conduct, "contest")
    assert (running(conduct), contested.contests) == ({"conduct-contest"}, 1)
    assert (contested.outcome, contested.closed_at) == ("", None)
    assert speak(conduct, "withdraw").due_at is None
    assert not Clock.objects.open().of(conduct).exists()


def test_who_begins_has_it(cast: Cast, reviewer: User) -> None:
    conduct = reach(tell().conduct, "looking", reviewer)
    assert conduct.assignee == reviewer


def test_what_nobody_sorted_is_not_finished(cast: Cast, reviewer: User) -> None:
    conduct = tell(kind="unsure").conduct
    for action in ("close", "pass_on"):
        with pytest.raises(BadInput) as refused:
            do(conduct, action, reviewer)
        assert set(refused.value.fields) == {"outcome"}
    with pytest.raises(BadInput):
        do(conduct, "sort", reviewer, kind="unsure")
    do(conduct, "sort", reviewer)
    assert do(conduct, "close", reviewer).outcome == "apologised"


@pytest.mark.parametrize("outcome", ["", "independent", "forgotten"])
def test_an_outcome_is_needed_and_passing_on_is_a_step_of_its_own(cast: Cast, reviewer: User, outcome: str) -> None:
    with pytest.raises(BadInput) as refused:
        do(tell().conduct, "close", reviewer, outcome=outcome)
    assert set(refused.value.fields) == {"outcome"}
    assert do(tell().conduct, "pass_on", reviewer).outcome == "independent"


THANKS: dict[str, Any] = {"kind": "thanks", "words": "She waited with my son. Zuleika"}


def test_thanks_reach_the_team_only_with_the_tick(cast: Cast, reviewer: User) -> None:
    for kind, ticked in (("thanks", False), ("complaint", False)):
        conduct = tell(kind=kind, may_share=ticked).conduct
        with pytest.raises(BadInput) as refused:
            do(conduct, "close", reviewer, outcome="thanked", shared_words="She waited with my son.")
        assert set(refused.value.fields) == {"shared_words"}
    conduct = tell(**THANKS, may_share=True).conduct
    about(conduct, reviewer, cast.officer)
    closed = do(conduct, "close", reviewer, outcome="thanked", shared_words="She waited with my son.")
    assert Praise.objects.get().words == "She waited with my son."
    assert events_of(closed, "closed")[0].payload["praise"] == Praise.objects.get().pk


def test_thanks_without_words_to_share_share_nothing(cast: Cast, reviewer: User) -> None:
    do(tell(**THANKS, may_share=True).conduct, "close", reviewer, outcome="thanked")
    assert not Praise.objects.exists()


def test_what_stops_being_thanks_stops_being_shared(cast: Cast, reviewer: User) -> None:
    conduct = tell(**THANKS, may_share=True).conduct
    do(conduct, "sort", reviewer, kind="complaint")
    assert not do(conduct, "sort", reviewer, kind="thanks").may_share


def test_every_command_has_a_place_in_these_tests() -> None:
    assert set(COMMANDS) | {"reply", "contest", "withdraw"} == set(NAMES)
    assert set(GIVEN) | {"assign"} == set(COMMANDS)
    assert set(PATHS) == {state.code for state in CONDUCT.states}
