"""The doors of what is kept and for how long, of disposal, and of holds."""

from __future__ import annotations

from tests.house.doors import IN, NO, POST, SET_UP, Door, everybody, only, programs_of, set_up

HOLDERS = ("auditor", "administrator")
RULE = "admin:privacy_retentionrule"

DOORS: dict[str, Door] = {
    "privacy:rights": everybody(),
    "privacy:retention": only(*HOLDERS),
    "privacy:hold-list": only(*HOLDERS),
    "privacy:hold-place": only(*HOLDERS, gets=POST),
    "privacy:hold": only(*HOLDERS),
    "privacy:hold-release": only(*HOLDERS, gets=POST),
    "privacy-api:rights": everybody(),
    "privacy-api:retention-list": programs_of(*HOLDERS),
    "privacy-api:retention-change": programs_of(*SET_UP, gets=POST),
    "privacy-api:hold-list": programs_of(*HOLDERS),
    "privacy-api:hold-detail": programs_of(*HOLDERS),
    "privacy-api:hold-release": programs_of(*HOLDERS, gets=POST),
    **{f"{RULE}_{page}": set_up(IN) for page in ("changelist", "change", "history")},
    **{f"{RULE}_{page}": set_up(NO) for page in ("add", "delete")},
}
