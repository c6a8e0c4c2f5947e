"""The doors of the desk."""

from __future__ import annotations

from tests.house.doors import DESK, OF_NORTH, POST, Door, only

DOORS: dict[str, Door] = {
    "feedback:inbox": only(*DESK),
    "feedback:report": only(*OF_NORTH),
    "feedback:report-look": only(*DESK, gets=POST),
    **{f"feedback:report-{act}": only(*DESK, gets=POST) for act in ("acknowledge", "answer", "ask", "close", "reopen")},
    "clocks:clock-list": only(*DESK),
    "clocks:clock-detail": only(*OF_NORTH),
    **{f"clocks:clock-{act}": only(*DESK, gets=POST) for act in ("pause", "resume", "extend")},
}
