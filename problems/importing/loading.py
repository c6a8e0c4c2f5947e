"""Puts understood rows into the table, by COPY into a table of the transaction and one statement from there."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from problems.importing.spots import Spot
from problems.importing.understanding import Understood

COLUMNS = "ident, copy, digest, category, day, hour, precision, lat, lon, cell, area_id, area_path, stated_area"
_MAKE = """
CREATE TEMPORARY TABLE IF NOT EXISTS incoming (
    ident text, copy integer, digest text, category text, day date, hour smallint, precision text, lat double precision,
    lon double precision, cell text, area_id bigint, area_path text, stated_area text
) ON COMMIT DELETE ROWS;
DELETE FROM incoming
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

# one by one through the index, whatever the planner believes of a table that is minutes old
_ALIKE = """
WITH alike AS MATERIALIZED (
    SELECT held.id, held.brought_by_id, held.digest <> incoming.digest AS differs, held.whole
    FROM incoming CROSS JOIN LATERAL (
        SELECT one.id, one.brought_by_id, one.digest, CASE WHEN one.digest <> incoming.digest THEN to_jsonb(one.*) END AS whole
        FROM problems_incident one WHERE one.source_id = %s AND one.ident = incoming.ident AND one.copy = incoming.copy LIMIT 1
    ) held WHERE held.brought_by_id <> %s
), kept AS (
    INSERT INTO problems_replaced (brought_by_id, incident_id, held) SELECT %s, id, whole FROM alike WHERE differs
)
SELECT brought_by_id, count(*) FROM alike GROUP BY brought_by_id
"""
_RESTORE = """
UPDATE problems_incident now SET
    digest = old.digest, category = old.category, day = old.day, hour = old.hour, precision = old.precision, lat = old.lat,
    lon = old.lon, cell = old.cell, area_id = a.id, area_path = COALESCE(a.path, ''), stated_area = old.stated_area,
    brought_by_id = old.brought_by_id
FROM problems_replaced kept
CROSS JOIN LATERAL jsonb_populate_record(NULL::problems_incident, kept.held) old
LEFT JOIN areas_area a ON a.id = old.area_id
WHERE now.id = kept.incident_id AND kept.brought_by_id = %s
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is ready: what it says, which of the rows alike it is, and where it lies."""

    row: Understood
    copy: int
    spot: Spot


def load(source_id: int, import_id: int, lines: Sequence[Line]) -> tuple[int, dict[int, int]]:
    """Write the rows, inside the caller's transaction. Three statements and a COPY.

    A row that stands there already, the same in every value, is left alone; one with the same stated id and other values is
    brought up to date, and how it stood before is kept. Give how many were new or had changed, and how many of the rows each
    other import had brought already.
    """
    text = io.StringIO()
    csv.writer(text).writerows(_values(line) for line in lines)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.execute(_MAKE)
        cursor.cursor.copy_expert(_COPY, text)
        cursor.execute(_ALIKE, [source_id, import_id, import_id])
        alike = {int(other): int(many) for other, many in cursor.fetchall()}
        cursor.execute(_MERGE, [source_id, import_id])
        return int(cursor.rowcount), alike


def restore(import_id: int) -> int:
    """Let the incidents that an import brought up to date stand as before, inside the caller's transaction; give how many."""
    with connection.cursor() as cursor:
        cursor.execute(_RESTORE, [import_id])
        restored = int(cursor.rowcount)
        cursor.execute("DELETE FROM problems_replaced WHERE brought_by_id = %s", [import_id])
        return restored


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
