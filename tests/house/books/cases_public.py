"""The doors of what residents read of a case, and of what the team shows of it."""

from __future__ import annotations

from tests.house.doors import IN, NO, POST, SIGN_IN, UNSEEN, Door, everybody, people

DOORS: dict[str, Door] = {
    "problems:page-list": everybody(),
    "problems:page": everybody(),
    "problems:page-heard": everybody(),
    "problems:page-heard-now": everybody(),
    "problems:page-remark": everybody(POST),
    "problems:page-follow": people(POST),
    "problems:page-leave": people(POST),
    "problems:followed": people(),
    "problems:case-publish": Door(SIGN_IN, UNSEEN, ("officer", "supervisor"), IN, ("analyst",), NO),
    "problems:case-hide": people(POST),
    "problems:case-remarks": Door(SIGN_IN, UNSEEN, ("officer", "supervisor", "analyst"), IN),
}
