"""How strongly the end of a case is said in public: what the team decided, and never more than the numbers bear.

The team says what became of a case, a supervisor approves it, and the numbers say how sure anybody can be. “It worked” claims that
what was done is the reason, so it is said only as far up the ladder of verdicts as the numbers go. Where nothing was counted, or the
numbers are too small to be shown, it is the team that says it. A failure is said as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from policing.ui.registry import Words
from problems.models import Case
from problems.numbers import PublicNumbers

PLAIN: Mapping[str, Words] = {
    Case.Decision.FAILED: _("We tried, and it did not work"),
    Case.Decision.UNCLEAR: _("We tried, and we cannot tell whether it worked"),
    Case.Decision.NO_PROBLEM: _("We looked, and it is not one problem"),
    Case.Decision.PASSED_ON: _("Somebody else looks after it now"),
}
BETTER: Mapping[str, Mapping[str, Words]] = {
    Case.Decision.WORKED: {
        "good": _("It probably worked"),
        "consistent": _("It may have worked"),
        "": _("The team says it is better"),
    },
    Case.Decision.PARTLY: {
        "good": _("It probably helped"),
        "consistent": _("It may have helped"),
        "": _("The team says it is a little better"),
    },
}
TRIED = (Case.Decision.WORKED, Case.Decision.PARTLY, Case.Decision.FAILED, Case.Decision.UNCLEAR)
TONES: Mapping[str, str] = {"good": "done", "consistent": "done"}
UNCOUNTED = _("Nothing was counted here. This is what the team saw.")


def lead_of(decision: str, numbers: PublicNumbers | None = None) -> Words:
    """Give what came of a case, to stand before its title. Nothing while it is open."""
    if decision in BETTER:
        if numbers is not None and numbers.speaks_against:
            return PLAIN[Case.Decision.UNCLEAR]
        ladder = BETTER[decision]
        return ladder.get(numbers.rung if numbers else "", ladder[""])
    return PLAIN.get(decision, "")


def tone_of(decision: str, numbers: PublicNumbers | None = None) -> str:
    """Give the colour that goes with the lead: good news only as far as the numbers bear it."""
    if decision == Case.Decision.FAILED:
        return "stop"
    if decision in BETTER and numbers is not None and not numbers.speaks_against:
        return TONES.get(numbers.rung, "none")
    return "none"


def sure_of(decision: str, numbers: PublicNumbers | None) -> Words:
    """Give how sure we are of what changed, for a case that was tried. Nothing for one that was not, or that is open."""
    if decision not in TRIED:
        return ""
    return numbers.says if numbers is not None and numbers.after is not None else UNCOUNTED
