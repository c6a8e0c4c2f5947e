"""Queries whose SQL is made once: for a page's small fixed questions Django takes longer to write the SQL than PostgreSQL to answer."""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models import query as queries

from policing import timekeeping

K = TypeVar("K", bound=Hashable)
M = TypeVar("M", bound=Model)
Mark = int | str | datetime
# these and the next ones stand for the values while the SQL is made; no row has them
MARK = -8_070_450_532_247_928_832
MARK_WORD = "stands-for-a-word-1f6a0f0e5d3c4b71"
MARK_NOW = datetime.min.replace(tzinfo=UTC)  # the present; to reckon back from it fails at once
MARK_MOMENT = MARK_NOW + timedelta(days=200, microseconds=314_159)
MOST_KEPT = 512
MOST_ROWS_KEPT = 128
_COUNT = "SELECT count(*) FROM ({rows}) AS held"


class Prepared:
    """A question whose answer is plain values: ``make`` gives its queryset of tuples.

    ``make`` is given the key, such as what somebody holds, where there is one, and values that are ids, words compared as a
    whole, or moments. What it asks may depend on nothing else but the present moment, which is the one of each asking and
    which it may compare, not reckon with. The last keys are kept. Values come as PostgreSQL gives them.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self._made = lru_cache(MOST_ROWS_KEPT)(lambda key, marks: _sql(_asked(make, key, marks)))

    def ask(self, *values: Mark, key: Hashable = None) -> list[tuple[Any, ...]]:
        """Give the rows for the key and the values. One query, or none where nothing can match."""
        marks = _marks(values)
        made: tuple[str, tuple[Any, ...]] | None = self._made(key, marks)
        return _rows(made[0], _filled(made[1], dict(zip(marks, values, strict=True)))) if made else []


class PreparedCount(Generic[K]):
    """How many rows a queryset holds that depends on nothing but its key, like what somebody holds; the last keys are kept."""

    def __init__(self, make: Callable[[K], QuerySet[Any, Any]]) -> None:
        self._made = lru_cache(MOST_KEPT)(lambda key: make(key).query.sql_with_params())

    def ask(self, key: K) -> int:
        """Count the rows. One query."""
        sql, values = self._made(key)
        return int(_rows(_COUNT.format(rows=sql), values)[0][0])


class PreparedRows(Generic[M]):
    """As ``Prepared``, where the answer is rows of a model with what they are joined to by ``select_related``."""

    def __init__(self, make: Callable[..., QuerySet[M]]) -> None:
        self._made = lru_cache(MOST_ROWS_KEPT)(lambda key, marks: _written(_asked(make, key, marks)))

    def ask(self, *values: Mark, key: Hashable = None) -> list[M]:
        """Give the rows for the key and the values. One query, or none where nothing can match, as for who holds nothing."""
        marks = _marks(values)
        written: _Written[M] | None = self._made(key, marks)
        return list(written.rows(dict(zip(marks, values, strict=True)))) if written else []


def _marks(values: Sequence[Mark]) -> tuple[Mark, ...]:
    return tuple(_mark(value, at) for at, value in enumerate(values))


def _mark(value: Mark, at: int) -> Mark:
    if isinstance(value, int):
        return MARK + at
    return f"{MARK_WORD}-{at}" if isinstance(value, str) else MARK_MOMENT + timedelta(seconds=at)


def _asked(make: Callable[..., QuerySet[Any, Any]], key: Hashable, marks: Sequence[Mark]) -> QuerySet[Any, Any]:
    with timekeeping.marked(MARK_NOW):
        return make(*([] if key is None else [key]), *marks)


def _sql(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]] | None:
    """Give the SQL of a queryset and its values, or None where Django sees from its conditions that it holds nothing."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    _refuse_reckoned(values)
    return sql, values


def _refuse_reckoned(values: Sequence[Any]) -> None:
    """Raise ValueError where a question reckons with the present: it would be asked of days long gone."""
    marks = {MARK_NOW} | {MARK_MOMENT + timedelta(seconds=at) for at in range(MOST_KEPT)}
    if any(isinstance(value, datetime) and value.year < 1000 and value not in marks for value in values):
        raise ValueError("A prepared question may compare with the present moment, not reckon with it")


class _Written(Generic[M]):
    """The SQL of a queryset, and how rows are made of what it gives: what Django's ModelIterable finds out anew each time."""

    def __init__(self, rows: QuerySet[M]) -> None:
        self._compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, self._values = self._compiler.as_sql()
        _refuse_reckoned(self._values)
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
    given = {**given, MARK_NOW: timekeeping.now()}
    return [given.get(value, value) if type(value) in (int, str, datetime) else value for value in values]


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
