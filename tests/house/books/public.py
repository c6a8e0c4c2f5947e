"""The doors of what is published, and of redacting and publishing."""

from __future__ import annotations

from tests.house.doors import POST, Door, everybody, only, people, programs, programs_of

PUBLISHERS = ("officer", "other_officer", "supervisor")
DOORS: dict[str, Door] = {
    "feedback:public-list": everybody(),
    "feedback:public-feed": everybody(),
    "feedback:public-report": everybody(),
    "feedback:public-join": people(POST),
    "feedback:public-leave": people(POST),
    **{f"feedback:report-{act}": only("officer", "supervisor") for act in ("redact", "publish")},
    "feedback:report-original": only("officer", "supervisor"),
    **{f"feedback:report-{act}": only(*PUBLISHERS, gets=POST) for act in ("check-copy", "hide")},
    "feedback-api:map-cells": everybody(),
    "feedback-api:publication-list": everybody(),
    "feedback-api:publication-detail": everybody(),
    "feedback-api:publication-join": programs(POST),
    "feedback-api:publication-leave": programs(POST),
    "feedback-api:publication-hide": programs_of(*PUBLISHERS, gets=POST),
    **{
        f"feedback-api:report-{act}": programs_of(*PUBLISHERS, gets=POST)
        for act in ("redact", "check-copy", "original", "publish")
    },
}
