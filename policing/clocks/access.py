"""Who may see and move a clock: staff by the area or the team of what it runs for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from policing.access import Policy


class ClockPolicy(Policy):
    """A clock is seen by who works on the reports of its area or team, and moved by who may extend clocks there."""

    actions: ClassVar[Mapping[str, str]] = {
        "view": "reports.view",
        "pause": "clocks.extend",
        "resume": "clocks.extend",
        "extend": "clocks.extend",
    }
