"""The parts of a case as its page shows them: tables of actions and tasks, hypotheses with what speaks for and against them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from problems.models import Evidence, Hypothesis
from problems.partbook import MOST
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
    """All parts of one kind, and the address to add one (empty where the reader may not)."""

    kind: PartKind
    rows: list[Shown]
    add: str = ""

    @property
    def body(self) -> SafeString:
        """The rows of its table, for actions and tasks."""
        return case_rows.actions(self.kind.code, self.rows)

    @property
    def evidence(self) -> SafeString:
        """The lines of its list, for evidence."""
        return case_rows.evidence(self.rows)

    @property
    def is_full(self) -> bool:
        """Whether there may be older ones that are not shown."""
        return len(self.rows) >= MOST


def shown(request: HttpRequest, book: CaseBook, acts: Mapping[str, Answer]) -> dict[str, Drawer]:
    """Give the parts that the reader sees, by kind. No query."""
    return {code: _drawer(request, book, KINDS[code], acts) for code in book.parts}


def _drawer(request: HttpRequest, book: CaseBook, kind: PartKind, acts: Mapping[str, Answer]) -> Drawer:
    may_put = bool(acts[kind.action])
    add = reverse("problems:part-new", args=[book.case.reference, kind.code]) if may_put else ""
    ways = _Ways(book.case.reference, kind, may_put)
    return Drawer(kind, [_shown(request, book, ways, row) for row in book.parts[kind.code]], add)


class _Ways:
    """The addresses of what can be done to the parts of a kind: each is looked up once, for all of them."""

    def __init__(self, reference: str, kind: PartKind, may_put: bool) -> None:
        self.kind, self.may_put = kind, may_put
        names = ("change", "move", "remove")
        self._cut = {name: reverse(f"problems:part-{name}", args=[reference, kind.code, 0]).rsplit("/0/", 1) for name in names}

    def to(self, name: str, part_id: int) -> str:
        """Give the address of one act on one part."""
        start, end = self._cut[name]
        return f"{start}/{part_id}/{end}"


def _shown(request: HttpRequest, book: CaseBook, ways: _Ways, row: Any) -> Shown:
    kind, may_put = ways.kind, ways.may_put
    state = kind.table.state(row.state) if kind.table else None
    due_on = getattr(row, "due_on", None)
    is_mine = getattr(row, "owner_id", None) == request.user.pk and book.case.state in casebook.OPEN
    return Shown(
        row,
        state=state,
        is_late=bool(state and state.is_open and due_on and due_on < dates.today()),
        change=ways.to("change", row.pk) if may_put and kind.code not in STAYS else "",
        move=ways.to("move", row.pk) if kind.table and (may_put or is_mine) else "",
        remove=ways.to("remove", row.pk) if may_put else "",
        soft=_soft(book, row) if kind.code == "action" else [],
        evidence=_evidence(book, row) if isinstance(row, Hypothesis) else [],
    )


def _soft(book: CaseBook, row: Any) -> list[str]:
    """Say by which technique an action works, on what, against which cause and to what end; and what it lacks of that."""
    causes = {one.pk: number for number, one in enumerate(book.parts["hypothesis"], start=1)}
    aims = {one.pk: number for number, one in enumerate(book.parts["objective"], start=1)}
    side = dict(sheet.ROLES).get(row.side)
    technique = f"{row.technique_number} {row.technique_label}" if row.technique_id else _("no technique yet")
    cause = _("for hypothesis %(number)d") % {"number": causes[row.hypothesis_id]} if row.hypothesis_id in causes else ""
    aim = _("for objective %(number)d") % {"number": aims[row.objective_id]} if row.objective_id in aims else ""
    cost = _("costs %(amount)s") % {"amount": row.cost} if row.cost is not None else ""
    works_on = _("works on: %(side)s") % {"side": side} if side else ""
    return [one for one in (technique, works_on, cause or _("no hypothesis yet"), aim or _("no objective yet"), cost) if one]


def _evidence(book: CaseBook, row: Hypothesis) -> list[Evidence]:
    return [one for one in book.parts["evidence"] if one.hypothesis_id == row.pk]


def about(book: CaseBook) -> dict[str, list[Evidence]]:
    """Give the evidence for each of the six tests, by the test's code."""
    found: dict[str, list[Evidence]] = {}
    for one in book.parts["evidence"]:
        found.setdefault(one.about, []).append(one)
    return found


@dataclass(frozen=True)
class KeptLine:
    """One text of the reader that could not be sent: under what, and the page where both texts stand."""

    label: Any
    url: str


def kept(book: CaseBook) -> list[KeptLine]:
    """Give the reader's own texts that wait, each with the page where it is sent or thrown away."""
    found = []
    for row in book.kept:
        part = casebook.part_of_target(row.target)
        if part and part[0] in KINDS:
            url = reverse("problems:part-change", args=[book.case.reference, *part])
            found.append(KeptLine(KINDS[part[0]].label, url))
        elif row.target in sheet.BY_CODE:
            url = reverse("problems:case-write", args=[book.case.reference, row.target])
            found.append(KeptLine(sheet.field(row.target).label, url))
    return found
