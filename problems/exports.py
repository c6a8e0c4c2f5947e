"""Rows for a table program: no cell of which a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
INCIDENT_COLUMNS = ("source", "category", "day", "hour", "precision", "area", "cell", "stated_area")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        """Give the text back."""
        return text


def safe(value: Any) -> Any:
    """Give a cell so that no spreadsheet runs it: words that begin like a formula get an apostrophe. Numbers stay."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def lines(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Give a table line by line, its head first."""
    writer = csv.writer(_Echo())
    yield str(writer.writerow(head))
    for row in rows:
        yield str(writer.writerow([safe(cell) for cell in row]))
