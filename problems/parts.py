"""The kinds of parts of a case: for each its model, its columns, and the class of data that it belongs to. One table for all screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policing.access import sight
from policing.workflow import Workflow
from problems.models import (
    Action,
    CaseDecision,
    CaseFile,
    CaseNote,
    CasePlace,
    Evidence,
    Hypothesis,
    Objective,
    Part,
    Task,
)
from problems.workflow import ACTION, TASK

Words = str | Promise


@dataclass(frozen=True)
class PartKind:
    """One kind: its code, model, what it is called (one, and the heading over many), columns that people fill in, its stage on the page,
    the class of data, and the table of its states where it has any. ``counted``: a change lets the figures be counted anew. ``many`` is its
    plural in a file, where it is not the code with an s.
    """

    code: str
    model: type[Part]
    label: Words
    heading: Words
    columns: tuple[str, ...]
    stage: str
    shown_to: str = sight.PLAN
    table: Workflow | None = None
    counted: bool = False
    action: str = "put"
    many: str = ""

    @property
    def plural(self) -> str:
        """What many of them are called in a file."""
        return self.many or f"{self.code}s"


KINDS: Mapping[str, PartKind] = {
    kind.code: kind
    for kind in (
        PartKind(
            "evidence", Evidence, _("Evidence"), _("Evidence"),
            ("about", "hypothesis", "supports", "source", "words", "link"), "scanning", many="evidence",
        ),
        PartKind(
            "place", CasePlace, _("Place"), _("Places that are counted"), ("use", "label", "area", "cell"), "analysis",
            sight.PLACES, counted=True,
        ),
        PartKind("hypothesis", Hypothesis, _("Hypothesis"), _("Hypotheses"), ("words", "standing"), "analysis", many="hypotheses"),
        PartKind(
            "objective", Objective, _("Objective"), _("Objectives"), ("words", "measure", "baseline", "target", "by", "result"),
            "response",
        ),
        PartKind(
            "action", Action, _("Action"), _("Actions"),
            ("words", "owner", "owner_name", "due_on", "technique", "side", "hypothesis", "objective", "cost"),
            "response", table=ACTION,
        ),
        PartKind("task", Task, _("Task"), _("Tasks"), ("words", "owner", "due_on"), "", table=TASK),
        PartKind("decision", CaseDecision, _("Decision"), _("Decisions"), ("words", "reason", "decided_on"), ""),
        PartKind("note", CaseNote, _("Note"), _("Notes"), ("words",), "", sight.DESK, action="note"),
        PartKind("file", CaseFile, _("File"), _("Pictures and documents"), ("label",), "", sight.DESK),
    )
}  # fmt: skip


def kind_of(code: str) -> PartKind | None:
    """Give the kind of that code, or None."""
    return KINDS.get(code)
