"""The doors of the page of a case, and of each thing that is written there. The case of the stage lies in the north, in Scanning."""

from __future__ import annotations

from tests.house.doors import NO, OF_NORTH, POST, UNSEEN, WRONG, Door, only, people

CASES = only(*OF_NORTH)
DOORS: dict[str, Door] = {
    "problems:case": CASES,
    "problems:case-write": CASES,
    "problems:case-kept-drop": people(POST),
    "problems:case-frame": CASES,
    "problems:case-history": CASES,
    "problems:part-list": CASES,
    "problems:part-new": CASES,
    "problems:part-change": CASES,
    "problems:part-remove": CASES,
    "problems:part-move": CASES,
    "problems:part-picture": people(UNSEEN),
    "problems:case-propose": CASES,
    "problems:case-take-back": people(POST),
    "problems:case-approve": only("officer", "analyst", gets=NO).but("supervisor", gets=WRONG),
    "problems:case-refuse": only("officer", "analyst", gets=NO).but("supervisor", gets=WRONG),
    "problems:case-back": only(*OF_NORTH, gets=WRONG),
    "problems:case-reopen": only(*OF_NORTH, gets=WRONG),
    "problems:techniques": people(),
}
