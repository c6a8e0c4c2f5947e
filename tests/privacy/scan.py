"""The scan: everything that the site keeps, searched for what leads to a person, in plain and in the usual wrappings.

It asks PostgreSQL which tables there are and Django which of their columns point at people and at reports, so a table that is
made tomorrow is scanned without a word here. What it finds is a ``Leak``: where, and which sign of the person.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection

from feedback.models import Report
from policing.accounts.models import User
from policing.events.kicking import kicker

Row = tuple[tuple[str, bytes], ...]
Tables = dict[str, set[Row]]
WRAPPED = re.compile(rb"[A-Za-z0-9+/_=-]{16,}")
DEEPEST = 3
REPORT = Report._meta.label_lower


@dataclass(frozen=True, order=True)
class Leak:
    """One place in which a sign of the person stands. ``beside`` tells whether that row also names a report."""

    place: str
    sign: str
    beside: bool = False


class Signs:
    """What leads to a person: each sign as it is, and as the hashes that anybody can make who guesses it."""

    def __init__(self, **signs: str) -> None:
        self.found: dict[str, list[bytes]] = {}
        self.plain: dict[str, str] = dict(signs)
        for name, value in signs.items():
            plain = value.encode()
            hashed = [
                hashlib.new(kind, text).hexdigest().encode()
                for kind in ("md5", "sha1", "sha256")
                for text in (plain, plain.lower())
            ]
            self.found[name] = [plain.lower(), *hashed]

    def of(self, user: User, **more: str) -> Signs:
        """Add those of an account."""
        given = {"id": str(user.pk), "email": user.email, "name": user.name, "pseudonym": str(user.pseudonym)}
        added = Signs(**given, hex=user.pseudonym.hex, **more)
        self.found |= added.found
        self.plain |= added.plain
        return self

    def __iter__(self) -> Iterator[str]:
        """Give each sign as it is."""
        return iter(self.plain.values())

    def within(self, value: bytes) -> set[str]:
        """Give the names of the signs that stand in a value, however deep it is wrapped."""
        return {
            name for text in layers(value) for name, forms in self.found.items() if any(form in text.lower() for form in forms)
        }


def layers(value: bytes, depth: int = DEEPEST) -> Iterator[bytes]:
    """Give a value, and what comes out of it when it is decoded: percent signs, hexadecimal, base64 of both kinds, zlib."""
    yield value
    if depth == 0:
        return
    inner: list[bytes] = []
    if b"%" in value:
        inner.append(unquote(value.decode("utf-8", "replace")).encode())
    for word in {value, *WRAPPED.findall(value)}:
        inner += _unwrapped(word)
    for found in inner:
        if found and found != value:
            yield from layers(found, depth - 1)


def _unwrapped(word: bytes) -> Iterator[bytes]:
    for open_it in (zlib.decompress, binascii.unhexlify, _base64, _base64_of_addresses):
        try:
            yield open_it(word)
        except (ValueError, zlib.error):
            continue


def _base64(word: bytes) -> bytes:
    return base64.b64decode(word + b"=" * (-len(word) % 4), validate=True)


def _base64_of_addresses(word: bytes) -> bytes:
    return base64.b64decode(word.replace(b"-", b"+").replace(b"_", b"/") + b"=" * (-len(word) % 4), validate=True)


def as_bytes(value: Any) -> bytes:
    """Give any value of a column as bytes to search in."""
    if isinstance(value, memoryview | bytes | bytearray):
        return bytes(value)
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str).encode()
    return str(value).encode()


# --- tables ------------------------------------------------------------------------------------------------------------


def table_names() -> list[str]:
    """Give every table of the database, whether a model knows of it or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
        return [row[0] for row in cursor.fetchall()]


