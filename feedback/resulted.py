"""What came of the larger thing that a report was part of, as its resident reads it on the report's own page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from feedback.models import Message, Report
from policing.events.models import Event
from policing.ui.registry import Words

EVENTS = ("feedback.report.closed", "feedback.report.result")
TONES = {Report.Outcome.FIXED: "done", Report.Outcome.NOT_FIXED: "stop"}
MOST = 5
Fact = tuple[Words, Words]
_tellers: list[Callable[[int], Iterable[Fact]]] = []


@dataclass(frozen=True)
class Lead:
    """What came of the larger thing, in its own words: never surer than what everybody reads of it."""

    words: Words
    tone: str


_leaders: list[Callable[[Sequence[int]], Mapping[int, Lead]]] = []


@dataclass(frozen=True)
class Came:
    """One result: its words, its day, and what came of it: in the words of the larger thing, else the outcome said with it."""

    words: str
    at: datetime
    outcome: Words
    tone: str
    message: int


def on_facts(teller: Callable[[int], Iterable[Fact]]) -> None:
    """Let a higher app add facts to a result that it told, by the id of its message: how sure it is, say."""
    _tellers.append(teller)


def facts_of(message: int) -> list[Fact]:
    """Give what higher apps add to a result. The queries of those."""
    return [fact for teller in _tellers for fact in teller(message)]


def on_leads(leader: Callable[[Sequence[int]], Mapping[int, Lead]]) -> None:
    """Let a higher app say what came of what it told, by the ids of its messages: it knows how much may be said."""
    _leaders.append(leader)


def leads_of(messages: Sequence[int]) -> dict[int, Lead]:
    """Give what came of the larger things that these messages told of, where somebody says it. The queries of those."""
    return {pk: lead for leader in _leaders for pk, lead in leader(messages).items()}


def said_with(message: int, facts: list[Fact]) -> list[Fact]:
    """Give the facts of a result for a mail: what came of it as whoever told it says it, else as it is, and what they add."""
    lead = leads_of([message]).get(message)
    return [*([(_("What came of it"), lead.words)] if lead else facts), *facts_of(message)]


def tone_of(outcome: str) -> str:
    """Give the colour that goes with an outcome: only what is fixed is good news."""
    return TONES.get(Report.Outcome(outcome), "none") if outcome in Report.Outcome.values else "none"


def of(report: Report) -> list[Came]:
    """Give what the team told the resident of the larger thing, the newest first. One query, and more where there is any."""
    rows = list(Message.objects.filter(report=report, kind=Message.Kind.RESULT).order_by("-id")[:MOST])
    if not rows:
        return []
    told = Event.objects.filter(subject_type=Report._meta.label_lower, subject_id=report.pk, name__in=EVENTS)
    said = {one.get("message"): one.get("outcome", "") for one in told.values_list("payload", flat=True)}
    leads = leads_of([row.pk for row in rows])
    return [_came(row, str(said.get(row.pk) or ""), leads.get(row.pk)) for row in rows]


def _came(row: Message, outcome: str, lead: Lead | None) -> Came:
    if lead is not None:
        return Came(row.words, row.at, lead.words, lead.tone, row.pk)
    known = Report.Outcome(outcome) if outcome in Report.Outcome.values else None
    return Came(row.words, row.at, known.label if known else "", tone_of(outcome), row.pk)
