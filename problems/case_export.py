"""What somebody takes away of a case as a file: each class of data that they see, and of what they do not see not even a heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from policing.access import sight
from policing.access.sight import Sight
from policing.accounts.models import User
from problems import casefile, facts, numbers
from problems.models import Case, Figures, Technique
from problems.parts import KINDS, PartKind
from problems.sheet import BY_CODE
from problems.workflow import CASE

MOST_REPORTS, MOST_PARTS = 5000, 2000
HEAD = ("section", "item", "what", "value")


def content(case: Case, seen: Sight) -> dict[str, Any]:
    """Give a case as plain lists and dictionaries, by what its reader sees. At most thirteen queries, however much there is."""
    found: dict[str, Any] = {
        "case": {
            "reference": case.reference,
            "stage": case.state,
            "stage_words": str(CASE.state(case.state).label),
            "opened_on": _plain(case.opened_at),
            "closed_on": _plain(case.closed_at),
        }
    }
    for data_class, add in _FACETS.items():
        if seen.shows(data_class):
            found |= add(case, seen)
    return found


def _plan(case: Case, seen: Sight) -> dict[str, Any]:
    entries = [row for row in facts.sheet_of(case).values() if row.field in BY_CODE and seen.shows(BY_CODE[row.field].shown_to)]
    order = list(BY_CODE)
    return {
        "plan": {
            "title": case.title,
            "decision": case.get_decision_display() if case.decision else "",
            "kinds_of_incidents": list(case.categories),
            "counted": {name: _plain(getattr(case, name)) for name in ("baseline_from", "baseline_to", "after_from", "after_to")},
        },
        "sheet": [
            {
                "field": row.field, "question": str(BY_CODE[row.field].label), "choice": row.choice, "words": row.words,
                "lever": row.lever, "written_on": _plain(row.at),
            }
            for row in sorted(entries, key=lambda one: order.index(one.field))
        ],
        **_parts(case, sight.PLAN),
    }  # fmt: skip


def _places(case: Case, seen: Sight) -> dict[str, Any]:
    return {"area": case.area.name if case.area else "", **_parts(case, sight.PLACES)}


def _desk(case: Case, seen: Sight) -> dict[str, Any]:
    return _parts(case, sight.DESK)


def _parts(case: Case, data_class: str) -> dict[str, Any]:
    """Give the parts of one class of data, those that were taken out left out. One query a kind."""
    return {kind.plural: _rows(case, kind) for kind in KINDS.values() if kind.shown_to == data_class}


def _rows(case: Case, kind: PartKind) -> list[dict[str, Any]]:
    model: Any = kind.model
    columns = [
        *kind.columns,
        *(name for name in ("progress", "state", "result") if _has(model, name) and name not in kind.columns),
    ]
    joined = [name for name in ("owner", "area", "technique") if name in columns]
    rows = (
        model.objects.there()
        .filter(case=case)
        .order_by("pk")
        .defer(*(["area__boundary", "area__about"] if "area" in joined else []))
    )
    rows = rows.select_related(*joined) if joined else rows
    return [{"id": row.pk, **{name: _cell(row, name) for name in columns}} for row in rows[:MOST_PARTS]]


def _has(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())


def _cell(row: Any, name: str) -> Any:
    """Give a column as plain data: people, areas and techniques by name, other parts by their id."""
    return getattr(row, f"{name}_id") if name in {"hypothesis", "objective"} else _plain(getattr(row, name))


def _reports(case: Case, seen: Sight) -> dict[str, Any]:
    with_words = seen.shows(sight.WORDS)
    rows = casefile.links(case).order_by("pk")[:MOST_REPORTS]
    return {
        "reports": [
            {
                "reference": link.report.reference, "kind": link.report.category.short_name, "day": _plain(link.report.received_at),
                "area": link.report.area.name if link.report.area else "", "state": link.report.state, "why": link.reason,
                **({"words": link.report.shown_words} if with_words else {}),
            }
            for link in rows
        ]
    }  # fmt: skip


def _counts(case: Case, seen: Sight) -> dict[str, Any]:
    figures = Figures.objects.filter(case=case).first()
    months = numbers.shown(figures.data, seen).get("months", []) if figures and figures.data else []
    return {"months": [list(row) if isinstance(row, list | tuple) else row for row in months]}


def _team(case: Case, seen: Sight) -> dict[str, Any]:
    return {
        "team": [
            {
                "name": row.user.display_name, "role": row.role, "for_team": row.team.name if row.team else "", "sees": row.sees,
                "until": _plain(row.until),
            }
            for row in casefile.members(case)
        ]
    }  # fmt: skip


_FACETS: Mapping[str, Any] = {
    sight.PLAN: _plan,
    sight.PLACES: _places,
    sight.COUNTS: _counts,
    sight.REPORTS: _reports,
    sight.TEAM: _team,
    sight.DESK: _desk,
}


def _plain(value: Any) -> Any:
    """Give a value as a file holds it: a moment as its day, a person or thing by name, nothing as nothing."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, User):
        return value.display_name
    return str(value) if isinstance(value, Technique | Model) else value


def lines(found: Mapping[str, Any]) -> Iterator[tuple[str, Any, str, Any]]:
    """Give the same as rows of section, item, what and value, for a table program."""
    for section, held in found.items():
        if isinstance(held, Mapping):
            yield from ((section, "", name, _flat(value)) for name, value in held.items())
        elif isinstance(held, list):
            for number, row in enumerate(held, start=1):
                yield from _lines_of(section, number, row)
        else:
            yield section, "", section, _flat(held)


def _lines_of(section: str, number: int, row: Any) -> Iterator[tuple[str, Any, str, Any]]:
    if isinstance(row, Mapping):
        item = row.get("reference") or row.get("field") or row.get("id") or number
        yield from ((section, item, name, _flat(value)) for name, value in row.items())
    else:
        yield section, number, section, _flat(row)


def _flat(value: Any) -> Any:
    """Give a value as one cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_flat(held)}" for name, held in value.items())
    if isinstance(value, list):
        return ", ".join(str(_flat(one)) for one in value)
    return value
