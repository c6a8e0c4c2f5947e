"""A second look at words before everybody reads them: what tells who somebody is, and what a resident wrote, word for word.

A person decides: each part is shown with its reason, and the words go out once somebody says that they looked. Raw words of a resident
are for the team alone, so that whoever wrote them is not known again by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from feedback.models import Message, Report
from feedback.redacting import suggest
from policing.errors import BadInput
from policing.ui.registry import Words
from problems.models import Case, Remark

LEAST, MOST_SOURCES, MOST_LETTERS = 7, 500, 4000
WORD = re.compile(r"\w+")
ASK = _("Parts of this read as if they told who somebody is. Look at them, then send it again.")


@dataclass(frozen=True)
class Part:
    """One part of a text to look at, and why."""

    found: str
    reason: Words


def parts(case: Case, text: str) -> list[Part]:
    """Give what to look at in a text about a case. At most three queries."""
    if not text.strip():
        return []
    told = [Part(one.found, one.reason) for one in suggest(text)]
    return told + [Part(found, _("a resident wrote this, word for word")) for found in echoes(text, _sources(case))]


def require(case: Case, text: str, *, sure: bool) -> None:
    """Raise BadInput where there is something to look at, and nobody says that they looked."""
    if not sure and parts(case, text):
        raise BadInput({"sure": [ASK]})


def echoes(text: str, sources: Iterable[str]) -> list[str]:
    """Give the runs of at least seven words of a text that stand in a source in the same order, as they stand in the text."""
    held = list(WORD.finditer(text))
    at = _runs([one.group().casefold() for one in held])
    hit: set[int] = set()
    for source in sources if at else ():
        for run in _runs([word.casefold() for word in WORD.findall(source)]):
            hit.update(at.get(run, ()))
    return [text[held[first].start() : held[last].end()] for first, last in _joined(sorted(hit))]


def _runs(words: list[str]) -> dict[tuple[str, ...], list[int]]:
    """Give each run of seven words with the places where it begins."""
    found: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(words) - LEAST + 1):
        found.setdefault(tuple(words[at : at + LEAST]), []).append(at)
    return found


def _joined(starts: list[int]) -> Iterator[tuple[int, int]]:
    """Put runs that overlap together: the first and the last word of each part."""
    while starts:
        first = last = starts.pop(0)
        while starts and starts[0] <= last + LEAST:
            last = starts.pop(0)
        yield first, last + LEAST - 1


def _sources(case: Case) -> Iterator[str]:
    """Give what residents wrote that belongs to a case: their reports, what they wrote back, and remarks; bounded, the newest."""
    fed = Report.objects.filter(case_links__case=case, case_links__left_at=None)
    back = Message.objects.filter(report__in=fed.values("pk"), author=Message.Author.REPORTER)
    for rows in (fed, back, Remark.objects.filter(page__case=case)):
        yield from _texts(rows)


def _texts(rows: QuerySet[Any]) -> Iterator[str]:
    newest = rows.order_by("-pk").annotate(begins=Left("words", MOST_LETTERS))
    yield from newest.values_list("begins", flat=True)[:MOST_SOURCES]
