"""The parts of a case as its page shows them: tables of actions and tasks, hypotheses with what speaks for and against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from policing.access import Answer
from policing.ui import dates
from policing.workflow import State
from problems import casebook, sheet
from problems.casebook import CaseBook
from problems.models import Case, Evidence, Hypothesis
from problems.parts import KINDS, PartKind
from problems.services.cases.parts import STAYS
from problems.views import case_rows


@dataclass(frozen=True)
class Shown:
    """One part: its row, its state, and the addresses of what the reader may do to it (empty where they may not)."""

    row: Any
    state: State | None = None
    is_late: bool = False
    change: str = ""
    move: str = ""
    remove: str = ""
    soft: list[str] = field(default_factory=list)
    evidence: list[Any] = field(default_factory=list)

    @property
    def links(self) -> SafeString:
        """Who added it and when, and what the reader may do to it."""
        return case_rows.links(self)


@dataclass(frozen=True)
class Drawer:
    """All parts of one kind, and the address to add one (empty where the reader may not).

    ``older`` is how many there are that are not among ``rows``; all of them stand on the page ``every``.
    """

    kind: PartKind
    rows: list[Shown]
    add: str = ""
    older: int = 0
    every: str = ""

    @property
    def body(self) -> SafeString:
        """The rows of its table, for actions and tasks."""
        return case_rows.actions(self.kind.code, self.rows)

    @property
    def evidence(self) -> SafeString:
        """The lines of its list, for evidence."""
        return case_rows.evidence(self.rows)

    @property
    def left_out(self) -> SafeString:
        """How many older ones are not shown, and the way to all of them; nothing where there are none."""
        return case_rows.left_out(self.older, self.every) if self.older else SafeString("")


def shown(request: HttpRequest, book: CaseBook, acts: Mapping[str, Answer]) -> dict[str, Drawer]:
    """Give the parts that the reader sees, by kind. No query."""
    return {code: _drawer(request, book, KINDS[code], acts) for code in book.parts}


def _drawer(request: HttpRequest, book: CaseBook, kind: PartKind, acts: Mapping[str, Answer]) -> Drawer:
    may_put = bool(acts[kind.action])
    add = reverse("problems:part-new", args=[book.case.reference, kind.code]) if may_put else ""
    soft = _Soft(book) if kind.code == "action" else _About(book) if kind.code == "evidence" else None
    ways = _Ways(book.case, kind, request.user.pk, may_put=may_put, soft=soft)
    rows = [_shown(book, ways, row) for row in book.parts[kind.code]]
    older = book.older.get(kind.code, 0)
    return Drawer(kind, rows, add, older, reverse("problems:part-list", args=[book.case.reference, kind.code]) if older else "")


def own(drawers: Mapping[str, Drawer], reader_id: int | None) -> list[Shown]:
    """Give what the reader has still to do in the case, the first due first. No query."""
    rows = [one for code in ("action", "task") if code in drawers for one in drawers[code].rows]
    mine = [one for one in rows if one.row.owner_id == reader_id and one.state and one.state.is_open and one.move]
    return sorted(mine, key=lambda one: (one.row.due_on is None, one.row.due_on))


def one_page(request: HttpRequest, book: CaseBook, kind: PartKind, rows: Iterable[Any], may_put: Answer) -> list[Shown]:
    """Give some parts of a kind with what the reader may do to each, for a page of a list. No query."""
    ways = _Ways(book.case, kind, request.user.pk, may_put=bool(may_put))
    return [_shown(book, ways, row) for row in rows]


@lru_cache(maxsize=512)
def _cut(name: str, reference: str, code: str) -> tuple[str, str]:
    """Give what stands before and behind the number of a part in an address."""
    start, end = reverse(f"problems:part-{name}", args=[reference, code, 0]).rsplit("/0/", 1)
    return start, end


class _Ways:
    """What can be done to the parts of a kind, by whom, and where: what is the same for all of them is looked up once."""

    def __init__(
        self, case: Case, kind: PartKind, reader_id: int | None, *, may_put: bool, soft: _Soft | _About | None = None
    ) -> None:
        self.kind, self.may_put, self.soft = kind, may_put, soft
        self.worker_id = reader_id if case.state in casebook.OPEN else None  # whose own work can go on
        self.today = dates.today()
        names = ("change", "move", "remove")
        self._cut = {name: _cut(name, case.reference, kind.code) for name in names}

    def to(self, name: str, part_id: int) -> str:
        """Give the address of one act on one part."""
        start, end = self._cut[name]
        return f"{start}/{part_id}/{end}"


def _shown(book: CaseBook, ways: _Ways, row: Any) -> Shown:
    kind, may_put = ways.kind, ways.may_put
    state = kind.table.state(row.state) if kind.table else None
    due_on = getattr(row, "due_on", None)
    is_mine = ways.worker_id is not None and getattr(row, "owner_id", None) == ways.worker_id
    return Shown(
        row,
        state=state,
        is_late=bool(state and state.is_open and due_on and due_on < ways.today),
        change=ways.to("change", row.pk) if may_put and kind.code not in STAYS else "",
        move=ways.to("move", row.pk) if kind.table and (may_put or is_mine) else "",
        remove=ways.to("remove", row.pk) if may_put else "",
        soft=ways.soft.of(row) if ways.soft else [],
        evidence=_evidence(book, row) if isinstance(row, Hypothesis) else [],
    )


class _About:
    """Says of evidence which hypothesis it is about, by its number on the page; of the six tests their names are enough."""

    def __init__(self, book: CaseBook) -> None:
        self._causes = _numbered(book.parts.get("hypothesis", ()), _("Hypothesis %(number)d"))

    def of(self, row: Any) -> list[str]:
        """Give the hypothesis, or nothing."""
        found = self._causes.get(row.hypothesis_id)
        return [found] if found else []


class _Soft:
    """Says of actions what they stand on; what is the same in every row is looked up once."""

    def __init__(self, book: CaseBook) -> None:
        cause, aim = _("for hypothesis %(number)d"), _("for objective %(number)d")
        self._causes = _numbered(book.parts.get("hypothesis", ()), cause)
        self._aims = _numbered(book.parts.get("objective", ()), aim)
        self._sides = {code: _("works on: %(side)s") % {"side": side} for code, side in sheet.ROLES}
        self._cost = _("costs %(amount)s")
        self._lacks = (_("no technique yet"), _("no hypothesis yet"), _("no objective yet"))

    def of(self, row: Any) -> list[str]:
        """Say by which technique an action works, on what, against which cause and to what end; and what it lacks of that."""
        technique, cause, aim = self._lacks
        return [
            one
            for one in (
                f"{row.technique_number} {row.technique_label}" if row.technique_id else technique,
                self._sides.get(row.side, ""),
                self._causes.get(row.hypothesis_id, cause),
                self._aims.get(row.objective_id, aim),
                self._cost % {"amount": row.cost} if row.cost is not None else "",
            )
            if one
        ]


def _numbered(rows: Iterable[Any], words: str) -> dict[int, str]:
    return {row.pk: words % {"number": number} for number, row in enumerate(rows, start=1)}


def _evidence(book: CaseBook, row: Hypothesis) -> list[Evidence]:
    return [one for one in book.parts.get("evidence", ()) if one.hypothesis_id == row.pk]


def about(book: CaseBook) -> dict[str, list[Evidence]]:
    """Give the evidence for each of the six tests, by the test's code."""
    found: dict[str, list[Evidence]] = {}
    for one in book.parts["evidence"]:
        found.setdefault(one.about, []).append(one)
    return found
