"""The doors of incidents."""

from __future__ import annotations

from tests.house.doors import DESK, IN, NO, ON, POST, SET_UP, WRONG, Door, only, programs_of, set_up

DOORS: dict[str, Door] = {
    "problems:incidents": only(*DESK),
    "problems:incidents-download": only(*DESK, gets=POST),
    "problems:import-list": only("analyst", *SET_UP),
    "problems:import-new": only("analyst", *SET_UP),
    "problems:import-detail": only(*SET_UP),
    "problems:import-columns": only(*SET_UP, gets=ON),
    "problems:import-bad-rows": only(*SET_UP),
    **{f"problems:import-{act}": only("analyst", *SET_UP, gets=POST) for act in ("pause", "resume", "undo")},
    "problems-api:incident-list": programs_of(*DESK),
    "problems-api:incident-summary": programs_of(*DESK),
    "problems-api:import-list": programs_of("analyst", *SET_UP),
    "problems-api:import-detail": programs_of(*SET_UP),
    "problems-api:import-columns": programs_of(*SET_UP, gets=WRONG),
    **{f"problems-api:import-{act}": programs_of("analyst", *SET_UP, gets=POST) for act in ("pause", "resume", "undo")},
}
for row, add in (("problems_incidentsource", IN), ("problems_incidentimport", "on"), ("problems_technique", NO)):
    DOORS[f"admin:{row}_changelist"] = DOORS[f"admin:{row}_change"] = DOORS[f"admin:{row}_history"] = set_up()
    DOORS[f"admin:{row}_add"] = set_up(add)
    DOORS[f"admin:{row}_delete"] = set_up(NO)