def tables() -> Tables:
    """Give every row of every table, column by column."""
    found: Tables = {}
    with connection.cursor() as cursor:
        for name in table_names():
            cursor.execute(f'SELECT * FROM "{name}"')
            columns = [column.name for column in cursor.description]
            found[name] = {
                tuple((column, as_bytes(value)) for column, value in zip(columns, row, strict=True) if value is not None)
                for row in cursor.fetchall()
            }
    return found


def new_rows(before: Tables) -> Tables:
    """Give the rows that were written or changed since."""
    return {name: rows - before.get(name, set()) for name, rows in tables().items() if rows - before.get(name, set())}


def pointing_at(model: type[Any]) -> dict[str, set[str]]:
    """Give for each table the columns that point at a model, those of many-to-many tables among them."""
    found: dict[str, set[str]] = {}
    for other in apps.get_models(include_auto_created=True):
        for field in other._meta.concrete_fields:
            if field.remote_field is not None and field.remote_field.model is model:
                found.setdefault(other._meta.db_table, set()).add(str(field.column))
    return found


def names_a_report(table: str, row: Row, reports: dict[str, set[str]]) -> bool:
    """Tell whether a row is a report, points at one, or names one by its type."""
    held = dict(row)
    typed = held.get("subject_type") == REPORT.encode() and "subject_id" in held
    return table == Report._meta.db_table or typed or any(column in held for column in reports.get(table, ()))


def in_tables(rows: Tables, signs: Signs) -> set[Leak]:
    """Give each column in which a sign stands. A number of a person is looked for in every column, not only in keys to people."""
    reports = pointing_at(Report)
    return {
        Leak(f"{table}.{column}", sign, names_a_report(table, row, reports))
        for table, found in rows.items()
        for row in found
        for column, value in row
        for sign in signs.within(value)
    }


def beside(user: User, rows: Tables) -> set[str]:
    """Give the tables with a row that points both at this person and at a report: by the keys that the models declare."""
    people, reports, key = pointing_at(User), pointing_at(Report), str(user.pk).encode()
    return {
        table
        for table, found in rows.items()
        for row in found
        if any(dict(row).get(column) == key for column in people.get(table, ())) and names_a_report(table, row, reports)
    }


# --- everything else ---------------------------------------------------------------------------------------------------


def valkey() -> Iterator[bytes]:
    """Give every key and every value of the cache and of the queues."""
    assert kicker().settle(5)
    line = cache._cache.get_client()
    read = {
        b"string": line.get,
        b"list": lambda key: line.lrange(key, 0, -1),
        b"set": line.smembers,
        b"hash": line.hgetall,
        b"zset": lambda key: line.zrange(key, 0, -1),
        b"stream": line.xrange,
    }
    for key in line.keys("*"):
        kind = line.type(key)
        if kind != b"none":  # else it ended between the two questions
            yield from (key, *_flat(read[kind](key)))


def in_valkey(signs: Signs) -> set[Leak]:
    """Give the signs that stand in a key or a value of the cache and of the queues."""
    return {Leak("valkey", sign) for text in valkey() for sign in signs.within(text)}


def _flat(value: Any) -> Iterable[bytes]:
    if isinstance(value, dict):
        return [part for pair in value.items() for one in pair for part in _flat(one)]
    if isinstance(value, list | set | tuple):
        return [part for one in value for part in _flat(one)]
    return [as_bytes(value)] if value is not None else []


def in_files(signs: Signs) -> set[Leak]:
    """Give the uploads in whose name or bytes a sign stands."""
    root = Path(default_storage.path("."))
    files = [path for path in root.rglob("*") if path.is_file()] if root.exists() else []
    return {
        Leak("uploads", sign)
        for path in files
        for text in (str(path.relative_to(root)).encode(), path.read_bytes())
        for sign in signs.within(text)
    }


def in_lines(text: str, signs: Signs) -> set[Leak]:
    """Give the lines of a log in which a sign stands."""
    return {Leak("log", sign) for line in text.splitlines() for sign in signs.within(line.encode())}
