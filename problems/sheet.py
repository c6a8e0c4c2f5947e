"""The sheet of a case: every single thing that is asked of it, stage by stage, in the words of SARA.

Each field is one question with one answer, kept as append-only entries (``SheetEntry``). The CHEERS questions, the triangle with
its six roles and the gates follow the Center for Problem-Oriented Policing (domain.md 2.1 to 2.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policing.access import sight

Words = str | Promise
Kind = Literal["words", "line", "cheers", "triangle", "choice"]

STAGES: Mapping[str, tuple[Words, Words]] = {
    "scanning": (_("Scanning"), _("We are looking at what happens")),
    "analysis": (_("Analysis"), _("We are finding out why it happens")),
    "response": (_("Response"), _("We and others are doing something about it")),
    "assessment": (_("Assessment"), _("We are checking what changed")),
    "closed": (_("Closed"), _("Finished")),
    "merged": (_("Merged"), _("Joined with another problem")),
}
MET, NOT_MET, UNKNOWN = "yes", "no", "unknown"
CHEERS_ANSWERS: tuple[tuple[str, Words], ...] = (
    (MET, _("Yes")),
    (NOT_MET, _("No")),
    (UNKNOWN, _("We do not know yet")),
)
STRENGTHS: tuple[tuple[str, Words], ...] = (
    ("0", _("nobody, or nothing")),
    ("1", _("weak")),
    ("2", _("some")),
    ("3", _("strong")),
)
VERDICTS: tuple[tuple[str, Words], ...] = (
    ("problem", _("It is one problem")),
    ("service", _("It is no problem of this kind, but somebody needs a service")),
    ("more", _("We need more facts")),
)
PROCESS: tuple[tuple[str, Words], ...] = (
    ("fully", _("It was carried out as planned")),
    ("partly", _("It was carried out in part")),
    ("not", _("It was not carried out")),
)
RESIDENTS: tuple[tuple[str, Words], ...] = (
    ("survey", _("We asked in a survey")),
    ("ratings", _("We read ratings and remarks")),
    ("not_asked", _("We did not ask")),
)
PURPOSES: tuple[tuple[str, Words], ...] = (
    ("here", _("Whether to go on here")),
    ("elsewhere", _("Whether to do the same elsewhere, so a comparison area is needed")),
    ("none", _("No decision hangs on it")),
)


@dataclass(frozen=True)
class Field:
    """One question of the sheet.

    ``kind``: ``words`` is free text, ``line`` a short one, ``choice`` a choice with words, ``cheers`` one of the six tests,
    ``triangle`` one of the six roles with how strong it is and the lever on it. ``shown_to`` is the class of data that it belongs to.
    """

    code: str
    stage: str
    label: Words
    hint: Words = ""
    kind: Kind = "words"
    choices: tuple[tuple[str, Words], ...] = ()
    most: int = 8000
    shown_to: str = sight.PLAN
    letter: str = ""
    needs_words: bool = True

    @property
    def anchor(self) -> str:
        """Give the id of the field's place on the page of a case."""
        return self.code.replace("_", "-")


def _cheers(code: str, letter: str, label: Words, hint: Words) -> Field:
    return Field(f"cheers_{code}", "scanning", label, hint, "cheers", CHEERS_ANSWERS, 2000, letter=letter)


def _side(code: str, label: Words, hint: Words) -> Field:
    return Field(f"triangle_{code}", "analysis", label, hint, "triangle", STRENGTHS, 2000)


def _asked(code: str, label: Words, hint: Words) -> Field:
    return Field(f"w_{code}", "analysis", label, hint, "words", (), 2000)


