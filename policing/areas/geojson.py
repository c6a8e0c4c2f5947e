"""Reads a GeoJSON file one feature at a time and knows on which line each stands. Pure: no database, no geometry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

MOST_BYTES = 512 * 1024 * 1024
BLANKS = " \t\r\n"


class UnusableFile(Exception):
    """The file as a whole cannot be read; the message is one line that says how to mend it."""


@dataclass(frozen=True)
class Feature:
    """One feature as it stands in the file: its place in the list (from 1), its line, and its raw JSON value."""

    number: int
    line: int
    value: Any

    def prop(self, name: str) -> Any:
        """Give one of its properties, or None."""
        properties = self.value.get("properties") if isinstance(self.value, dict) else None
        return properties.get(name) if isinstance(properties, dict) else None


@dataclass
class FeatureFile:
    """A feature collection that was found sound as JSON. Features are decoded again, one by one, as they are asked for."""

    text: str
    members: dict[str, Any] = field(default_factory=dict)
    offsets: list[int] = field(default_factory=list)
    properties: dict[str, None] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.offsets)

    def features(self) -> Iterator[Feature]:
        """Give the features in the order of the file."""
        line, last = 1, 0
        for number, offset in enumerate(self.offsets, start=1):
            line += self.text.count("\n", last, offset)
            last = offset
            yield Feature(number, line, _decoder.raw_decode(self.text, offset)[0])


_decoder = json.JSONDecoder()


def read(path: Path) -> FeatureFile:
    """Open a file. Raises UnusableFile for one that is missing, too large, not JSON, or no feature collection."""
    found = FeatureFile(_text(path))
    try:
        _scan(found)
    except json.JSONDecodeError as error:
        words = _("%(file)s is not valid JSON: line %(line)s, column %(column)s, %(what)s")
        raise UnusableFile(words % {"file": path, "line": error.lineno, "column": error.colno, "what": error.msg}) from error
    except (ValueError, RecursionError) as error:
        raise UnusableFile(
            _("%(file)s is not GeoJSON: it is nested too deeply, or holds a number too long to read") % {"file": path}
        ) from error
    if found.members.get("type") != "FeatureCollection":
        words = _("%(file)s is not a GeoJSON feature collection: its “type” is %(type)s")
        raise UnusableFile(words % {"file": path, "type": json.dumps(found.members.get("type"))[:60]})
    if "features" not in found.members:
        raise UnusableFile(_("%(file)s has no list called “features”") % {"file": path})
    return found


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnusableFile(_("%(file)s is larger than 512 MB: cut it into parts") % {"file": path})
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnusableFile(_("%(file)s cannot be read: %(why)s") % {"file": path, "why": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise UnusableFile(_("%(file)s is not text in UTF-8") % {"file": path}) from error


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in BLANKS:
        at += 1
    return at


def _expect(text: str, at: int, mark: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] != mark:
        raise json.JSONDecodeError(f"expected {mark}", text, at)
    return _skip(text, at + 1)


def _more(text: str, at: int, end: str) -> tuple[int, bool]:
    """Step over a comma (more to come) or the closing mark."""
    at = _skip(text, at)
    if text[at : at + 1] == end:
        return at + 1, False
    return _expect(text, at, ","), True


def _scan(found: FeatureFile) -> None:
    """Walk the top object: keep its members, and of the features only where they start and what their properties are called."""
    text = found.text
    start = _skip(text, 0)
    if text[start : start + 1] != "{":
        found.members["type"] = type(_decoder.raw_decode(text, start)[0]).__name__
        return
    at = _skip(text, start + 1)
    more = text[at : at + 1] != "}"
    at = at if more else at + 1
    while more:
        if text[at : at + 1] != '"':
            raise json.JSONDecodeError("expected a name in double quotes", text, at)
        key, at = _decoder.raw_decode(text, at)
        at = _expect(text, at, ":")
        if key == "features" and text[at : at + 1] == "[":
            found.members[key] = True
            at = _scan_features(found, at)
        else:
            value, at = _decoder.raw_decode(text, at)
            if key != "features":
                found.members[str(key)] = value
        at, more = _more(text, at, "}")
    if (rest := _skip(text, at)) < len(text):
        raise json.JSONDecodeError("more text after the end", text, rest)


def _scan_features(found: FeatureFile, at: int) -> int:
    text = found.text
    found.offsets.clear()
    at = _skip(text, at + 1)
    if text[at : at + 1] == "]":
        return at + 1
    more = True
    while more:
        found.offsets.append(at)
        value, end = _decoder.raw_decode(text, at)
        properties = value.get("properties") if isinstance(value, dict) else None
        if isinstance(properties, dict):
            found.properties.update(dict.fromkeys(properties))
        at, more = _more(text, end, "]")
    return at
