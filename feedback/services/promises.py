"""What the team owes a resident by when: to read, to answer, and to look again when the resident says it is not fixed."""

from __future__ import annotations

from datetime import datetime

from feedback.models import Report
from policing.clocks import services as clocks

READ, ANSWER, CONTEST = "report-read", "report-answer", "report-contest"
ALL, FIRST = (READ, ANSWER, CONTEST), (READ, ANSWER)


def first_due(received_at: datetime) -> datetime:
    """Give the nearer one of the promises that a new report starts with, from its coarse hour."""
    return min(clocks.due_by(rule, received_at) for rule in FIRST)


def start_promises(report: Report) -> None:
    """Start the clocks of a new report from its coarse hour; its ``due_at`` is the nearer one already. One query."""
    clocks.start_all(
        FIRST,
        subject=report,
        subject_ref=report.reference,
        area_path=report.area_path,
        team_id=report.team_id,
        at=report.received_at,
    )


def start_contest(report: Report, moment: datetime) -> None:
    """Start the clock of a contest and set ``due_at`` (not saved here)."""
    report.due_at = _start(CONTEST, report, moment)


def owe_reading(report: Report) -> None:
    """Owe it again that the report is read, by the moment that was promised first, and set ``due_at`` (not saved here)."""
    owed = _start(READ, report, report.received_at)
    report.due_at = min(owed, report.due_at) if report.due_at else owed


def start_answer(report: Report, moment: datetime) -> None:
    """Let the promise to answer run anew, and set ``due_at`` (not saved here)."""
    report.due_at = _start(ANSWER, report, moment)


def hand_over(report: Report, moment: datetime) -> None:
    """End the promises of a report that is merged into another: it was read, and the rest is owed there (not saved here)."""
    clocks.meet(report, READ, at=moment)
    report.due_at = clocks.cancel(report, at=moment)


def _start(rule: str, report: Report, moment: datetime) -> datetime:
    clock = clocks.start(
        rule, subject=report, subject_ref=report.reference, area_path=report.area_path, team_id=report.team_id, at=moment
    )
    return clock.due_at


def keep_promises(report: Report, *rules: str, moment: datetime) -> None:
    """Mark the named promises as met, and set ``due_at`` to the next one still owed, or none (not saved here)."""
    report.due_at = clocks.meet(report, *rules, at=moment)


def drop_promises(report: Report, moment: datetime) -> None:
    """Let go of everything that is owed, since the resident wants nothing more (``due_at`` is not saved here)."""
    report.due_at = clocks.cancel(report, at=moment)


def follow_clock(report_id: int, due_at: datetime | None) -> None:
    """Let the report's next promise follow a clock that was paused, resumed or extended. Runs in that command's transaction."""
    Report.objects.filter(pk=report_id).update(due_at=due_at)
