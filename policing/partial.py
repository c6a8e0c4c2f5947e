"""Rows of which a query read some columns only: plain values are read for many, and rows made for the few that are shown."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

M = TypeVar("M", bound=Model)


def partial(model: type[M], **values: Any) -> M:
    """Give a row of which these columns (by ``attname``) were read; any other is read from the database when it is asked for."""
    known = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(DEFAULT_DB_ALIAS, known, [values[name] for name in known])
