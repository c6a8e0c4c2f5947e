"""What is owed to a person who spoke about the police by when. The clocks of this room belong to no area and to no team."""

from __future__ import annotations

from datetime import datetime

from feedback.models import Conduct
from policing.clocks import services as clocks

READ, ANSWER, UPDATE, CONTEST = "conduct-acknowledge", "conduct-answer", "conduct-update", "conduct-contest"
ALL = (READ, ANSWER, UPDATE, CONTEST)


def start_promises(conduct: Conduct) -> None:
    """Start the clocks from the coarse hour in which it came, and set ``due_at`` to the nearer one (not saved here)."""
    conduct.due_at = min(_start(rule, conduct, conduct.received_at) for rule in (READ, ANSWER))


def start_contest(conduct: Conduct, moment: datetime) -> None:
    """Start the clock to look again, and set ``due_at`` (not saved here)."""
    conduct.due_at = _start(CONTEST, conduct, moment)


def owe_an_update(conduct: Conduct, moment: datetime) -> None:
    """Start the clock for the next word after one that did not end it, and set ``due_at`` to what is owed first (not saved here)."""
    due_at = _start(UPDATE, conduct, moment)
    conduct.due_at = min(due_at, conduct.due_at) if conduct.due_at else due_at


def keep(conduct: Conduct, *rules: str, moment: datetime) -> None:
    """Mark the named promises as kept, and set ``due_at`` to the next one still owed, or none (not saved here)."""
    conduct.due_at = clocks.meet(conduct, *rules, at=moment)


def drop(conduct: Conduct, moment: datetime) -> None:
    """Owe nothing any more, since the person took it back (``due_at`` is not saved here)."""
    conduct.due_at = clocks.cancel(conduct, at=moment)


def _start(rule: str, conduct: Conduct, moment: datetime) -> datetime:
    return clocks.start(rule, subject=conduct, subject_ref=conduct.reference, at=moment).due_at
