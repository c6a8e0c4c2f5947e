"""The doors of the desk."""

from __future__ import annotations

from tests.house.doors import DESK, OF_NORTH, POST, Door, only

ACTS = ("acknowledge", "answer", "ask", "close", "reopen", "tell", "note", "assign", "refer", "categorise")

DOORS: dict[str, Door] = {
    "feedback:inbox": only(*DESK),
    "feedback:report": only(*OF_NORTH),
    "feedback:report-look": only(*DESK, gets=POST),
    **{f"feedback:report-{act}": only(*DESK, gets=POST) for act in ACTS},
    "feedback:inbox-new": only("officer", "other_officer", "supervisor"),
    "feedback:report-reprint": only(*DESK, gets=POST),
    "feedback:unsent-drop": only(*DESK, gets=POST),
    "clocks:clock-list": only(*DESK),
    "clocks:clock-detail": only(*OF_NORTH),
    **{f"clocks:clock-{act}": only(*DESK, gets=POST) for act in ("pause", "resume", "extend")},
}
