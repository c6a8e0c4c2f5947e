"""The table of states is data; its engine refuses what the table does not hold."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from policing import workflow
from policing.errors import WrongState
from policing.workflow import State, Transition, Workflow


@pytest.fixture(autouse=True)
def _a_register_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep these tables out of the house's own register."""
    monkeypatch.setattr(workflow, "_workflows", {})


@dataclass
class Thing:
    """Something with a state."""

    state: str
    ready: bool = True


def not_ready(one: Thing) -> str | None:
    """Give the reason why a thing cannot be shut yet."""
    return None if one.ready else "Not ready."


def table(name: str, **odd: object) -> Workflow:
    """Make a small table."""
    facts: dict[str, object] = {
        "name": name,
        "initial": "open",
        "states": (State("open", "Open", "Open", "new"), State("shut", "Shut", "Shut", "done", is_open=False)),
        "transitions": (
            Transition(
                "shut",
                ("open",),
                "shut",
                "things.shut",
                "things.shut",
                "Shut",
                guard=lambda one: None if one.ready else "Not ready.",
            ),
            Transition("note", ("open", "shut"), None, "things.note", "things.noted", "Note"),
        ),
    }
    return Workflow(**(facts | odd))  # type: ignore[arg-type]


def test_a_transition_passes_from_its_sources_only() -> None:
    flow = table("test-sources")
    assert flow.check(Thing("open"), "shut").target == "shut"
    with pytest.raises(WrongState):
        flow.check(Thing("shut"), "shut")


def test_a_guard_gives_its_reason() -> None:
    with pytest.raises(WrongState, match=r"^Not ready\.$"):
        table("test-guard").check(Thing("open", ready=False), "shut")


def test_what_is_possible_follows_state_and_guard() -> None:
    flow = table("test-possible")
    assert [row.action for row in flow.possible(Thing("open"))] == ["shut", "note"]
    assert [row.action for row in flow.possible(Thing("open", ready=False))] == ["note"]
    assert flow.open_states() == ("open",)


@pytest.mark.parametrize(
    "odd",
    [
        {"initial": "nowhere"},
        {"transitions": (Transition("go", ("open",), "nowhere", "p", "e", "Go"),)},
        {"states": (State("open", "Open", "Open", "new"), State("open", "Open", "Open", "new"))},
    ],
)
def test_an_odd_table_is_refused(odd: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Workflow test-odd"):
        table("test-odd", **odd)


def test_a_tone_that_the_design_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="no tone called purple"):
        State("open", "Open", "Open", "purple")
