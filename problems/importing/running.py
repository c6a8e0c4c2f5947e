"""One import from its first row to its last, batch by batch; each batch commits, so that it can be paused, killed, and go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from policing.areas.geometry import Unusable
from problems.importing.files import UnusableRecords, opened
from problems.importing.loading import Line
from problems.importing.mapping import Layout
from problems.importing.placing import Placer
from problems.importing.spots import NO_PLACE, NOWHERE
from problems.importing.understanding import BadRow, Reader, Understood

BATCH = 5_000
COUNTED = ("read", "loaded", "unchanged", "withheld", "outside", "bad")


@dataclass
class Batch:
    """Some rows of the file, understood and placed: what to load, what was wrong, and how many rows were looked at."""

    read: int = 0
    lines: list[Line] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def batches(path: Path, layout: Layout, today: date, *, skip: int = 0) -> Iterator[Batch]:
    """Read a file under a layout and give its rows in batches. The first ``skip`` rows are read but not given again.

    Rows that are the same to the letter are counted, since identical rows can be real: the second is copy 2. Raises
    UnusableRecords where the file or the layout cannot be used at all.
    """
    with opened(path, delimiter=layout.delimiter) as records:
        reader, placer = Reader(layout, records.columns, today), _placer(layout.crs)
        seen: Counter[str] = Counter()
        first: dict[str, tuple[int, str]] = {}
        rows, passed = iter(records.rows), 0
        while piece := list(islice(rows, BATCH)):
            found = _batch(piece, reader, placer, seen, first)
            passed += len(piece)
            if passed > skip:
                yield found


def _placer(crs: str) -> Placer:
    try:
        return Placer(crs)
    except Unusable as error:
        raise UnusableRecords(_("The places cannot be read: %(why)s") % {"why": error}) from error


def rows_in(path: Path, layout: Layout) -> int:
    """Count the rows of a file. Raises UnusableRecords where it cannot be read to its end."""
    with opened(path, delimiter=layout.delimiter) as records:
        return sum(1 for _row in records.rows)


def _batch(
    piece: list[tuple[int, list[str]]], reader: Reader, placer: Placer, seen: Counter[str], first: dict[str, tuple[int, str]]
) -> Batch:
    found = Batch(read=len(piece))
    understood: list[tuple[int, Understood]] = []
    for line, values in piece:
        try:
            row = reader.understand(values)
            is_again = _stood_before(row, line, first)
        except BadRow as problem:
            found.bad.append((line, str(problem)))
            continue
        if is_again:
            found.counts["unchanged"] += 1
        else:
            understood.append((line, row))
    for (line, row), spot in zip(understood, placer.place([row for _line, row in understood]), strict=True):
        if spot is NOWHERE:
            found.bad.append((line, _("its coordinates are no place on Earth; is the coordinate system right?")))
            continue
        stated = row.ident.startswith("id:")
        if not stated:
            seen[row.ident] += 1
        found.lines.append(Line(row, 1 if stated else seen[row.ident], spot))
        found.counts["withheld"] += row.is_withheld
        found.counts["outside"] += spot is not NO_PLACE and spot.hit is None
    found.bad.sort()
    return found


def _stood_before(row: Understood, line: int, first: dict[str, tuple[int, str]]) -> bool:
    """Tell whether this very row came before under its stated id. Raises BadRow where the id did, with other values."""
    if not row.ident.startswith("id:"):
        return False
    before = first.setdefault(row.ident, (line, row.digest))
    if before[1] != row.digest:
        raise BadRow(_("its id stands on line %(line)d already, with other values") % {"line": before[0]})
    return before[0] != line
