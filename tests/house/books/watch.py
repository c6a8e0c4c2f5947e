"""The doors of the supervisor's and the analyst's view."""

from __future__ import annotations

from tests.house.doors import POST, Door, only, programs_of

DOORS: dict[str, Door] = {
    "feedback:teams": only("supervisor"),
    "feedback:analysis": only("supervisor", "analyst"),
    "feedback:analysis-export": only("supervisor", "analyst", gets=POST),
    "feedback-api:watch": programs_of("supervisor"),
    "feedback-api:analysis": programs_of("supervisor", "analyst"),
    "feedback-api:analysis-export": programs_of("supervisor", "analyst", gets=POST),
}
