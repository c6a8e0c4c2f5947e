"""The copy of everything, as a file: for programs (JSON) and for people (plain text), in one ZIP."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

NAME = "my-data.zip"


def packed(held: Mapping[str, Any]) -> bytes:
    """Give the ZIP of a copy: ``my-data.json`` and ``my-data.txt``, which say the same."""
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.json", json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        archive.writestr("my-data.txt", "\ufeff" + "\r\n".join(_text(held)) + "\r\n")
    return box.getvalue()


def _text(held: Mapping[str, Any]) -> Iterator[str]:
    yield _("Everything that this site holds about you")
    for part in held.values():
        yield from ("", "", part["title"], "=" * len(part["title"]))
        yield from _lines(part["held"], 0)


def _lines(value: Any, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if isinstance(value, Mapping):
        for name, inner in value.items():
            title = str(name).replace("__", " ").replace("_", " ")
            if isinstance(inner, Mapping | list | tuple):
                yield f"{pad}{title}:"
                yield from _lines(inner, depth + 1)
            else:
                yield f"{pad}{title}: {_plain(inner)}"
    elif isinstance(value, list | tuple):
        if not value:
            yield f"{pad}{_('nothing')}"
        for number, inner in enumerate(value, start=1):
            if isinstance(inner, Mapping):
                yield f"{pad}{number}."
                yield from _lines(inner, depth + 1)
            else:
                yield f"{pad}- {_plain(inner)}"
    else:
        yield f"{pad}{_plain(value)}"


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M %Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
