"""A case as plain data, cut by what its reader sees of it: what programs read, and nothing that the reader may not know.

Each function asks ``shown.sight_of`` first. What belongs to a class of data that is not shown is not in the answer at all: no name of
it, no number, no empty list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.db.models import QuerySet

from policing import access
from policing.access import sight
from policing.access.sight import Sight
from policing.accounts.models import Team, User
from problems import facts, gates, numbers, sheet, shown
from problems.models import Case, CaseFile, CasePage, KeptText, Member, Part, StageMove, Technique
from problems.parts import KINDS, PartKind
from problems.workflow import CASE

MOST_PARTS = 100
MOST_MOVES = 100
MOST_MEMBERS = 200
OF_PLAN = (
    "title", "summary", "decision", "proposed", "opened_at", "closed_at", "due_at", "reopenings", "categories", "baseline_from",
    "baseline_to", "after_from", "after_to",
)  # fmt: skip
ROW_OF_PLAN = ("title", "decision", "proposed", "opened_at", "closed_at", "due_at")


def row(user: Any, case: Case) -> dict[str, Any]:
    """Give a case as a row of a list. No query for a case of ``for_list``."""
    return _head(shown.sight_of(user, case), case, ROW_OF_PLAN)


def _head(seen: Sight, case: Case, of_plan: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {"reference": case.reference, "state": case.state, "version": case.version, "sees": seen.code}
    if seen.shows(sight.PLAN):
        found |= {name: getattr(case, name) for name in of_plan}
    if seen.shows(sight.PLACES):
        found["area"] = case.area.code if case.area else None
    if seen.shows(sight.TEAM):
        found |= {"team": case.team.code, "lead": case.lead.display_name if case.lead else ""}
    if seen.shows(sight.REPORTS):
        found["reports"] = case.reports
    return found


def whole(user: Any, case: Case) -> dict[str, Any]:
    """Give all that a person sees of a case of ``for_page``: at most fourteen queries, however much is in it."""
    seen = shown.sight_of(user, case)
    found = _head(seen, case, OF_PLAN)
    found["says"] = str(seen.to_you)
    if seen.shows(sight.PLAN):
        found |= _plan(user, seen, case)
    parts = [part(one, kind) for kind in KINDS.values() if seen.shows(kind.shown_to) for one in newest(case, kind)[:MOST_PARTS]]
    if seen.shows(sight.PLAN) or seen.shows(sight.PLACES):
        found["parts"] = parts
    if seen.shows(sight.COUNTS):
        found["figures"] = _figures(seen, case)
    if seen.shows(sight.TEAM):
        found["members"] = [member(one) for one in members(case)[:MOST_MEMBERS]]
    return found


def _figures(seen: Sight, case: Case) -> dict[str, Any]:
    """Give what was counted, and how much it bears: a rung of the ladder with its words, once there is a time before. One query at most."""
    counted = numbers.kept(case)
    if counted is None:
        return {"made_at": None, "data": {}, "verdict": "", "says": ""}
    data = numbers.shown(counted.data, seen)
    bears = numbers.verdict(data, numbers.answers_of(case)) if data.get("before") is not None else None
    said = {"verdict": bears.rung, "says": str(bears.says)} if bears else {"verdict": "", "says": ""}
    return {"made_at": counted.made_at, "data": data, **said}


def _plan(user: Any, seen: Sight, case: Case) -> dict[str, Any]:
    held, stands = facts.sheet_of(case), facts.of(case)
    case.sheet_read = held
    return {
        "merged_into": case.merged_into.reference if case.merged_into and access.can(user, "view", case.merged_into) else None,
        "sheet": [entry(one) for code, one in held.items() if code in sheet.BY_CODE and seen.shows(sheet.BY_CODE[code].shown_to)],
        "gates": [
            {"code": gate.code, "stage": gate.stage, "label": str(gate.label), "is_met": gate.is_met(stands)}
            for gate in gates.GATES
        ],
        "moves": [move(one) for one in case.moves.select_related("by", "answered_by").order_by("-id")[:MOST_MOVES]],
    }


def entry(row: Any) -> dict[str, Any]:
    """Give an answer of the sheet, of which ``number`` is what a writer has to have seen."""
    asked = sheet.BY_CODE[row.field]
    return {
        "field": row.field, "stage": asked.stage, "label": str(asked.label), "number": row.number, "choice": row.choice,
        "words": row.words, "lever": row.lever, "by": _name(row.by), "at": row.at,
    }  # fmt: skip


def move(row: StageMove) -> dict[str, Any]:
    """Give a step on the rail, with the gates that were skipped."""
    held = (
        "kind",
        "state",
        "before",
        "after",
        "words",
        "unmet",
        "skip_reason",
        "decision",
        "result",
        "at",
        "answered_at",
        "answer",
    )
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in held},
        "by": _name(row.by),
        "answered_by": _name(row.answered_by),
    }


def newest(case: Case, kind: PartKind) -> QuerySet[Any]:
    """Give the parts of a kind that were not taken out, the newest first, with what they point at."""
    rows = cast(Any, kind.model.objects).there().filter(case=case).select_related("made_by")
    joins = [name for name in ("owner", "technique", "area") if name in kind.columns]
    return cast("QuerySet[Any]", (rows.select_related(*joins) if joins else rows).order_by("-id"))


def part(row: Part, kind: PartKind) -> dict[str, Any]:
    """Give a part with the columns of its kind: people by pseudonym, areas by code, techniques by number, parts by id."""
    found: dict[str, Any] = {"id": row.pk, "kind": kind.code, "version": row.version, "made_at": row.made_at}
    found["made_by"] = _name(row.made_by)
    found |= {name: _VALUES.get(name, getattr)(row, name) for name in kind.columns}
    if kind.table is not None:
        found |= {name: getattr(row, name) for name in ("state", "progress", "ended_at")}
    if isinstance(row, CaseFile):
        found["pages"] = 1 + len(row.more)
    return found


_VALUES: Mapping[str, Any] = {
    "owner": lambda row, name: row.owner.pseudonym if row.owner else None,
    "technique": lambda row, name: row.technique.number if row.technique else None,
    "area": lambda row, name: row.area.code if row.area else None,
    "hypothesis": lambda row, name: row.hypothesis_id,
    "objective": lambda row, name: row.objective_id,
}


def members(case: Case) -> QuerySet[Member]:
    """Give who works along now, with their account and team."""
    return case.members.filter(ended_at=None).select_related("user", "team").order_by("id")


def member(row: Member) -> dict[str, Any]:
    """Give one who works along."""
    return {
        "id": row.pk, "person": row.user.pseudonym, "name": row.user.display_name, "role": row.role, "sees": row.sees,
        "team": row.team.code if row.team else None, "until": row.until, "added_at": row.added_at,
    }  # fmt: skip


def page(row: CasePage) -> dict[str, Any]:
    """Give a public page as plain data: words that staff wrote, and the state in public words."""
    state = CASE.state(row.case.state)
    return {
        **{name: getattr(row, name) for name in ("slug", "title", "said", "looked", "did", "changed", "version")},
        "area": row.area.code if row.area else None, "state_words": str(state.public_label), "is_open": state.is_open,
        "published_on": row.published_at.date(), "changed_on": row.changed_at.date(), "is_hidden": row.hidden_at is not None,
    }  # fmt: skip


def techniques() -> QuerySet[Technique]:
    """Give the 25 techniques by number."""
    return Technique.objects.order_by("number")


def team(code: str | None) -> Team | None:
    """Give the team of a code, or None."""
    return Team.objects.filter(code=code).first() if code else None


def kept(user: Any, case: Case) -> QuerySet[KeptText]:
    """Give what a person typed for a case and could not send: their own, and nobody else's."""
    return case.kept_texts.filter(user=user).order_by("id")


def _name(user: User | None) -> str:
    return user.display_name if user else ""
