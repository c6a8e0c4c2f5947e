"""The gates of SARA: what each stage asks for before a case goes on, as rows of one table. Pure: they read ``Facts`` and nothing else.

The rows follow the stages of the Center for Problem-Oriented Policing (domain.md 2.1). A gate that is not met is said in words with
the place where it is met; a reasoned skip is possible, approved by a supervisor, and stays visible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from problems.sheet import CHEERS, FIVE_W, MET, TRIANGLE, Field
from problems.workflow import STAGES

Words = str | Promise


@dataclass(frozen=True)
class Answer:
    """One answer of the sheet: what was chosen, and the words."""

    choice: str = ""
    words: str = ""


@dataclass(frozen=True)
class Planned:
    """What the gates ask of one action."""

    has_owner: bool
    has_date: bool
    has_technique: bool
    has_hypothesis: bool
    has_objective: bool
    state: str = "planned"

    @property
    def is_whole(self) -> bool:
        """Tell whether it says by whom, by when, by which technique, for which cause and to what end."""
        return self.has_owner and self.has_date and self.has_technique and self.has_hypothesis and self.has_objective


@dataclass(frozen=True)
class Facts:
    """What the gates read of a case.

    ``sources`` are the kinds of sources of its evidence, its linked reports (``community``) and its counted incidents (``data``)
    among them. ``uses`` are what its places are counted for. ``has_baseline`` and ``has_after`` tell whether those windows are set.
    """

    sheet: Mapping[str, Answer] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()
    cheers_evidence: frozenset[str] = frozenset()
    hypotheses: int = 0
    objectives: int = 0
    actions: tuple[Planned, ...] = ()
    uses: frozenset[str] = frozenset()
    has_baseline: bool = False
    has_after: bool = False

    def said(self, code: str) -> bool:
        """Tell whether the sheet has words under that field."""
        return bool(self.sheet.get(code, Answer()).words.strip())

    def chosen(self, code: str) -> str:
        """Give what was chosen under that field of the sheet, or nothing."""
        return self.sheet.get(code, Answer()).choice

    @property
    def live(self) -> tuple[Planned, ...]:
        """The actions that were not dropped."""
        return tuple(one for one in self.actions if one.state != "dropped")


@dataclass(frozen=True)
class Gate:
    """One row: of which stage, what it asks in words, where it is met, and whether it is.

    ``missing`` gives the very question that lacks its answer, where the gate asks for several.
    """

    code: str
    stage: str
    label: Words
    anchor: str
    is_met: Callable[[Facts], bool]
    missing: Callable[[Facts], str] | None = None

    def where(self, facts: Facts) -> str:
        """Give the place on the page of the case where what is missing is met."""
        return (self.missing(facts) if self.missing else "") or self.anchor


def _first(asked: Iterable[Field], is_answered: Callable[[Facts, str], bool]) -> Callable[[Facts], str]:
    fields = tuple(asked)
    return lambda facts: next((one.anchor for one in fields if not is_answered(facts, one.code)), "")


def _every_cheers(facts: Facts) -> bool:
    return all(_is_yes(facts, one.code) for one in CHEERS)


def _is_yes(facts: Facts, code: str) -> bool:
    return facts.chosen(code) == MET and facts.said(code)


def _every_side(facts: Facts) -> bool:
    return all(_is_strong(facts, one.code) for one in TRIANGLE)


def _is_strong(facts: Facts, code: str) -> bool:
    return facts.said(code) and bool(facts.chosen(code))


def _said(*codes: str) -> Callable[[Facts], bool]:
    return lambda facts: all(facts.said(code) for code in codes)


def _chosen(code: str) -> Callable[[Facts], bool]:
    return lambda facts: bool(facts.chosen(code)) and facts.said(code)


def _whole(facts: Facts) -> bool:
    return bool(facts.live) and all(one.is_whole for one in facts.live)


def _begun(facts: Facts) -> bool:
    return any(one.state == "done" for one in facts.actions)


def _baseline(facts: Facts) -> bool:
    return facts.has_baseline and facts.said("baseline")


def _compared(facts: Facts) -> bool:
    return "comparison" in facts.uses or facts.said("no_comparison")


GATES: tuple[Gate, ...] = (
    Gate("cheers", "scanning", _("All six CHEERS are answered with yes, each in words"), "cheers", _every_cheers, _first(CHEERS, _is_yes)),
    Gate("community", "scanning", _("At least one source from the community"), "evidence", lambda facts: "community" in facts.sources),
    Gate("data", "scanning", _("At least one source of data"), "evidence", lambda facts: "data" in facts.sources),
    Gate("sponsor", "scanning", _("Somebody in command backs it"), "sponsor", _said("sponsor")),
    Gate("purpose", "scanning", _("It is clear what the assessment is for"), "purpose", lambda facts: bool(facts.chosen("purpose"))),
    Gate("verdict", "scanning", _("The team says that it is one problem"), "verdict", lambda facts: facts.chosen("verdict") == "problem"),
    Gate("statement", "analysis", _("The problem is said in one sentence"), "statement", _said("statement")),
    Gate(
        "five_w", "analysis",
        _("Who, what, where, when, why and how are answered"), "w-who", _said(*(one.code for one in FIVE_W)), _first(FIVE_W, Facts.said),
    ),
    Gate("triangle", "analysis", _("The triangle is filled, with all six roles"), "triangle", _every_side, _first(TRIANGLE, _is_strong)),
    Gate("hypothesis", "analysis", _("There is a hypothesis of the cause"), "hypothesis", lambda facts: facts.hypotheses > 0),
    Gate("place", "analysis", _("The places of the problem are set"), "place", lambda facts: "problem" in facts.uses),
    Gate(
        "baseline", "analysis", _("How it was before is set: from when to when, and how many"), "baseline", _baseline,
        lambda facts: "" if facts.has_baseline else "frame",
    ),
    Gate("inventory", "analysis", _("What is done about it now is written down"), "inventory", _said("inventory")),
    Gate("concentration", "analysis", _("It is looked at where it piles up"), "concentration", _said("concentration")),
    Gate("residents_view", "analysis", _("What residents say is written down"), "residents-view", _said("residents_view")),
    Gate(
        "objective", "response", _("There is an objective with a measure, a target and a date"), "objective",
        lambda facts: facts.objectives > 0,
    ),
    Gate("action", "response", _("There is an action"), "action", lambda facts: bool(facts.live)),
    Gate(
        "whole", "response", _("Each action has an owner, a date, a technique, a hypothesis and an objective"), "action", _whole
    ),
    Gate("fairness", "response", _("It is checked whether the plan is fair and lawful"), "fairness", _said("fairness")),
    Gate("done", "response", _("At least one action is done"), "action", _begun),
    Gate("process", "assessment", _("It is said whether the plan was carried out"), "process", _chosen("process")),
    Gate("after", "assessment", _("It is set when is counted afterwards"), "frame", lambda facts: facts.has_after),
    Gate("comparison", "assessment", _("There is a place to compare with, or the reason for none"), "place", _compared),
    Gate("displacement", "assessment", _("It is looked at whether it moved elsewhere"), "displacement", _said("displacement")),
    Gate("outcome", "assessment", _("It is said what changed"), "outcome", _said("outcome")),
    Gate("residents_after", "assessment", _("Residents were heard, or it is said why not"), "residents-after", _chosen("residents_after")),
    Gate("upkeep", "assessment", _("Somebody keeps it so"), "upkeep", _said("upkeep")),
)  # fmt: skip
BY_CODE: Mapping[str, Gate] = {gate.code: gate for gate in GATES}


def of_stage(stage: str) -> tuple[Gate, ...]:
    """Give the gates of a stage, in their order."""
    return tuple(gate for gate in GATES if gate.stage == stage)


def unmet(facts: Facts, before: str, after: str) -> tuple[Gate, ...]:
    """Give the gates that stand between two stages and are not met, in their order. Closing asks for those of every stage left."""
    first, last = STAGES.index(before), len(STAGES) if after == "closed" else STAGES.index(after)
    return tuple(gate for stage in STAGES[first:last] for gate in of_stage(stage) if not gate.is_met(facts))


def refuses_outcome(facts: Facts) -> bool:
    """Tell whether the outcome may not be written yet: the process is stated first, so that a plan never done has no effect."""
    return not (facts.chosen("process") and facts.said("process"))
