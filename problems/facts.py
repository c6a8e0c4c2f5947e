"""Reading what the gates ask of a case: its sheet as it stands now, and its parts, in few queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from policing.prepared import PreparedRows
from problems.gates import BY_CODE, Answer, Facts, Planned
from problems.models import Action, Case, SheetEntry

SHEET = PreparedRows(
    lambda case_id: SheetEntry.objects.filter(case=case_id).order_by("field", "-number").distinct("field").select_related("by")
)


def sheet_of(case: Case) -> dict[str, SheetEntry]:
    """Give the newest entry of each field of a case's sheet, with who wrote it. One query."""
    return {row.field: row for row in SHEET.ask(case.pk)}


def planned(action: Action, hypotheses: Collection[int | None], objectives: Collection[int | None]) -> Planned:
    """Give what the gates ask of an action; a hypothesis or an objective counts while it is in the case."""
    return Planned(
        has_owner=bool(action.owner_id or action.owner_name),
        has_date=action.due_on is not None,
        has_technique=action.technique_id is not None,
        has_hypothesis=action.hypothesis_id in hypotheses,
        has_objective=action.objective_id in objectives,
        state=action.state,
    )


def facts(case: Case, sheet: dict[str, SheetEntry], parts: dict[str, list[Any]], counted: int) -> Facts:
    """Give the facts of a case from what its page has loaded already; ``counted`` incidents lie at its places. No query."""
    sources = {row.source for row in parts["evidence"] if row.supports}
    if case.reports:
        sources.add("community")
    if counted:
        sources.add("data")
    hypotheses, objectives = ({row.pk for row in parts[name]} for name in ("hypothesis", "objective"))
    return Facts(
        sheet={code: Answer(row.choice, row.words) for code, row in sheet.items()},
        sources=frozenset(sources),
        cheers_evidence=frozenset(row.about for row in parts["evidence"]),
        hypotheses=len(parts["hypothesis"]),
        objectives=len(parts["objective"]),
        actions=tuple(planned(row, hypotheses, objectives) for row in parts["action"]),
        uses=frozenset(row.use for row in parts["place"]),
        has_baseline=case.baseline_from is not None and case.baseline_to is not None,
        has_after=case.after_from is not None and case.after_to is not None,
    )


def of(case: Case) -> Facts:
    """Read the facts of a case by themselves, for its commands. Seven queries."""
    kinds = {"evidence": case.evidences, "hypothesis": case.hypothesiss, "objective": case.objectives, "place": case.caseplaces}
    parts: dict[str, list[Any]] = {name: list(rows.filter(removed_at=None)) for name, rows in kinds.items()}
    parts["action"] = list(case.actions.filter(removed_at=None))
    return facts(case, sheet_of(case), parts, counted(case))


def counted(case: Case) -> int:
    """Give how many incidents were counted at the case's places, by the figures that are kept. One query where they are not loaded."""
    figures = getattr(case, "figures", None)
    return int(figures.data.get("total", 0)) if figures is not None else 0


def labels(codes: Iterable[str]) -> list[str]:
    """Give gates in words, by their codes."""
    return [str(BY_CODE[code].label) for code in codes if code in BY_CODE]
