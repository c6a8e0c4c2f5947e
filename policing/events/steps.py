"""Named points between two steps of the outbox, where a test may let the process die. In production they do nothing."""

from __future__ import annotations

from collections.abc import Callable


class Watch:
    """Whoever watches the steps: nobody, unless a test does (see ``policing.events.testing``)."""

    callback: Callable[[str], None] | None = None


def step(name: str) -> None:
    """Pass the point called ``name``."""
    if Watch.callback is not None:
        Watch.callback(name)
