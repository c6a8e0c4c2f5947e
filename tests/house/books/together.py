"""The doors of what looks alike."""

from __future__ import annotations

from tests.house.doors import DESK, OF_NORTH, POST, Door, only, programs_of

DOORS: dict[str, Door] = {
    "feedback:report-alike": only(*OF_NORTH),
    "feedback-api:report-alike": programs_of(*OF_NORTH),
    **{f"feedback:report-{act}": only(*DESK, gets=POST) for act in ("merge", "split", "not-same")},
    **{f"feedback-api:report-{act}": programs_of(*DESK, gets=POST) for act in ("merge", "split", "not-same")},
}
