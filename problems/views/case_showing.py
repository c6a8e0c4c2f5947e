"""What the page of a case shows of what was read, stage by stage: questions with their answers, gates with where they are met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policing.access import sight
from policing.ui import dates
from policing.ui.lists import listed
from policing.ui.registry import Words
from problems import gates, sheet
from problems.casebook import CaseBook
from problems.gates import Gate
from problems.models import Case, SheetEntry, StageMove
from problems.parts import KINDS
from problems.services.cases.writing import Frame
from problems.sheet import Field
from problems.views import case_rows
from problems.workflow import STAGES

HEADINGS: dict[str, Words] = {
    "scanning": gettext_lazy("Scanning: is it one problem?"),
    "analysis": gettext_lazy("Analysis: why here, why then?"),
    "response": gettext_lazy("Response: who does what by when"),
    "assessment": gettext_lazy("Assessment: did it work?"),
}
TONES = {sheet.MET: "done", sheet.NOT_MET: "stop", sheet.UNKNOWN: "wait"}


@dataclass(frozen=True)
class Asked:
    """One question of the sheet with what stands under it, and the page to write there, where the reader may."""

    field: Field
    entry: SheetEntry | None
    url: str
    is_kept: bool = False

    @property
    def choice(self) -> Words:
        """What was chosen, in words."""
        code = self.entry.choice if self.entry else ""
        return next((label for value, label in self.field.choices if value == code), "")

    @property
    def link(self) -> SafeString:
        """The way to write, and that words of the reader wait."""
        return case_rows.way_to_write(self)

    @property
    def drawn(self) -> SafeString:
        """The question, what stands under it, and the way to write."""
        return case_rows.asked(self)

    @property
    def tone(self) -> str:
        """The tone of the tag of what was chosen."""
        return TONES.get(self.entry.choice, "none") if self.entry else "none"


@dataclass(frozen=True)
class GateLine:
    """One gate: whether it is met, whether it was skipped with a reason, and where it is met, if the reader sees that place."""

    gate: Gate
    is_met: bool
    is_skipped: bool
    anchor: str
    page_url: str = ""

    @property
    def body(self) -> SafeString:
        """What it asks, where it is met, and whether it is, drawn."""
        return case_rows.gate(self)


@dataclass(frozen=True)
class Stage:
    """One stage as the page shows it: its heading, how far it is in words, its gates, and its questions by code."""

    code: str
    label: Words
    dot: str
    heading: Words
    standing: str
    said: str
    gates: Sequence[GateLine]
    asked: dict[str, Asked]

    @property
    def template(self) -> str:
        """The template of what is in it."""
        return f"problems/case/{self.code}.html"

    @property
    def mark(self) -> str:
        """The class of its place on the rail."""
        return {"done": "is-done", "later": "is-shut"}.get(self.standing, "")

    @property
    def checks(self) -> SafeString:
        """The list of its gates, drawn."""
        lines = (case_rows.numbered(number, line.body) for number, line in enumerate(self.gates, start=1))
        return SafeString(f'<ul class="checks">{"".join(lines)}</ul>')

    @property
    def is_current(self) -> bool:
        """Whether the case stands here."""
        return self.standing == "now"


@lru_cache(maxsize=4096)
def _where_to_write(reference: str, code: str) -> str:
    return reverse("problems:case-write", args=[reference, code])


def asked_of(book: CaseBook, field: Field, *, may_write: bool) -> Asked:
    """Give one question with its answer."""
    url = _where_to_write(book.case.reference, field.code) if may_write else ""
    return Asked(field, book.sheet.get(field.code), url, any(one.target == field.code for one in book.kept))


def stages(book: CaseBook, *, may_write: bool) -> list[Stage]:
    """Give the four stages in the order of SARA."""
    return [_stage(book, code, dot, may_write) for code, dot in zip(STAGES, _dots(), strict=True)]


def _dots() -> list[str]:
    """Give what stands in the dots of the rail: the first letters where they tell the stages apart, as in SARA, or else numbers."""
    letters = [str(sheet.STAGES[code][0])[:1] for code in STAGES]
    return letters if len(set(letters)) > 2 else [str(number) for number, _code in enumerate(STAGES, start=1)]


def current_first(found: Sequence[Stage]) -> list[Stage]:
    """Give the stages as the page reads: where the case stands, or stood last, comes first; the others in the order of SARA."""
    last = next((stage for stage in reversed(found) if stage.is_current), None) or _left_last(found)
    return sorted(found, key=lambda stage: stage is not last)


def _left_last(found: Sequence[Stage]) -> Stage | None:
    return next((stage for stage in reversed(found) if stage.standing == "done"), None)


def _stage(book: CaseBook, code: str, dot: str, may_write: bool) -> Stage:
    lines = gate_lines(book, gates.of_stage(code))
    standing = _standing(book, code)
    asked = {one.code: asked_of(book, one, may_write=may_write) for one in sheet.of_stage(code)}
    label = sheet.STAGES[code][0]
    return Stage(code, label, dot, HEADINGS[code], standing, _said(book, code, standing, lines), lines, asked)


def _standing(book: CaseBook, code: str) -> str:
    """Tell whether a stage is done, is where the case stands, or comes later."""
    state = book.case.state
    if state in STAGES:
        at, here = STAGES.index(code), STAGES.index(state)
        return "now" if at == here else "done" if at < here else "later"
    last = next((move.before for move in reversed(book.moves) if move.after == "closed" and move.state == "approved"), "")
    return "done" if last in STAGES and STAGES.index(code) <= STAGES.index(last) else "later"


def _said(book: CaseBook, code: str, standing: str, lines: Sequence[GateLine]) -> str:
    met = sum(line.is_met for line in lines)
    checks = ngettext("%(met)d of %(all)d check met", "%(met)d of %(all)d checks met", len(lines)) % {
        "met": met, "all": len(lines),
    }  # fmt: skip
    if standing == "now":
        return _("You are here. %(checks)s") % {"checks": checks}
    left = [move.answered_at for move in book.moves if move.state == "approved" and move.before == code and move.answered_at]
    if standing == "done" and left:
        return _("Done %(day)s. %(checks)s") % {"day": dates.short_day(left[-1]), "checks": checks}
    return checks


def gate_lines(book: CaseBook, rows: Iterable[Gate], *, page_url: str = "") -> list[GateLine]:
    """Give gates with whether they are met, and where; a place that the reader does not see is not linked.

    ``page_url`` is the address of the case's page, for lines that stand on another one.
    """
    skipped = {code for move in skips(book.moves) for code in move.unmet}
    hidden = {kind.code for kind in KINDS.values() if not book.shows(kind.shown_to)}
    hidden |= set() if shows_frame(book) else {"frame"}
    return [
        GateLine(
            gate,
            is_met := gate.is_met(book.facts),
            not is_met and gate.code in skipped,
            "" if (anchor := gate.where(book.facts)) in hidden else anchor,
            page_url,
        )
        for gate in rows
    ]


def skips(moves: Iterable[StageMove]) -> list[StageMove]:
    """Give the steps by which gates were skipped."""
    return [move for move in moves if move.unmet and move.state == "approved"]


def shows_frame(book: CaseBook) -> bool:
    """Tell whether the reader sees what is counted when."""
    return book.shows(sight.PLACES) or book.shows(sight.COUNTS)


def step_words(move: StageMove) -> str:
    """Say a step on the rail in words."""
    before, after = (sheet.STAGES[code][0] for code in (move.before, move.after))
    words = {
        "forward": _("From %(before)s on to %(after)s"),
        "close": _("From %(before)s to closed"),
        "back": _("From %(before)s back to %(after)s"),
        "reopen": _("Taken up again, in %(after)s"),
        "contest": _("A resident said that it is not fixed: open again, in %(after)s"),
    }[move.kind]
    return words % {"before": before, "after": after}


@dataclass(frozen=True)
class StepLine:
    """One step on the rail with what was skipped for it, in words."""

    move: StageMove
    says: str
    skipped: list[str]


def steps(moves: Iterable[StageMove]) -> list[StepLine]:
    """Give the steps on the rail, each in words."""
    labels = {gate.code: str(gate.label) for gate in gates.GATES}
    return [StepLine(move, step_words(move), [labels[code] for code in move.unmet if code in labels]) for move in moves]


def moments(book: CaseBook, last: int) -> list[Any]:
    """Give what happened lately, for who sees all of the desk; for everybody else the steps on the rail that were taken."""
    if book.lines:
        return [(line.sentence, line.at, line.actor_label) for line in book.lines[-last:]]
    taken = [move for move in book.moves if move.state == StageMove.State.APPROVED]
    return [(step_words(move), move.answered_at or move.at, "") for move in taken[-last:]]


def windows(case: Case | Frame) -> list[tuple[str, str]]:
    """Say what is counted, and when."""

    def window(first: Any, last: Any) -> str:
        if first is None:
            return _("Not set yet")
        return _("%(first)s to %(last)s") % {"first": dates.short_day(first), "last": dates.short_day(last)}

    return [
        (_("Kinds of incidents"), listed(case.categories) or _("Every kind")),
        (_("Before"), window(case.baseline_from, case.baseline_to)),
        (_("Afterwards"), window(case.after_from, case.after_to)),
    ]
