"""Puts understood rows into the table, by COPY into a table of the transaction and one statement from there."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from problems.importing.placing import Spot
from problems.importing.understanding import Understood

COLUMNS = "ident, copy, digest, category, day, hour, precision, lat, lon, cell, area_id, area_path, stated_area"
_MAKE = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming (
    ident text, copy integer, digest text, category text, day date, hour smallint, precision text, lat double precision,
    lon double precision, cell text, area_id bigint, area_path text, stated_area text
) ON COMMIT DELETE ROWS
"""
_COPY = f"COPY incoming ({COLUMNS}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL (cell, area_path, stated_area))"
_MERGE = f"""
INSERT INTO problems_incident (source_id, brought_by_id, {COLUMNS})
SELECT %s, %s, {COLUMNS} FROM incoming
ON CONFLICT (source_id, ident, copy) DO UPDATE SET
    digest = excluded.digest, category = excluded.category, day = excluded.day, hour = excluded.hour,
    precision = excluded.precision, lat = excluded.lat, lon = excluded.lon, cell = excluded.cell, area_id = excluded.area_id,
    area_path = excluded.area_path, stated_area = excluded.stated_area, brought_by_id = excluded.brought_by_id
WHERE problems_incident.digest <> excluded.digest
"""  # noqa: S608 - names of our own columns


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is ready: what it says, which of the rows alike it is, and where it lies."""

    row: Understood
    copy: int
    spot: Spot


def load(source_id: int, import_id: int, lines: Sequence[Line]) -> int:
    """Write the rows, inside the caller's transaction; give how many were new or had changed. Two statements and a COPY.

    A row that stands there already, the same in every value, is left alone; one with the same stated id and other values is
    brought up to date.
    """
    text = io.StringIO()
    csv.writer(text).writerows(_values(line) for line in lines)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.execute(_MAKE)
        cursor.cursor.copy_expert(_COPY, text)
        cursor.execute(_MERGE, [source_id, import_id])
        return int(cursor.rowcount)


def _values(line: Line) -> list[object]:
    row, spot = line.row, line.spot
    hit = spot.hit
    return [
        row.ident, line.copy, row.digest, row.category, row.day, row.hour, row.precision, spot.lat, spot.lon, spot.cell,
        hit.area_id if hit else None, hit.path if hit else "", row.stated_area,
    ]  # fmt: skip


_ROLLUPS = (
    ("problems_monthcount", "month", "date_trunc('month', day)::date", "TRUE"),
    (
        "problems_hourcount",
        "year, weekday, hour",
        "extract(year FROM day)::int, extract(isodow FROM day)::int - 1, hour",
        "hour IS NOT NULL",
    ),
    ("problems_cellcount", "year, cell", "extract(year FROM day)::int, cell", "cell <> ''"),
)


def count_anew(source_id: int) -> None:
    """Count a source's incidents anew into the three tables of counts, inside the caller's transaction. Six statements."""
    with connection.cursor() as cursor:
        for table, names, values, which in _ROLLUPS:
            cursor.execute(f"DELETE FROM {table} WHERE source_id = %s", [source_id])  # noqa: S608 - names of our own tables
            cursor.execute(
                f"INSERT INTO {table} (source_id, area_path, category, {names}, number) "  # noqa: S608
                f"SELECT source_id, area_path, category, {values}, count(*) FROM problems_incident "
                f"WHERE source_id = %s AND {which} GROUP BY source_id, area_path, category, {values}",
                [source_id],
            )
