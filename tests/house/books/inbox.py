"""The doors of the inbox and its tools."""

from __future__ import annotations

from tests.house.doors import DESK, POST, Door, only, programs_of

HANDLERS = ("officer", "other_officer", "supervisor")

DOORS: dict[str, Door] = {
    "feedback:inbox-keys": only(*DESK, gets=POST),
    "feedback:inbox-bulk": only(*HANDLERS, gets=POST),
    "feedback:inbox-undo": only(*HANDLERS, gets=POST),
    "feedback:filter-save": only(*DESK, gets=POST),
    "feedback:filter-delete": only(*DESK, gets=POST),
    "feedback-api:bulk-acknowledge": programs_of(*HANDLERS, gets=POST),
    "feedback-api:bulk-assign": programs_of(*HANDLERS, gets=POST),
    "feedback-api:bulk-merge": programs_of(*HANDLERS, gets=POST),
    "feedback-api:bulk-undo": programs_of(*HANDLERS, gets=POST),
    "feedback-api:filter-list": programs_of(*DESK),
    "feedback-api:filter-delete": programs_of(*DESK, gets=POST),
}
