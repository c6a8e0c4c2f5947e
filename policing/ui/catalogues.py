"""Reading, writing and compiling the catalogues of messages with Babel alone: a bare machine has no gettext programs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

SOURCES = ("policing", "feedback", "partnerships", "problems", "initiatives")
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(
        ("_", "say", "_lazy", "gettext", "gettext_lazy", "gettext_noop"), None
    ),  # the first three are what we call them
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
KEPT = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}|<[^>]+>|&\w+;")
ACCENTS = str.maketrans("aeiounycsrtplzAEIOUNYCSRTPLZ", "áéíöúñýçšŕţṗļžÁÉÍÖÚÑÝÇŠŔŢṖĻŽ")
LONGER = 0.4


def _fresh(locale: str | None = None) -> Catalog:
    return Catalog(
        locale=locale,
        header_comment="# The texts of Commonbeat. Written by manage.py messages --extract.",
        project="Commonbeat",
        version="1",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        charset="utf-8",
        fuzzy=False,
    )


def _files(base: Path) -> Iterator[tuple[Path, bool]]:
    for folder in SOURCES:
        yield from ((path, False) for path in sorted((base / folder).rglob("*.py")) if "migrations" not in path.parts)
    for ending in ("*.html", "*.txt"):
        yield from ((path, True) for path in sorted((base / "templates").rglob(ending)))


def _as_python(template: str, path: Path) -> str:
    """Give a template's texts as calls in Python, line by line; indents are dropped, since they mean nothing there."""
    return "\n".join(line.lstrip() for line in templatize(template, origin=str(path)).splitlines())


def extracted(base: Path) -> Catalog:
    """Gather every message of the Python sources and the templates under ``base``."""
    catalog = _fresh()
    for path, is_template in _files(base):
        text = path.read_text(encoding="utf-8")
        source = _as_python(text, path) if is_template else text
        found = extract("python", io.BytesIO(source.encode()), KEYWORDS, options={"encoding": "utf-8"})
        for line, message, comments, context in found:
            catalog.add(message, None, [(path.relative_to(base).as_posix(), line)], auto_comments=comments, context=context)
    return catalog


def _text_of(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=130, sort_by_file=True, include_lineno=False)
    dated = (b'"POT-Creation-Date:', b'"PO-Revision-Date:')
    return b"".join(line for line in out.getvalue().splitlines(keepends=True) if not line.startswith(dated))


def _read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale, charset="utf-8")


def _po(folder: Path, language: str) -> Path:
    return folder / to_locale(language) / "LC_MESSAGES" / "django.po"


def write_template(base: Path, folder: Path, languages: Sequence[str]) -> int:
    """Write ``django.pot`` and bring each language's catalogue up to it. Gives the number of messages.

    Translations of texts that still stand are kept; those of texts that are gone go with them.
    """
    template = extracted(base)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "django.pot").write_bytes(_text_of(template))
    for language in languages:
        path = _po(folder, language)
        locale = to_locale(language)
        catalog = _read(path, locale) if path.exists() else _fresh(locale)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_text_of(catalog))
    return len(template)


def _keys(catalog: Catalog) -> set[Any]:
    return {(message.id, message.context) for message in catalog if message.id}


def stale(base: Path, folder: Path, languages: Sequence[str]) -> list[Path]:
    """Give the catalogues that do not hold exactly the messages of the sources, or are missing."""
    wanted = _keys(extracted(base))
    paths = [folder / "django.pot", *(_po(folder, language) for language in languages)]
    return [path for path in paths if not path.exists() or _keys(_read(path)) != wanted]


def compile_all(folder: Path, source: str) -> int:
    """Write the ``.mo`` beside each ``.po`` that is newer than it, and one of the ``source`` language from the template.

    In that one each text stands for itself, so that it is found at the first look: Django would look through the catalogues
    of every part of the site for it first, which costs a page of five hundred texts more than a query. Gives how many were written.
    """
    made_of = {path.with_suffix(".mo"): path for path in sorted(folder.glob("*/LC_MESSAGES/*.po"))}
    made_of |= {_po(folder, source).with_suffix(".mo"): path for path in folder.glob("django.pot")}
    old = {target: path for target, path in made_of.items() if not _is_newer(target, path)}
    for target, path in old.items():
        _write_mo(target, _read(path, path.parts[-3]) if path.suffix == ".po" else _for_itself(path, to_locale(source)))
    return len(old)


def _is_newer(target: Path, path: Path) -> bool:
    return target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns


def _for_itself(template: Path, locale: str) -> Catalog:
    """Give the catalogue in which each text of a template stands for itself."""
    catalog = _fresh(locale)
    for message in _read(template):
        if message.id:
            catalog.add(message.id, message.id, context=message.context, flags=message.flags)
    return catalog


def _write_mo(target: Path, catalog: Catalog) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".mo.new")
    with fresh.open("wb") as file:
        write_mo(file, catalog)
    fresh.replace(target)


def pseudo(text: str) -> str:
    """Give a text that reads like the original, is longer by two fifths, and shows that it went through translation.

    Placeholders, tags and entities stay as they are: “Report” becomes “⟦Ŕéṗöŕţ ···⟧”.
    """
    spots = list(KEPT.finditer(text))
    starts, ends = [0, *(spot.end() for spot in spots)], [*(spot.start() for spot in spots), len(text)]
    words = [text[start:end].translate(ACCENTS) for start, end in zip(starts, ends, strict=True)]
    dressed = "".join(word + (spots[at].group() if at < len(spots) else "") for at, word in enumerate(words))
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead}⟦{dressed.strip()} {'·' * max(1, round(len(text.strip()) * LONGER))}⟧{tail}"


def _pseudo_of(message: Message, plurals: int) -> str | tuple[str, ...]:
    if isinstance(message.id, str):
        return pseudo(message.id)
    one, many = message.id[0], message.id[-1]
    return tuple(pseudo(one if form == 1 or plurals == 1 else many) for form in range(plurals))


def write_pseudo(base: Path, language: str, folder: Path) -> int:
    """Write and compile a pseudo-translated catalogue of one language into ``folder``. Gives the number of messages."""
    template = extracted(base)
    catalog = _fresh(to_locale(language))
    for message in template:
        if message.id:
            catalog.add(message.id, _pseudo_of(message, catalog.num_plurals), context=message.context, flags=message.flags)
    path = _po(folder, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_text_of(catalog))
    _write_mo(path.with_suffix(".mo"), catalog)
    return len(catalog)
