"""What somebody who works along may see of a thing: classes of data, defined once, asked by page, API, export and search alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

WORDS = "words"  # what residents wrote, as it stands
REPORTS = "reports"  # that this or that report is linked: its reference, category and day
PLACES = "places"  # where it happens, and when
PLAN = "plan"  # what was thought, decided and done: CHEERS, triangle, hypotheses, objectives, actions, tasks
COUNTS = "counts"  # how often, by month
TEAM = "team"  # who works along
DESK = "desk"  # notes, files and what the team says among itself

DATA_CLASSES: dict[str, Words] = {
    WORDS: _("what residents wrote"),
    REPORTS: _("which reports belong to it"),
    PLACES: _("places and times"),
    PLAN: _("the plan: what was found, what is done by whom, and what came of it"),
    COUNTS: _("how often it happens, by month"),
    TEAM: _("who works along"),
    DESK: _("notes and files of the team"),
}


@dataclass(frozen=True)
class Sight:
    """What one sort of member sees: the data classes, and the sentence by which people know it, of others and of themselves."""

    code: str
    label: Words
    says: Words
    to_you: Words
    classes: frozenset[str]

    def shows(self, data_class: str) -> bool:
        """Tell whether that class of data is seen. Raises KeyError for a class that nobody defined."""
        DATA_CLASSES[data_class]
        return data_class in self.classes


def _sight(code: str, label: Words, says: Words, to_you: Words, classes: Iterable[str]) -> tuple[str, Sight]:
    return code, Sight(code, label, says, to_you, frozenset(classes))


SIGHTS: dict[str, Sight] = dict(
    [
        _sight(
            "everything",
            _("everything"),
            _("Sees everything but who wrote a report."),
            _("You see everything but who wrote a report."),
            DATA_CLASSES,
        ),
        _sight(
            "places",
            _("places and times"),
            _("Sees places, times and the plan. No report, and no word of a resident."),
            _("You see places, times and the plan. No report, and no word of a resident."),
            (PLACES, PLAN, COUNTS, TEAM),
        ),
        _sight(
            "plan",
            _("the plan"),
            _("Sees the plan and its actions. No reports, no places on a map."),
            _("You see the plan and its actions. No reports, no places on a map."),
            (PLAN, TEAM),
        ),
        _sight(
            "counts",
            _("counts only"),
            _("Sees how often it happens, by month. Nothing else."),
            _("You see how often it happens, by month. Nothing else."),
            (COUNTS,),
        ),
    ]
)
NOTHING = Sight("", "", "", "", frozenset())


def sight(code: str) -> Sight:
    """Give the sight of that code, or one that sees nothing for a code that is not there."""
    return SIGHTS.get(code, NOTHING)


def sight_choices() -> list[tuple[str, Words]]:
    """Give (code, label) pairs for fields."""
    return [(one.code, one.label) for one in SIGHTS.values()]
