"""States and transitions as plain tables. One row draws the button, the API's ``available_actions``, the docs and the tests.

A workflow is data; ``check`` is the only engine. States are never deleted, only made unreachable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policing.errors import WrongState

Words = str | Promise
Guard = Callable[[Any], "Words | None"]

TONES = frozenset({"new", "wait", "go", "done", "stop", "mate", "none"})


class HasState(Protocol):
    """Anything that a workflow can move: a loaded row with its state."""

    state: str


@dataclass(frozen=True)
class State:
    """One state: its code, what staff call it, what the public reads, its tone of tag, and whether work is still open."""

    code: str
    label: Words
    public_label: Words
    tone: str
    is_open: bool = True

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"State {self.code}: no tone called {self.tone}")


@dataclass(frozen=True)
class Transition:
    """One way from some states to another.

    ``target`` None keeps the state. ``permission`` is what the policy asks for. ``requires`` names the inputs that the
    command demands (shown in docs and forms). ``guard`` is a pure function of the loaded row: a reason, or None. An ``inner``
    row is a step of other commands, which ask for the permission and emit the event: it has no button, neither of its own.
    ``keeps`` names the sources that stay as they are, though the others move on.
    """

    action: str
    sources: tuple[str, ...]
    target: str | None
    permission: str
    event: str
    label: Words
    public_label: Words = ""
    requires: tuple[str, ...] = ()
    guard: Guard | None = None
    inner: bool = False
    keeps: tuple[str, ...] = ()

    def after(self, state: str) -> str:
        """Give the state in which the action leaves what was in ``state``."""
        return state if self.target is None or state in self.keeps else self.target


@dataclass(frozen=True)
class Workflow:
    """A named table of states and transitions, registered when made."""

    name: str
    states: tuple[State, ...]
    initial: str
    transitions: tuple[Transition, ...]
    _by_action: dict[str, Transition] = field(init=False, default_factory=dict, compare=False, repr=False)
    _by_code: dict[str, State] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_code.update({state.code: state for state in self.states})
        self._by_action.update({row.action: row for row in self.transitions})
        self._refuse_odd_rows()
        _workflows[self.name] = self

    def _refuse_odd_rows(self) -> None:
        if len(self._by_code) != len(self.states) or len(self._by_action) != len(self.transitions):
            raise ValueError(f"Workflow {self.name}: a state or an action stands twice")
        named = {self.initial, *(code for row in self.transitions for code in row.sources)}
        named |= {row.target for row in self.transitions if row.target}
        if any(set(row.keeps) - set(row.sources) for row in self.transitions):
            raise ValueError(f"Workflow {self.name}: an action keeps a state that it does not start from")
        if unknown := named - set(self._by_code):
            raise ValueError(f"Workflow {self.name}: unknown states {sorted(unknown)}")

    def state(self, code: str) -> State:
        """Give the state of that code. Raises KeyError for a code that the table lacks."""
        return self._by_code[code]

    def transition(self, action: str) -> Transition:
        """Give the row of that action. Raises KeyError for an action that the table lacks."""
        return self._by_action[action]

    def open_states(self) -> tuple[str, ...]:
        """Give the codes of the states in which somebody still owes work."""
        return tuple(state.code for state in self.states if state.is_open)

    def choices(self) -> list[tuple[str, Words]]:
        """Give (code, staff label) pairs for a model field."""
        return [(state.code, state.label) for state in self.states]

    def refusal(self, obj: HasState, action: str) -> Words | None:
        """Give the reason why the action cannot be done to the row as it stands, or None where it can."""
        row = self._by_action[action]
        if obj.state not in row.sources:
            return _("This is “%(state)s” now, so that cannot be done.") % {"state": self._by_code[obj.state].label}
        return row.guard(obj) if row.guard else None

    def check(self, obj: HasState, action: str) -> Transition:
        """Give the transition row. Raises WrongState with the reason where the row's state or guard forbids it."""
        reason = self.refusal(obj, action)
        if reason is not None:
            raise WrongState(reason)
        return self._by_action[action]

    def possible(self, obj: HasState) -> Iterable[Transition]:
        """Give the rows that the state and the guards allow, in the table's order; rights are the policy's matter."""
        return (row for row in self.transitions if self.refusal(obj, row.action) is None)


_workflows: dict[str, Workflow] = {}


def all_workflows() -> tuple[Workflow, ...]:
    """Give every workflow of the house, by name."""
    return tuple(_workflows[name] for name in sorted(_workflows))