CHEERS = (
    _cheers(
        "community", "C", _("Community"), _("Who in the community is affected? People who only the police see do not count.")
    ),
    _cheers("harm", "H", _("Harm"), _("What harm is done? It need not be against the law: noise counts.")),
    _cheers("expectation", "E", _("Expectation"), _("Who expects the police to act, and how do you know?")),
    _cheers("events", "E", _("Events"), _("Which events, each with a beginning and an end? A condition is none.")),
    _cheers("recurring", "R", _("Recurring"), _("How often, since when, and when was the last one?")),
    _cheers(
        "similarity", "S", _("Similarity"), _("What have they in common: place, time, who is harmed, who harms, how it is done?")
    ),
)
TRIANGLE = (
    _side("place", _("Place"), _("Where it happens, and what makes it easy there.")),
    _side("manager", _("Manager of the place"), _("Who owns or runs the place, and what they do about it.")),
    _side("victim", _("Who or what is harmed"), _("People or things, by what they do there.")),
    _side("guardian", _("Guardian"), _("Who looks after them: neighbours, friends, staff.")),
    _side("offender", _("Who harms"), _("By what they do, never by looks, race, faith or a name.")),
    _side("handler", _("Handler"), _("Who could reach them: a parent, a teacher, a friend, a worker.")),
)
FIVE_W = (
    _asked("who", _("Who?"), _("Who is harmed, who harms, who could help.")),
    _asked("what", _("What?"), _("What happens, step by step.")),
    _asked("where", _("Where?"), _("Which places, and which like them are spared.")),
    _asked("when", _("When?"), _("Hours, days, seasons, and when not.")),
    _asked("why", _("Why?"), _("Why there, and why then.")),
    _asked("how", _("How?"), _("How it is done, and what it takes.")),
)
FIELDS: tuple[Field, ...] = (
    Field("title", "scanning", _("Name of the case"), _("A place and what happens there. Never a person."), "line", (), 120),
    Field("summary", "scanning", _("What happens"), _("The problem as far as it is known now."), "words", (), 4000),
    *CHEERS,
    Field("verdict", "scanning", _("What it is"), _("Where it is no problem, say who deals with it instead."), "choice", VERDICTS, 2000),
    Field("sponsor", "scanning", _("Who backs it"), _("Who in command gives time and people to it."), "line", (), 200),
    Field(
        "purpose", "scanning", _("What the assessment is for"), _("Which decision hangs on it."), "choice", PURPOSES, 2000,
        needs_words=False,
    ),
    Field("statement", "analysis", _("The problem in one sentence"), _("Specific: what, to whom, where, when and since when.")),
    *FIVE_W,
    *TRIANGLE,
    Field("baseline", "analysis", _("How it was before"), _("From when to when you count, what, and how many.")),
    Field("inventory", "analysis", _("What is done about it now"), _("By whom, what it achieves, and where it falls short.")),
    Field("residents_view", "analysis", _("What residents say"), _("In short, without what would tell who said it.")),
    Field("concentration", "analysis", _("Where it piles up"), _("Which few places, times or people make up most of it, or that none do.")),
    Field("fairness", "response", _("Fair and lawful"), _("Whom it could burden or leave out, and what you do about that.")),
    Field(
        "process", "assessment", _("Was it carried out?"), _("What was done and what was not, before you look at what changed."),
        "choice", PROCESS, 4000,
    ),
    Field("no_comparison", "assessment", _("Why nothing is compared"), _("Only where no comparison area can be had.")),
    Field("displacement", "assessment", _("Did it move elsewhere?"), _("What you looked at, and what you found.")),
    Field("outcome", "assessment", _("What changed"), _("In numbers and in words, with what you cannot tell.")),
    Field(
        "residents_after", "assessment", _("What residents say now"), _("What they say, or why nobody was asked."), "choice",
        RESIDENTS, 4000,
    ),
    Field("upkeep", "assessment", _("How it stays so"), _("Who keeps it going after the case is closed.")),
)  # fmt: skip
BY_CODE: Mapping[str, Field] = {one.code: one for one in FIELDS}
ROLES: tuple[tuple[str, Words], ...] = tuple((one.code.removeprefix("triangle_"), one.label) for one in TRIANGLE)


def of_stage(stage: str) -> tuple[Field, ...]:
    """Give the fields that a stage asks for, in the order of the page."""
    return tuple(one for one in FIELDS if one.stage == stage)


def field(code: str) -> Field:
    """Give the field of that code. Raises KeyError where the sheet has none."""
    return BY_CODE[code]
