"""A part of a case in words: each of its columns by name, with what stands there. For where a list shows every kind alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from policing.accounts.models import User
from policing.ui import dates
from problems.models import Hypothesis, Objective
from problems.parts import PartKind

NAMES = ("words", "label")
LONGEST = 120


def name_of(row: Any, kind: PartKind) -> str:
    """Give what a part is called: its words, or its name."""
    return next(str(getattr(row, name)) for name in NAMES if name in kind.columns)


def said(row: Any, kind: PartKind) -> list[tuple[str, str]]:
    """Give the other columns of a part that say something, each with its name. No query for a row of ``partbook.all_of``."""
    columns = [name for name in (*kind.columns, *(("progress",) if kind.table else ())) if name not in NAMES[:1]]
    if "words" not in kind.columns:
        columns.remove("label")
    pairs = [(name, _value(row, name)) for name in columns]
    return [(capfirst(_called(row, name)), value) for name, value in pairs if value]


def _called(row: Any, name: str) -> str:
    """Give the name of a column; who does it is called so, with an account or without."""
    return str(row._meta.get_field("owner" if name == "owner_name" else name).verbose_name)


def _value(row: Any, name: str) -> str:
    """Give one column in words, or nothing where nothing stands there."""
    value = getattr(row, name)
    if name == "supports":
        return _("yes") if value else _("no")
    if row._meta.get_field(name).choices:
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, date):
        return dates.short_day(value)
    return "" if value is None else _thing(value) if isinstance(value, Model) else str(value)


def _thing(value: Model) -> str:
    """Give what a part points at: a person by name, a cause or an aim by its words."""
    if isinstance(value, User):
        return value.display_name
    return Truncator(value.words).chars(LONGEST) if isinstance(value, Hypothesis | Objective) else str(value)
