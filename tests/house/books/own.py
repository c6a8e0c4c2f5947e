"""The doors of one's own things."""

from __future__ import annotations

from tests.house.doors import POST, SET_UP, Door, everybody, only, people, programs, programs_of

DOORS: dict[str, Door] = {
    "notifications:list": people(),
    "notifications:preferences": people(),
    "notifications:read": people(POST),
    "notifications:read-all": people(POST),
    "accounts:account": people(),
    "accounts:export": people(),
    "accounts:delete": people(),
    "accounts:deleted": everybody(),
    "accounts:sessions": people(),
    "accounts:sessions-end": people(POST),
    "accounts:session-end": people(POST),
    "accounts:tokens": people(),
    "accounts:token-revoke": only("officer", *SET_UP),
    "feedback-api:own-detail": programs_of("resident"),
    **{f"feedback-api:own-{act}": programs(POST) for act in ("reply", "contest", "withdraw", "rate")},
}
