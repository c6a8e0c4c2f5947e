"""What came of the larger thing that a report was part of, as its resident reads it on the report's own page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from feedback.models import Message, Report
from policing.events.models import Event
from policing.ui.registry import Words

EVENTS = ("feedback.report.closed", "feedback.report.result")
TONES = {Report.Outcome.FIXED: "done", Report.Outcome.NOT_FIXED: "stop"}
MOST = 5
Fact = tuple[Words, Words]
_tellers: list[Callable[[int], Iterable[Fact]]] = []


@dataclass(frozen=True)
class Came:
    """One result: the words, the day, and the outcome that was said with it, whatever became of the report since."""

    words: str
    at: datetime
    outcome: Words
    tone: str


def on_facts(teller: Callable[[int], Iterable[Fact]]) -> None:
    """Let a higher app add facts to a result that it told, by the id of its message: how sure it is, say."""
    _tellers.append(teller)


def facts_of(message: int) -> list[Fact]:
    """Give what higher apps add to a result. The queries of those."""
    return [fact for teller in _tellers for fact in teller(message)]


def of(report: Report) -> list[Came]:
    """Give what the team told the resident of the larger thing, the newest first. One query, and one more where there is any."""
    rows = list(Message.objects.filter(report=report, kind=Message.Kind.RESULT).order_by("-id")[:MOST])
    if not rows:
        return []
    told = Event.objects.filter(subject_type=Report._meta.label_lower, subject_id=report.pk, name__in=EVENTS)
    said = {one.get("message"): one.get("outcome", "") for one in told.values_list("payload", flat=True)}
    return [_came(row, str(said.get(row.pk) or "")) for row in rows]


def _came(row: Message, outcome: str) -> Came:
    known = Report.Outcome(outcome) if outcome in Report.Outcome.values else None
    return Came(row.words, row.at, known.label if known else "", TONES.get(known, "none") if known else "none")
