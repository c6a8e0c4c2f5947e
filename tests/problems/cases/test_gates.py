"""Every gate of the table both ways: closed by what is missing, open with it; and what stands between two stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from problems import gates, sheet
from problems.gates import GATES, Answer, Facts, Planned
from problems.workflow import STAGES

WHOLE = Planned(True, True, True, True, True, "done")
SAID: Mapping[str, Answer] = {
    one.code: Answer(one.choices[0][0] if one.choices else "", "As we found it.") for one in sheet.FIELDS
}
FULL = Facts(
    sheet=SAID, sources=frozenset({"community", "data"}), hypotheses=1, objectives=1, actions=(WHOLE,),
    uses=frozenset({"problem", "comparison"}), has_baseline=True, has_after=True,
)  # fmt: skip


def without(*codes: str) -> Facts:
    """Give full facts of which some answers of the sheet are missing."""
    return replace(FULL, sheet={code: answer for code, answer in SAID.items() if code not in codes})


def chosen(code: str, choice: str) -> Facts:
    """Give full facts with something else chosen under a field."""
    return replace(FULL, sheet={**SAID, code: Answer(choice, "As we found it.")})


def silent(code: str) -> Facts:
    """Give full facts with a choice under a field, and nothing but space for words."""
    return replace(FULL, sheet={**SAID, code: Answer(SAID[code].choice, "  ")})


def of_action(**lacks: Any) -> Facts:
    """Give full facts with one action that is not whole."""
    return replace(FULL, actions=(WHOLE, replace(WHOLE, **lacks)))


# for each gate: facts in which it is not met, though everything else is
SHUT: dict[str, list[Facts]] = {
    "cheers": [*(chosen(one.code, "no") for one in sheet.CHEERS), silent("cheers_harm"), chosen("cheers_events", "unknown")],
    "community": [replace(FULL, sources=frozenset({"data"}))],
    "data": [replace(FULL, sources=frozenset({"community", "partner"}))],
    "sponsor": [without("sponsor"), silent("sponsor")],
    "purpose": [without("purpose")],
    "verdict": [chosen("verdict", "service"), chosen("verdict", "more"), without("verdict")],
    "statement": [without("statement")],
    "five_w": [without(one.code) for one in sheet.FIVE_W],
    "triangle": [*(without(one.code) for one in sheet.TRIANGLE), silent("triangle_handler"), chosen("triangle_place", "")],
    "hypothesis": [replace(FULL, hypotheses=0)],
    "place": [replace(FULL, uses=frozenset({"comparison"}))],
    "baseline": [replace(FULL, has_baseline=False), without("baseline")],
    "inventory": [without("inventory")],
    "concentration": [without("concentration")],
    "residents_view": [without("residents_view")],
    "objective": [replace(FULL, objectives=0)],
    "action": [],
    "whole": [
        of_action(**{name: False}) for name in ("has_owner", "has_date", "has_technique", "has_hypothesis", "has_objective")
    ],
    "fairness": [without("fairness")],
    "done": [replace(FULL, actions=(replace(WHOLE, state="going"),))],
    "process": [without("process"), silent("process")],
    "after": [replace(FULL, has_after=False)],
    "comparison": [replace(FULL, uses=frozenset({"problem"}), sheet={k: v for k, v in SAID.items() if k != "no_comparison"})],
    "displacement": [without("displacement")],
    "outcome": [without("outcome")],
    "residents_after": [without("residents_after"), silent("residents_after")],
    "upkeep": [without("upkeep")],
}


def shut(facts: Facts) -> set[str]:
    """Give the gates that are not met."""
    return {gate.code for gate in GATES if not gate.is_met(facts)}


def test_the_table_of_this_test_is_whole() -> None:
    assert set(SHUT) == {gate.code for gate in GATES}


def test_with_everything_there_every_gate_is_open() -> None:
    assert shut(FULL) == set()


def test_with_nothing_there_every_gate_is_shut() -> None:
    assert shut(Facts()) == {gate.code for gate in GATES}


@pytest.mark.parametrize(("code", "facts"), [(code, facts) for code, rows in SHUT.items() for facts in rows])
def test_what_is_missing_shuts_its_own_gate_and_no_other(code: str, facts: Facts) -> None:
    assert shut(facts) == {code}


def test_no_action_shuts_all_that_asks_for_one() -> None:
    assert shut(replace(FULL, actions=())) == {"action", "whole", "done"}
    assert shut(replace(FULL, actions=(replace(WHOLE, state="dropped"),))) == {"action", "whole", "done"}


def test_a_dropped_action_is_asked_nothing() -> None:
    assert shut(replace(FULL, actions=(WHOLE, Planned(False, False, False, False, False, "dropped")))) == set()


def test_a_reason_stands_for_a_comparison() -> None:
    assert shut(replace(FULL, uses=frozenset({"problem"}))) == set()


@pytest.mark.parametrize("before", STAGES)
@pytest.mark.parametrize("after", [*STAGES[1:], "closed"])
def test_between_two_stages_stand_the_gates_of_each_stage_left(before: str, after: str) -> None:
    first = STAGES.index(before)
    last = len(STAGES) if after == "closed" else STAGES.index(after)
    expected = [gate.code for gate in GATES if first <= STAGES.index(gate.stage) < last]
    assert [gate.code for gate in gates.unmet(Facts(), before, after)] == expected
    assert gates.unmet(FULL, before, after) == ()


def test_each_gate_says_what_it_asks_and_where_it_is_met() -> None:
    assert all(str(gate.label) and gate.anchor and gate.stage in STAGES for gate in GATES)
    assert len({str(gate.label) for gate in GATES}) == len(GATES)


def test_the_outcome_waits_for_the_process() -> None:
    assert gates.refuses_outcome(Facts())
    assert gates.refuses_outcome(silent("process"))
    assert not gates.refuses_outcome(FULL)


# for each gate that asks for several things: what lacks, and the place on the page where that very thing is met
PLACES: list[tuple[str, Facts, str]] = [
    ("cheers", without("cheers_events", "cheers_similarity"), "cheers-events"),
    ("cheers", chosen("cheers_harm", "no"), "cheers-harm"),
    ("five_w", without("w_when"), "w-when"),
    ("triangle", without("triangle_guardian"), "triangle-guardian"),
    ("baseline", replace(FULL, has_baseline=False), "frame"),
    ("baseline", without("baseline"), "baseline"),
    ("comparison", replace(without("no_comparison"), uses=frozenset({"problem"})), "place"),
]


@pytest.mark.parametrize(("code", "facts", "place"), PLACES, ids=[f"{code}-{place}" for code, _facts, place in PLACES])
def test_a_gate_leads_to_the_very_thing_that_lacks(code: str, facts: Facts, place: str) -> None:
    gate = gates.BY_CODE[code]
    assert not gate.is_met(facts)
    assert gate.where(facts) == place
