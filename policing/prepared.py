"""Queries whose SQL is made once: for a page's small fixed questions Django takes longer to write the SQL than PostgreSQL to answer."""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models import query as queries

K = TypeVar("K", bound=Hashable)
M = TypeVar("M", bound=Model)
Mark = int | str
MARK = -8_070_450_532_247_928_832  # this and the next ones stand for the ids while the SQL is made; no row has them
MARK_WORD = "stands-for-a-word-1f6a0f0e5d3c4b71"  # the same for a word
MOST_KEPT = 512
MOST_ROWS_KEPT = 128
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
        return _rows(sql, _filled(values, dict(zip(self._marks, ids, strict=True))))


class PreparedCount(Generic[K]):
    """How many rows a queryset holds that depends on nothing but its key, like what somebody holds; the last keys are kept."""

    def __init__(self, make: Callable[[K], QuerySet[Any, Any]]) -> None:
        self._made = lru_cache(MOST_KEPT)(lambda key: make(key).query.sql_with_params())

    def ask(self, key: K) -> int:
        """Count the rows. One query."""
        sql, values = self._made(key)
        return int(_rows(_COUNT.format(rows=sql), values)[0][0])


class PreparedRows(Generic[M]):
    """A question whose answer is rows of a model, as its queryset gives them, with what they are joined to by ``select_related``.

    ``make`` gives the queryset for a key, such as what somebody holds, and for values that are ids or words compared as a whole.
    What it asks may depend on nothing else. The last keys are kept.
    """

    def __init__(self, make: Callable[..., QuerySet[M]]) -> None:
        self._made = lru_cache(MOST_ROWS_KEPT)(lambda key, marks: _written(make(*([] if key is None else [key]), *marks)))

    def ask(self, *values: Mark, key: Hashable = None) -> list[M]:
        """Give the rows for the key and the values. One query, or none where nothing can match, as for who holds nothing."""
        marks = tuple(MARK + at if isinstance(value, int) else f"{MARK_WORD}-{at}" for at, value in enumerate(values))
        written: _Written[M] | None = self._made(key, marks)
        return list(written.rows(dict(zip(marks, values, strict=True)))) if written else []


class _Written(Generic[M]):
    """The SQL of a queryset, and how rows are made of what it gives: what Django's ModelIterable finds out anew each time."""

    def __init__(self, rows: QuerySet[M]) -> None:
        self._compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, self._values = self._compiler.as_sql()
        info, select = self._compiler.klass_info, self._compiler.select
        if info is None or rows.query.values_select:
            raise ValueError("Rows of a model are asked for, not values")
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        self._model: type[M] = info["model"]
        self._beside = self._compiler.annotation_col_map or {}
        self._span = slice(first, last)
        self._names = [column.target.attname for column, *_rest in select[self._span]]
        find_joined: Any = queries.get_related_populators  # the stubs tell the arguments of another version
        self._joined = find_joined(info, select, DEFAULT_DB_ALIAS)
        self._converters = self._compiler.get_converters([column for column, *_rest in select])

    def rows(self, given: dict[Mark, Mark]) -> Iterator[M]:
        """Give the rows for what the marks stand for. One query."""
        found: Any = _rows(self._sql, _filled(self._values, given))
        if self._converters:
            mine = copy.copy(self._compiler)
            mine.connection = connection  # the compiler's own belongs to the thread that made it
            found = mine.apply_converters(found, self._converters)
        for values in found:
            row = self._model.from_db(DEFAULT_DB_ALIAS, self._names, values[self._span])
            for joined in self._joined:
                joined.populate(values, row)
            for name, at in self._beside.items():
                setattr(row, name, values[at])
            yield row


def _written(rows: QuerySet[M]) -> _Written[M] | None:
    """Give the SQL of a queryset, or None where Django sees from its conditions that it holds nothing."""
    try:
        return _Written(rows)
    except EmptyResultSet:
        return None


def _filled(values: Sequence[Any], given: dict[Any, Any]) -> list[Any]:
    """Give the values of a query with what the marks among them stand for."""
    return [given.get(value, value) if type(value) in (int, str) else value for value in values]


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
