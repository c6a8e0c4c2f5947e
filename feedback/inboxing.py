"""What the inbox says above and beside its rows: what waits, by state, kind and channel, and how quickly reports are read."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from feedback.models import Report
from feedback.services import promises
from feedback.workflow import REPORT
from policing import access, timekeeping
from policing.accounts.models import User
from policing.clocks.models import Clock
from policing.privacy.crypto import keyed_hash
from policing.workflow import State

MOST_COUNTED = 1000
LAST_READ = 200
KEPT_SECONDS = 600
SUBJECT_LETTERS, GIST_LETTERS = 72, 110
_END = re.compile(r"(?<=[.!?।؟])\s+|\n+")


@dataclass(frozen=True)
class Waiting:
    """The open reports of a scope: how many, how many are unread and late, how many of each state, kind and channel, and who has some.

    At most a thousand are counted, so that a page costs the same in a town and in a city; then ``is_more`` says so.
    """

    many: int = 0
    to_read: int = 0
    late: int = 0
    is_more: bool = False
    states: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    people: Counter[tuple[str, str]] = field(default_factory=Counter)  # (pseudonym, name)


def waiting(scope: QuerySet[Report]) -> Waiting:
    """Count the open reports of a scope. One query over at most a thousand rows."""
    some = scope.open().order_by()[: MOST_COUNTED + 1].values("pk")  # type: ignore[attr-defined]
    late = Count("pk", filter=Q(due_at__lt=timekeeping.now()))
    asked = ("state", "category__code", "channel", "assignee__pseudonym", "assignee__name", "assignee__email")
    rows = Report.objects.filter(pk__in=some).order_by().values_list(*asked).annotate(number=Count("pk"), behind=late)
    states, categories, channels = Counter[str](), Counter[str](), Counter[str]()
    people = Counter[tuple[str, str]]()
    are_late = 0
    for state, category, channel, pseudonym, name, email, number, behind in rows:
        states[state] += number
        categories[category] += number
        channels[channel] += number
        are_late += behind
        if pseudonym:
            people[str(pseudonym), User(name=name, email=email).display_name] += number
    many = states.total()
    return Waiting(
        many=min(many, MOST_COUNTED), to_read=states["new"], late=are_late, is_more=many > MOST_COUNTED,
        states=states, categories=categories, channels=channels, people=people,
    )  # fmt: skip


def half_read_within(user: Any) -> timedelta | None:
    """Give the time within which half of the last reports of the person's scope were read, or None where none was yet.

    Kept for ten minutes for everybody of the same scope. One query, or none.
    """
    grants = access.load(user)
    scope = f"{grants.areas('reports.view')}{sorted(grants.teams('reports.view'))}"
    name = f"read-within:{keyed_hash('read-within', scope)}"
    kept: float | None = cache.get(name)
    if kept is None:
        met = access.visible(Clock, user).filter(rule__code=promises.READ, state="met")
        spans = met.order_by("-id").values_list("started_at", "ended_at")[:LAST_READ]
        took = [(ended - started).total_seconds() for started, ended in spans if ended]
        kept = statistics.median(took) if took else -1.0
        cache.set(name, kept, KEPT_SECONDS)
    return timedelta(seconds=kept) if kept >= 0 else None


@dataclass(frozen=True)
class Row:
    """A report as a row of the inbox."""

    report: Report
    state: State
    is_late: bool
    subject: str
    gist: str


def split(words: str) -> tuple[str, str]:
    """Give the first sentence of a report as its subject, and the beginning of the rest as its gist."""
    first, _end, rest = words.strip().partition("\n")
    parts = _END.split(first, maxsplit=1)
    subject, more = parts[0], " ".join([*parts[1:], rest]).strip()
    if len(subject) > SUBJECT_LETTERS:
        cut = subject.rfind(" ", SUBJECT_LETTERS // 2, SUBJECT_LETTERS)
        cut = cut if cut > 0 else SUBJECT_LETTERS
        subject, more = subject[:cut] + "…", f"{subject[cut:].strip()} {more}".strip()
    if len(more) > GIST_LETTERS:
        more = more[:GIST_LETTERS].rsplit(" ", 1)[0] + "…"
    return subject, more


def row_of(report: Report) -> Row:
    """Give a report as a row."""
    subject, gist = split(report.shown_words)
    late = report.due_at is not None and report.due_at < timekeeping.now()
    return Row(report, REPORT.state(report.state), late, subject, gist)
