"""Putting what somebody gave for a part of a case into its columns; what is missing or does not fit is refused in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import DateField
from django.utils.translation import gettext_lazy as _

from policing.errors import BadInput
from problems.models import CasePlace, Part
from problems.parts import PartKind

OF_CASE = ("hypothesis", "objective")
FOREIGN = frozenset({*OF_CASE, "owner", "technique", "area"})


def fill(row: Part, what: PartKind, values: Mapping[str, Any]) -> None:
    """Put the given values into the columns of the kind; what is not among them stays.

    Raises BadInput for an owner who does not work along, for what belongs to another case, and for what is missing.
    """
    _refuse_stranger(row, what, values)
    for name in what.columns:
        if name in values:
            setattr(row, name, values[name])
    for name in OF_CASE:
        other = getattr(row, name, None) if name in what.columns else None
        if other is not None and (other.case_id != row.case_id or other.removed_at is not None):
            raise BadInput({name: [_("That does not belong to this case.")]})
    if missing := [name for name in what.columns if _is_missing(row, name)]:
        raise BadInput({name: [_ask_for(row, name)] for name in missing})
    if isinstance(row, CasePlace):
        _place(row)


def _refuse_stranger(row: Part, what: PartKind, values: Mapping[str, Any]) -> None:
    """Pass an owner who works along in the case, or who owned it before. Raises BadInput for anybody else."""
    owner = values.get("owner") if "owner" in what.columns else None
    if owner is not None and owner.pk != getattr(row, "owner_id", None) and str(owner.pk) not in row.case.sight:
        raise BadInput({"owner": [_("This person does not work along in the case. Ask them to first.")]})


def _place(row: CasePlace) -> None:
    """Let a place lie under its area, or that of the case. Raises BadInput where it is neither a cell nor an area, or both."""
    if (row.area is None) == (row.cell == ""):
        raise BadInput({"area": [_("Choose an area, or a cell of the map: one of them.")]})
    row.area_path = row.area.path if row.area else row.case.area_path


def _is_missing(row: Part, name: str) -> bool:
    """Tell whether a column that needs a value has none: nothing, or nothing but space."""
    column: Any = row._meta.get_field(name)
    value = getattr(row, f"{name}_id" if name in FOREIGN else name)
    if column.null or column.blank:
        return False
    return value is None or (isinstance(value, str) and not value.strip())


def _ask_for(row: Part, name: str) -> Any:
    is_day = isinstance(row._meta.get_field(name), DateField)
    return _("Choose a day.") if is_day else _("Write a few words first.")
