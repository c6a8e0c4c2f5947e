"""What the app keeps: incidents from the agency's own records, their imports and counts; cases, what they consist of, and their people."""

from __future__ import annotations

from problems.models.case import Case, KeptText, SheetEntry, StageMove
from problems.models.incident import BadRow, Incident, IncidentImport, IncidentSource, Replaced
from problems.models.parts import (
    Action,
    CaseDecision,
    CaseFile,
    CaseNote,
    CasePlace,
    Evidence,
    Hypothesis,
    Objective,
    Part,
    Task,
    Technique,
)
from problems.models.people import CasePage, CaseReport, Figures, Follow, Member, Remark, Told
from problems.models.rollup import CellCount, HourCount, MonthCount

__all__ = [
    "Action",
    "BadRow",
    "Case",
    "CaseDecision",
    "CaseFile",
    "CaseNote",
    "CasePage",
    "CasePlace",
    "CaseReport",
    "CellCount",
    "Evidence",
    "Figures",
    "Follow",
    "HourCount",
    "Hypothesis",
    "Incident",
    "IncidentImport",
    "IncidentSource",
    "KeptText",
    "Member",
    "MonthCount",
    "Objective",
    "Part",
    "Remark",
    "Replaced",
    "SheetEntry",
    "StageMove",
    "Task",
    "Technique",
    "Told",
]
