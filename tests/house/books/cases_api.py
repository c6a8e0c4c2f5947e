"""The doors of programs that work with cases: whoever is signed in may ask, and of a case sees only what the policy shows."""

from __future__ import annotations

from tests.house.doors import DESK, OF_NORTH, POST, UNSEEN, Door, everybody, programs, programs_of

ACTS = (
    "write", "frame", "kept-drop", "link", "unlink", "merge", "member-end", "propose", "take-back", "refuse", "approve", "back",
    "reopen", "publish", "hide",
)  # fmt: skip
DOORS: dict[str, Door] = {
    "problems-api:case-list": programs(),
    "problems-api:case-suggested": programs_of(*DESK),
    "problems-api:case-history": programs_of(*OF_NORTH),
    "problems-api:case-timeline": programs_of(*OF_NORTH),
    "problems-api:case-detail": programs_of(*OF_NORTH),
    "problems-api:case-kept": programs_of(*OF_NORTH),
    "problems-api:case-reports": programs_of(*OF_NORTH),
    "problems-api:case-remarks": programs_of(*OF_NORTH),
    "problems-api:case-members": programs_of(*OF_NORTH),
    "problems-api:part-list": programs_of(*OF_NORTH),
    "problems-api:part-detail": programs_of(*OF_NORTH),
    "problems-api:part-picture": programs(UNSEEN),
    "problems-api:part-remove": programs(POST),
    "problems-api:part-move": programs(POST),
    **{f"problems-api:case-{act}": programs(POST) for act in ACTS},
    "problems-api:page-list": everybody(),
    "problems-api:page-detail": everybody(),
    "problems-api:followed": programs(),
    "problems-api:page-follow": programs(POST),
    "problems-api:page-leave": programs(POST),
    "problems-api:page-remark": everybody(POST),
    "problems-api:technique-list": everybody(),
}
