"""Opens a file of records, whatever it is packed in, and reads it row by row with the line that each stands on."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

MOST_BYTES = 4 * 1024**3  # of one unpacked file: a packed bomb ends here
SNIFFED = 65_536
DELIMITERS = ",\t;|"
csv.field_size_limit(1_000_000)


WORKBOOK = "[Content_Types].xml"
_NOT_TEXT = _lazy("The file is not text in UTF-8. Save it again as CSV in UTF-8, which table programs offer as a kind of file.")


class UnusableRecords(Exception):
    """A file that cannot be read at all; the message says why and how to mend it."""


@dataclass(frozen=True)
class Records:
    """A file that is open: its columns, and its rows as (line, values in the order of the columns)."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


@contextmanager
def opened(path: Path, *, delimiter: str = "") -> Iterator[Records]:
    """Open a CSV or TSV file, plain, in gzip, or alone in a zip (what is not .csv, .tsv or .txt in it is passed over).

    Raises UnusableRecords for a file that is missing, packed otherwise, not UTF-8, or without a line of column names.
    """
    with ExitStack() as stack:
        with _said():
            text = io.TextIOWrapper(_bounded(_unpacked(path, stack)), encoding="utf-8-sig", newline="")
            stack.callback(text.detach)
            found = _read(text, delimiter)
        yield Records(found.columns, _careful(found.rows))


@contextmanager
def _said() -> Iterator[None]:
    """Say why a file cannot be read: what unpacking and decoding raise, and nothing that somebody does with the rows."""
    try:
        yield
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise UnusableRecords(_("The file cannot be read: %(why)s") % {"why": _why(error)}) from error
    except UnicodeDecodeError as error:
        raise UnusableRecords(_NOT_TEXT) from error
    except csv.Error as error:
        raise UnusableRecords(_("The file is not a table: %(why)s") % {"why": error}) from error


def _careful(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    with _said():
        yield from rows


def _why(error: Exception) -> str:
    """Give a reason without the place on this machine where the file lies."""
    return (error.strerror or "") if isinstance(error, OSError) and error.strerror else str(error)


def _unpacked(path: Path, stack: ExitStack) -> IO[bytes]:
    head = path.open("rb")
    stack.enter_context(head)
    start = head.read(4)
    head.seek(0)
    if start[:2] == b"\x1f\x8b":
        return cast(IO[bytes], stack.enter_context(gzip.open(head)))
    if start != b"PK\x03\x04":
        return head
    packed = stack.enter_context(zipfile.ZipFile(head))
    if WORKBOOK in packed.namelist():
        raise UnusableRecords(_("The file is a workbook of a table program. Open it there and save it as CSV."))
    tables = [info for info in packed.infolist() if info.filename.lower().endswith((".csv", ".tsv", ".txt")) and info.file_size]
    chosen = [info for info in tables if not info.filename.lower().endswith(".txt")] or tables
    if len(chosen) != 1:
        raise UnusableRecords(_("The zip must hold one table, and holds %(count)d.") % {"count": len(chosen)})
    return stack.enter_context(packed.open(chosen[0]))


class _Bounded(io.RawIOBase):
    """A stream that refuses to go on beyond ``MOST_BYTES``."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.taken = stream, 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read the next piece. Raises UnusableRecords where the file is larger than anybody's records."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self.stream.read(len(view))
        self.taken += len(data)
        if self.taken > MOST_BYTES:
            raise UnusableRecords(_("The file is larger than 4 GB once it is unpacked."))
        view[: len(data)] = data
        return len(data)


def _bounded(stream: IO[bytes]) -> io.BufferedReader:
    return io.BufferedReader(_Bounded(stream), SNIFFED)


def _read(text: io.TextIOWrapper, delimiter: str) -> Records:
    first = text.readline(SNIFFED)
    if not first.strip():
        raise UnusableRecords(_("The file is empty, or its first line is."))
    if "\0" in first:
        raise UnusableRecords(_NOT_TEXT)
    if len(first) >= SNIFFED:
        raise UnusableRecords(_("The first line is far too long to be one of column names. Is it a table?"))
    mark = {"\\t": "\t", "tab": "\t"}.get(delimiter, delimiter) or max(DELIMITERS, key=first.count)
    if len(mark) != 1:
        raise UnusableRecords(_("The mark between columns is a single letter or sign."))
    columns = tuple(name.strip() for name in next(csv.reader([first], delimiter=mark)))
    named = [name for name in columns if name]
    if len(set(named)) != len(named):
        twice = next(name for name in named if named.count(name) > 1)
        raise UnusableRecords(_("The file names the column “%(name)s” twice.") % {"name": twice[:80]})
    return Records(columns, _rows(csv.reader(text, delimiter=mark)))


def _rows(reader: Iterator[Sequence[str]]) -> Iterator[tuple[int, list[str]]]:
    for values in reader:
        if values:
            yield reader.line_num + 1, list(values)  # type: ignore[attr-defined]
