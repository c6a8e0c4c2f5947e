"""The doors of a resident reports, and follows the report."""

from __future__ import annotations

from tests.house.doors import ON, POST, UNSEEN, WRONG, Door, everybody, only, people

DOORS: dict[str, Door] = {
    "feedback:report-start": everybody(),
    "feedback:report-danger": everybody(),
    "feedback:report-what": everybody(ON),
    "feedback:report-advice": everybody(ON),
    "feedback:report-where": everybody(ON),
    "feedback:report-where-map": everybody(UNSEEN),
    "feedback:report-where-near": everybody(POST),
    "feedback:report-details": everybody(ON),
    "feedback:report-again": everybody(ON),
    "feedback:report-you": everybody(ON),
    "feedback:report-reach": everybody(ON),
    "feedback:report-others": everybody(ON),
    "feedback:report-check": everybody(ON),
    "feedback:report-stop": everybody(POST),
    "feedback:track": everybody(),
    "feedback:track-report": everybody(ON),
    "feedback:track-reply": everybody(POST),
    "feedback:track-contest": everybody(POST),
    "feedback:track-leave": everybody(POST),
    "feedback:track-withdraw": everybody(UNSEEN),
    "feedback:track-rate": everybody(UNSEEN),
    "feedback:track-renew": everybody(UNSEEN),
    "feedback:track-send": everybody(),
    "feedback:track-asked": everybody(),
    "feedback:track-open": everybody(),
    "feedback:track-save": everybody(POST),
    "feedback:mine": people(),
    "feedback:own": only("resident"),
    "feedback:own-reply": people(POST),
    "feedback:own-contest": people(POST),
    "feedback:own-withdraw": only("resident"),
    "feedback:own-rate": only("resident", gets=WRONG),
    "feedback:own-save": people(POST),
}
