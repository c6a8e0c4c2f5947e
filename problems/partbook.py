"""Reading the parts of a case, all kinds at once in one query, each kind bounded, as rows that are not joined to anything more."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, DecimalField, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf

from policing.partial import partial
from policing.prepared import Prepared
from problems.models import Case, CasePlace, Part
from problems.parts import KINDS, PartKind

MOST = 200  # of a kind, the newest
LEFT_OUT = frozenset({"case_id", "token", "sent", "removed_at", "removed_reason"})


def _name(of: str) -> Any:
    """Give the expression of the name shown beside a person's work (see ``User.display_name``)."""
    local = Func(F(f"{of}__email"), Value("@"), Value(1), function="SPLIT_PART", output_field=CharField())
    return Coalesce(NullIf(F(f"{of}__name"), Value("")), local, Value(""), output_field=CharField())


JOINED: Mapping[str, Mapping[str, Any]] = {
    "action": {
        "owner_label": _name("owner"), "technique_label": F("technique__name"), "technique_number": F("technique__number"),
    },
    "task": {"owner_label": _name("owner")},
    "place": {"area_label": F("area__name"), "area_code": F("area__code")},
}  # fmt: skip


def _columns(kind: PartKind) -> dict[str, Any]:
    held: dict[str, Any] = {
        field.attname: F(field.attname) for field in kind.model._meta.concrete_fields if field.attname not in LEFT_OUT
    }
    if "cost" in held:
        held["cost"] = Cast("cost", TextField())
    return {**held, "by_label": _name("made_by"), **JOINED.get(kind.code, {})}


def _rows(case_id: int, kind: PartKind) -> QuerySet[Any, tuple[Any, ...]]:
    there = kind.model.objects.filter(case=case_id, removed_at=None).order_by("-id")
    shown = there.annotate(
        p_kind=Value(kind.code, TextField()),
        p_id=Cast("pk", BigIntegerField()),
        p_row=JSONObject(**_columns(kind)),
    )
    found: QuerySet[Any, tuple[Any, ...]] = shown.values_list("p_kind", "p_id", "p_row")[:MOST]
    return found


def _every_kind(case_id: int) -> QuerySet[Any, tuple[Any, ...]]:
    first, *others = (_rows(case_id, kind) for kind in KINDS.values())
    return first.union(*others, all=True)


PARTS = Prepared(_every_kind)


def parts_of(case: Case) -> dict[str, list[Any]]:
    """Give the parts of a case that were not taken out, by kind, oldest first, the newest two hundred of each. One query.

    Each row has beside its columns ``by_label`` (who added it) and, where its kind has them, ``owner_label``, ``technique_label``,
    ``technique_number``, ``area_label`` and ``area_code``. Nothing more can be read from it without another query.
    """
    found: dict[str, list[Any]] = defaultdict(list, {code: [] for code in KINDS})
    for code, _pk, held in PARTS.ask(case.pk):
        found[code].append(_row(case, KINDS[code].model, json.loads(held)))
    for rows in found.values():
        rows.sort(key=lambda row: int(row.pk))
    return dict(found)


def older(case: Case, shown: Mapping[str, list[Any]]) -> dict[str, int]:
    """Give how many there are of each kind beyond those that are shown. No query where none of them is full, else one a kind."""
    full = [code for code, rows in shown.items() if len(rows) >= MOST]
    return {code: all_of(case, KINDS[code]).count() - len(shown[code]) for code in full}


def all_of(case: Case, kind: PartKind) -> QuerySet[Any]:
    """Give every part of a kind that was not taken out, with what it is joined to, and ``by_label``: for a list that is paged by key."""
    return _joined(kind, kind.model.objects.there().filter(case=case))


def _joined(kind: PartKind, rows: QuerySet[Any]) -> QuerySet[Any]:
    joins = [name for name in ("owner", "hypothesis", "objective", "technique", "area") if name in kind.columns]
    found: QuerySet[Any] = (
        rows.select_related("made_by", *joins)
        .annotate(by_label=_name("made_by"))
        .defer(*(["area__boundary", "area__about"] if "area" in joins else []))
    )
    return found


def names_of_cells(case_id: int) -> dict[str, str]:
    """Give what a case calls the cells of the map that are its places. One query."""
    there = CasePlace.objects.filter(case=case_id, removed_at=None).exclude(cell="").order_by("-pk")
    return dict(there.values_list("cell", "label")[:MOST])


@cache
def _readers(model: type[Part]) -> dict[str, Callable[[Any], Any] | None]:
    """Give for each column how its value is made of what JSON has, or None where it is that value."""
    made = (DateField, DecimalField)  # a DateTimeField is a DateField
    return {field.attname: field.to_python if isinstance(field, made) else None for field in model._meta.concrete_fields}


def _row(case: Case, model: type[Part], held: Mapping[str, Any]) -> Part:
    readers, known, beside = _readers(model), {"case_id": case.pk}, {}
    for name, value in held.items():
        if name in readers:
            read = readers[name]
            known[name] = read(value) if read and value is not None else value
        else:
            beside[name] = value
    row = partial(model, **known)
    row.case = case
    for name, value in beside.items():
        setattr(row, name, value)
    return row


def part_of(case: Case, kind: PartKind, part_id: int) -> Any:
    """Give one part of a case with what it is joined to, taken out or not, or None. One query."""
    rows = _joined(kind, kind.model.objects.filter(case=case, pk=part_id))
    return (rows.select_related("upload") if kind.code == "file" else rows).first()
