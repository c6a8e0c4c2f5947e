"""Queries whose SQL is made once: for a page's small fixed questions Django takes longer to write the SQL than PostgreSQL to answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

MARK = -8_070_450_532_247_928_832  # stands for the key while the SQL is made; no row has it


class Prepared:
    """A question about one row, named by its id, in plain values: ``make`` gives its queryset of tuples for an id.

    What it answers may depend on nothing but the id. Values come as PostgreSQL gives them.
    """

    def __init__(self, make: Callable[[int], QuerySet[Any, Any]]) -> None:
        self._make = make
        self._made: tuple[str, tuple[Any, ...]] | None = None

    def ask(self, key: int) -> list[tuple[Any, ...]]:
        """Give the rows for an id. One query."""
        if self._made is None:
            self._made = self._make(MARK).query.sql_with_params()
        sql, values = self._made
        with connection.cursor() as cursor:
            cursor.execute(sql, [key if value == MARK else value for value in values])
            return list(cursor.fetchall())
