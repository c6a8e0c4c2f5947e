"""Who reads what, in sentences made from the policy and the role table, so that a promise on a page cannot drift from the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from feedback import resulted
from feedback.access import ReportPolicy
from feedback.models import Report
from feedback.workflow import REPORT
from policing.accounts.roles import ROLES
from policing.ui.lists import listed
from policing.workflow import State

Words = str | Promise
SHARED = {
    code: State(code, _lazy("Merged"), _lazy("We are working on it, with others like it"), "go") for code in ("asked", "answered")
}
ANSWERED_US = State("asked", _lazy("Asked for more"), _lazy("You answered us, and we read it next"), "go")


def _who(permission: str) -> str:
    return listed(role.label for role in ROLES.values() if permission in role.permissions)


def readers() -> list[str]:
    """Give the sentences about who reads the words of a report, and who may ask who wrote it."""
    words, look = _who(ReportPolicy.actions["view"]), _who(ReportPolicy.actions["look"])
    return [
        _("Your words are read by, in your area: %(who)s.") % {"who": words},
        _("If you give a name, these may ask to see it, with a reason that is kept: %(who)s.") % {"who": look},
        _("Nobody else sees either: not partners, not the board, not your neighbours."),
    ]


def ways_to_speak() -> list[str]:
    """Give the sentences about the three ways to speak: what is kept of each, and who may look."""
    look = _who(ReportPolicy.actions["look"])
    return [
        _("With your name: your name and address are locked away from your report. These may see them: %(who)s.") % {"who": look},
        _("Confidential: the same, but each look needs a reason in words, and nobody outside the police is ever told."),
        _("Without a name: we keep nothing about you. Nobody can find out who you are, not even if they must."),
    ]


def hints_of_modes() -> dict[str, str]:
    """Give what each way to speak means, by mode."""
    look = {"who": _who(ReportPolicy.actions["look"])}
    return {
        Report.Mode.ANONYMOUS: _("We keep nothing that says who you are. You can still read replies and answer, with two codes."),
        Report.Mode.CONFIDENTIAL: _("Only these may ask who you are, and each look needs a reason: %(who)s. Nothing is shared.")
        % look,
        Report.Mode.NAMED: _("These may see your name and write to you, and each look is kept: %(who)s.") % look,
    }


def public_state(report: Report) -> State:
    """Give the state as its resident reads it: a question that they answered is not asked of them any more."""
    if report.state == ANSWERED_US.code and report.unread_replies:
        return ANSWERED_US
    return REPORT.state(report.state)


@dataclass(frozen=True)
class StatusLine:
    """Where a report stands, as its resident reads it. ``is_shared`` where it stands with others that it was merged with."""

    state: State
    outcome: str
    due_at: datetime | None
    is_shared: bool
    tone: str = "none"


def status_line(report: Report) -> StatusLine:
    """Give where a report stands: for one that was merged, where its lead stands, in words that hold for all of them.

    One query where a merged report's ``lead`` is not loaded.
    """
    lead = report.lead if report.state == "merged" else None
    shown = lead or report
    state = SHARED.get(lead.state) or REPORT.state(lead.state) if lead else public_state(report)
    outcome = str(shown.get_outcome_display()) if shown.outcome else ""
    return StatusLine(state, outcome, shown.due_at, is_shared=lead is not None, tone=resulted.tone_of(shown.outcome))


def thread_sentence(report: Report) -> str:
    """Give the sentence above the messages of a report: what the team can know of the person who writes."""
    if report.mode == Report.Mode.ANONYMOUS:
        return _("Between you and the team. We cannot see who you are.")
    return _("Between you and the team. Who you are is kept apart, and each look at it is written down.")
