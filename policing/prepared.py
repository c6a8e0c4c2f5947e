"""Queries whose SQL is made once: for a page's small fixed questions Django takes longer to write the SQL than PostgreSQL to answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet

K = TypeVar("K", bound=Hashable)
MARK = -8_070_450_532_247_928_832  # this and the next ones stand for the ids while the SQL is made; no row has them
MOST_KEPT = 512
_COUNT = "SELECT count(*) FROM ({rows}) AS held"


class Prepared:
    """A question about rows named by their ids, in plain values: ``make`` gives its queryset of tuples for the ids.

    What it asks may depend on nothing but the ids. Values come as PostgreSQL gives them.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], *, ids: int = 1) -> None:
        self._make, self._marks = make, range(MARK, MARK + ids)
        self._made: tuple[str, tuple[Any, ...]] | None = None

    def ask(self, *ids: int) -> list[tuple[Any, ...]]:
        """Give the rows for the ids. One query."""
        if self._made is None:
            self._made = self._make(*self._marks).query.sql_with_params()
        sql, values = self._made
        given = dict(zip(self._marks, ids, strict=True))
        return _rows(sql, [given.get(value, value) if type(value) is int else value for value in values])


class PreparedCount(Generic[K]):
    """How many rows a queryset holds that depends on nothing but its key, like what somebody holds; the last keys are kept."""

    def __init__(self, make: Callable[[K], QuerySet[Any, Any]]) -> None:
        self._made = lru_cache(MOST_KEPT)(lambda key: make(key).query.sql_with_params())

    def ask(self, key: K) -> int:
        """Count the rows. One query."""
        sql, values = self._made(key)
        return int(_rows(_COUNT.format(rows=sql), values)[0][0])


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
