"""The doors of programs."""

from __future__ import annotations

from tests.house.doors import DESK, IN, ODD, OF_NORTH, POST, SET_UP, UNSEEN, Door, everybody, programs, programs_of

DOORS: dict[str, Door] = {
    "schema": everybody(),
    "api-docs": everybody(),
    "feedback-api:category-list": everybody(),
    "feedback-api:report-list": Door(UNSEEN, UNSEEN, DESK, IN),
    "feedback-api:report-detail": programs_of(*OF_NORTH),
    **{
        f"feedback-api:report-{act}": programs_of(*DESK, gets=POST) for act in ("acknowledge", "answer", "ask", "close", "reopen")
    },
    "feedback-api:report-look": programs_of(*DESK, gets=POST),
    "feedback-api:track": everybody(POST),
    "feedback-api:track-reply": everybody(POST),
    "feedback-api:track-contest": everybody(POST),
    "feedback-api:track-rate": everybody(POST),
    "feedback-api:track-renew": everybody(POST),
    "feedback-api:rating-item-list": everybody(),
    "feedback-api:track-withdraw": everybody(POST),
    "areas-api:agency": everybody(),
    "areas-api:area-list": everybody(),
    "areas-api:area-detail": everybody(),
    "areas-api:area-locate": everybody(ODD),
    "areas-api:area-retire": programs_of(*SET_UP, gets=POST),
    "areas-api:area-restore": programs_of(*SET_UP, gets=POST),
    "areas-api:place-list": everybody(),
    "clocks-api:clock-list": programs_of(*DESK),
    "clocks-api:clock-detail": programs_of(*OF_NORTH),
    **{f"clocks-api:clock-{act}": programs_of(*DESK, gets=POST) for act in ("pause", "resume", "extend")},
    "accounts-api:me": programs(),
    "accounts-api:session-list": programs(),
    "accounts-api:session-end": programs(POST),
    "accounts-api:token-list": programs(),
    "accounts-api:token-revoke": programs(POST),
    "accounts-api:team-list": everybody(),
    "accounts-api:person-list": programs_of(*SET_UP),
    "accounts-api:person-deactivate": programs_of(*SET_UP, gets=POST),
    "accounts-api:person-reactivate": programs_of(*SET_UP, gets=POST),
    "accounts-api:membership-list": programs_of(*SET_UP),
    "accounts-api:membership-end": programs_of(*SET_UP, gets=POST),
    "accounts-api:rolegrant-list": programs_of(*SET_UP),
    "accounts-api:rolegrant-end": programs_of(*SET_UP, gets=POST),
    "notifications-api:list": programs(),
    "notifications-api:preferences": programs(),
    "notifications-api:read": programs(POST),
    "notifications-api:read-all": programs(POST),
}
