"""The doors of the list of cases, of opening one, and of its people and reports."""

from __future__ import annotations

from tests.house.doors import DESK, OF_NORTH, POST, Door, only, people, programs

DOORS: dict[str, Door] = {
    "problems:case-list": people(),
    "problems:case-new": only(*DESK),
    "problems:case-suggested": only(*DESK),
    "problems:case-pick": only(*DESK, gets=POST),
    "problems:case-add": only(*DESK),
    "problems:case-reports": only(*OF_NORTH),
    "problems:case-link": people(POST),
    "problems:case-unlink": people(POST),
    "problems:case-merge": only(*OF_NORTH),
    "problems:case-export": people(POST),
    "problems:case-team": only(*OF_NORTH),
    "problems:case-member-end": people(POST),
    "problems-api:case-export": programs(POST),
}
