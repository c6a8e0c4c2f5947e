"""Waiting for other processes."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(condition: Callable[[], bool], patience: float = 20.0) -> None:
    """Return when the condition holds; fail after ``patience`` seconds."""
    until = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.02)
