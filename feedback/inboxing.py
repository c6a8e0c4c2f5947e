"""What the inbox says above and beside its rows: what waits, by state, kind and channel, and how quickly reports are read."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Report
from feedback.services import promises
from feedback.workflow import REPORT
from policing import access, timekeeping
from policing.accounts.models import User
from policing.clocks.models import Clock
from policing.privacy.crypto import keyed_hash
from policing.ui import dates
from policing.ui.components import marks
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


_COUNTED = """
SELECT held.state, kind.code, held.channel, who.pseudonym, who.name, who.email, held.number, held.behind
FROM (
    SELECT state, category_id, channel, assignee_id, count(*) AS number, count(*) FILTER (WHERE due_at < %s) AS behind
    FROM ({rows}) AS waits GROUP BY state, category_id, channel, assignee_id
) AS held
JOIN feedback_category AS kind ON kind.id = held.category_id
LEFT JOIN accounts_user AS who ON who.id = held.assignee_id
"""  # over the rows themselves: the ORM can only count rows that it looks up by their ids a second time


def _counted(scope: QuerySet[Report]) -> list[tuple[Any, ...]]:
    some = scope.open().order_by().values("state", "category_id", "channel", "assignee_id", "due_at")  # type: ignore[attr-defined]
    rows, values = some[: MOST_COUNTED + 1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(rows=rows), [timekeeping.now(), *values])
        return list(cursor.fetchall())


def waiting(scope: QuerySet[Report]) -> Waiting:
    """Count the open reports of a scope. One query over at most a thousand rows."""
    states, categories, channels = Counter[str](), Counter[str](), Counter[str]()
    people = Counter[tuple[str, str]]()
    are_late = 0
    for state, category, channel, pseudonym, name, email, number, behind in _counted(scope):
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


class Lines:
    """Draws the rows of one page of the inbox. What they say alike is looked up once, since rows are many."""

    def __init__(self, picked: Collection[str] = ()) -> None:
        self.picked = picked
        self.channels = {code: str(label) for code, label in Report.Channel.choices}
        self.modes = {code: str(label) for code, label in Report.Mode.choices}
        self.states: dict[str, SafeString] = {}
        self.choose = _("Choose “%(subject)s”")
        self.wrote = marks.tag(_("Resident wrote"), tone="new")
        self.danger = marks.tag(_("Words of danger"), tone="stop")
        self.door, _dash, self.door_end = reverse("feedback:report", args=["-"]).rpartition("-")

    def of(self, reports: Iterable[Report]) -> list[dict[str, Any]]:
        """Give what stands in each row, in words."""
        return [self._line(row_of(report)) for report in reports]

    def _line(self, row: Row) -> dict[str, Any]:
        report = row.report
        return {
            "reference": report.reference,
            "url": f"{self.door}{report.reference}{self.door_end}",
            "is_picked": report.reference in self.picked,
            "choose": self.choose % {"subject": row.subject},
            "subject": row.subject,
            "gist": row.gist,
            "photos": ngettext("%(many)s photo", "%(many)s photos", report.photos) % {"many": report.photos}
            if report.photos
            else "",
            "place": report.place_words or (report.area.name if report.area else "–"),
            "kind": report.category.short_name,
            "came_by": f"{self.channels[report.channel]}, {self.modes[report.mode]}",
            "since": dates.since(report.received_at),
            "due": marks.due(report.due_at, late=row.is_late) if report.due_at else "–",
            "whose": report.assignee.display_name if report.assignee else "",
            "marks": self._marks(row),
        }

    def _marks(self, row: Row) -> SafeString:
        report, state = row.report, row.state
        if state.code not in self.states:
            self.states[state.code] = marks.tag(state)
        drawn = [self.states[state.code]]
        drawn += [self.wrote] if report.unread_replies else []
        drawn += [self.danger] if report.has_danger_words and state.is_open else []
        return SafeString(" ".join(drawn))
