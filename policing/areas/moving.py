"""Rows elsewhere carry the path of their area as a plain column. When an area moves, those columns move with it."""

from __future__ import annotations

from django.db.models import CharField, F, Model, Value
from django.db.models.functions import Concat, Length, Substr

from policing.areas.models import Area

_carriers: list[tuple[type[Model], str]] = [(Area, "path")]


def carries_path(model: type[Model], field: str = "area_path") -> None:
    """Let a higher app say which column of its rows holds an area's path. Events are left as they were recorded."""
    if (model, field) not in _carriers:
        _carriers.append((model, field))


def carry(old_path: str, new_path: str) -> None:
    """Rewrite every path at or under ``old_path``. Runs one query per registered column, inside the caller's transaction."""
    for model, field in _carriers:
        tail = Substr(F(field), Length(Value(old_path)) + 1, output_field=CharField())
        moved = Concat(Value(new_path), tail, output_field=CharField())
        model._default_manager.filter(**{f"{field}__startswith": old_path}).update(**{field: moved})
