"""Who wants to hear of an event: handlers by name, registered when apps are ready and run by the relay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from policing.events.models import Event

Handler = Callable[[Event], None]
EVERY_EVENT = "*"


@dataclass(frozen=True)
class Registered:
    """A handler: the event it waits for (``*`` for every one), its own name, and the function."""

    event_name: str
    name: str
    run: Handler


_handlers: dict[str, Registered] = {}


def register_handler(event_name: str, handler_name: str, fn: Handler) -> None:
    """Let ``fn`` run for each event of that name, or of every name (``*``), after the event is committed.

    A handler runs inside the relay's transaction, in a savepoint of its own. It does database work only, may run again
    after a failure, and its name is remembered in the outbox row once it is through: names must never change.
    Raises ValueError for a name used twice.
    """
    if handler_name in _handlers:
        raise ValueError(f"Two handlers are called {handler_name}")
    _handlers[handler_name] = Registered(event_name, handler_name, fn)


def unregister_handler(handler_name: str) -> None:
    """Take a handler out again (tests). Raises KeyError where there is none of that name."""
    del _handlers[handler_name]


def handlers_for(event_name: str) -> tuple[Registered, ...]:
    """Give the handlers that wait for an event of that name, by their own names."""
    wanted = (row for row in _handlers.values() if row.event_name in (EVERY_EVENT, event_name))
    return tuple(sorted(wanted, key=lambda row: row.name))


def all_handlers() -> tuple[Registered, ...]:
    """Give every handler, by name."""
    return tuple(_handlers[name] for name in sorted(_handlers))
