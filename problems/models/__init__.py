"""What the app keeps: incidents from the agency's own records, the imports that brought them, and their counts."""

from __future__ import annotations

from problems.models.incident import BadRow, Incident, IncidentImport, IncidentSource
from problems.models.rollup import CellCount, HourCount, MonthCount

__all__ = ["BadRow", "CellCount", "HourCount", "Incident", "IncidentImport", "IncidentSource", "MonthCount"]
