"""How long to wait before the next try: longer each time, and never in step with others."""

from __future__ import annotations

import random
from datetime import timedelta

FIRST_SECONDS = 10.0
MOST_SECONDS = 6 * 3600.0


def pause(attempts: int, *, first: float = FIRST_SECONDS, most: float = MOST_SECONDS) -> timedelta:
    """Give the wait after so many tries (1, 2, …): doubled each time up to ``most`` seconds, then spread by a quarter."""
    seconds = min(most, first * 2 ** max(0, attempts - 1))
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 - spreads load, guards nothing
