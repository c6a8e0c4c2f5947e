"""What the larger components are given: plain frozen facts that a view or a service can make without knowing any HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from policing.ui.registry import Words
from policing.workflow import State


@dataclass(frozen=True)
class Moment:
    """One line of a timeline: what happened, happens or will happen. ``state``: done, now (once) or next."""

    title: Words
    at: datetime | date | None = None
    detail: Words = ""
    state: Literal["done", "now", "next"] = "done"
    form: str = "day"


@dataclass(frozen=True)
class Remark:
    """One message of a conversation. ``kind``: them, you (whoever reads) or note (for the team alone).

    ``lang`` marks words in another language; ``translation`` is shown under the original.
    """

    by: Words
    text: str
    at: datetime | date | None = None
    kind: Literal["them", "you", "note"] = "them"
    lang: str = ""
    translation: str = ""
    form: str = "brief"


@dataclass(frozen=True)
class Crumb:
    """One step of the trail that leads here. The last one has no address."""

    label: Words
    url: str = ""


@dataclass(frozen=True)
class Tab:
    """One of several pages about the same thing. ``badge`` counts what waits there."""

    label: Words
    url: str
    current: bool = False
    badge: int = 0


@dataclass(frozen=True)
class KeyPager:
    """The way through a list that is paged by key: addresses of the pages before and after, and what this one holds."""

    newer: str = ""
    older: str = ""
    says: Words = ""


@dataclass(frozen=True)
class Answer:
    """One answer on a check page, with the address to change it."""

    question: Words
    answer: str
    change_url: str = ""


@dataclass(frozen=True)
class Mend:
    """One line of an error summary: the id of the input it leads to, the sentence, and the question where that is needed."""

    target: str
    line: str
    question: Words = ""

    @property
    def lead(self) -> str:
        """The question as it leads its sentence: with a colon, unless it has a mark of its own."""
        words = str(self.question)
        return words + ":" if words and words[-1] not in "?:.!؟।" else words


@dataclass(frozen=True)
class ChainLink:
    """One of the four links: you said, we looked, we did, what changed."""

    name: Words
    fact: Words
    detail: Words = ""


@dataclass(frozen=True)
class Column:
    """A column of a table. ``number`` sets figures to the end; ``sort_url`` makes it a link, ``sorted_by`` says which way."""

    label: Words
    number: bool = False
    sort_url: str = ""
    sorted_by: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True)
class Cell:
    """A cell. A workflow state is drawn as its tag; ``url`` makes the text a link; ``soft`` is a second, quieter line."""

    value: Words | int | float | State
    url: str = ""
    soft: Words = ""


@dataclass(frozen=True)
class Table:
    """A table whose rows fold into small cards on a phone. The first cell of a row is its heading."""

    caption: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    show_caption: bool = False
    fold: bool = True
