"""The doors of pictures on the desk and for programs: whoever handles the report sees them, an analyst does not."""

from __future__ import annotations

from tests.house.doors import NO, POST, Door, everybody, only, programs_of

DOORS: dict[str, Door] = {
    "feedback:photo": only("analyst", gets=NO),  # there is no picture of that number
    "feedback:photo-remove": only("analyst", gets=NO),
    "feedback-api:track-photo": everybody(POST),
    "feedback-api:photo-list": programs_of("officer", "supervisor").but("analyst", gets=NO),
    "feedback-api:photo-detail": programs_of("analyst", gets=NO),
    "feedback-api:photo-remove": programs_of("officer", "supervisor", "analyst", "other_officer", gets=POST),
}
