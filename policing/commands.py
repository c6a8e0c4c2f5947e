"""The list of every command: one way to change anything, and where a person, a program and a test reach it.

``docs/commands.md`` is generated from this list; a command without a page, an API route or a test fails ``make check``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Command:
    """One command: its dotted name, URL name of its page, URL name of its API route, and the function's place."""

    name: str
    page: str
    api: str
    function: str
    summary: str


_commands: dict[str, Command] = {}


def command(*, name: str, page: str, api: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Record a function as a command. Raises ValueError for a name used twice or a missing docstring."""

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        if name in _commands:
            raise ValueError(f"Two commands are called {name}")
        if not function.__doc__:
            raise ValueError(f"The command {name} has no docstring")
        place = f"{function.__module__}.{function.__qualname__}"
        _commands[name] = Command(name, page, api, place, function.__doc__.strip().split("\n")[0])
        return function

    return mark


def all_commands() -> tuple[Command, ...]:
    """Give every recorded command, by name."""
    return tuple(_commands[name] for name in sorted(_commands))
