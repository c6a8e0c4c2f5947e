"""What a supervisor sees: the clocks of each team, what waits longest, what came of reports, and who has how many.

Scope is what the person may watch, which is not always all that they may read. Numbers are the team's own and are shown as
they are; what residents say of how they were treated is said by ``feedback.ratings``, which hides what few people said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from feedback import ratings
from feedback.models import Report
from feedback.ratings import TeamScores
from feedback.workflow import OPEN
from policing import access, timekeeping
from policing.areas.models import Agency
from policing.events.models import Event

WATCH = "teams.watch"
LONGEST, BUSIEST, MOST_TEAMS = 12, 20, 100
PERIODS = {"30": _("30 days"), "90": _("90 days"), "365": _("a year")}
OWED = ("new", "read", "contested", "reopened")


@dataclass(frozen=True)
class TeamNow:
    """What one team owes now."""

    code: str
    name: str
    open: int
    to_read: int
    late: int
    contested: int
    next_due: datetime | None
    oldest: datetime | None


@dataclass(frozen=True)
class Load:
    """How many open reports one person has; nobody where the name is empty."""

    name: str
    open: int
    late: int


@dataclass
class Became:
    """What came of the reports of one team within the period."""

    name: str
    outcomes: Counter[str] = field(default_factory=Counter)
    contested: int = 0

    @property
    def closed(self) -> int:
        """How many were closed."""
        return self.outcomes.total()


@dataclass(frozen=True)
class Month:
    """What was closed and contested in one month."""

    first: date
    closed: int
    fixed: int
    contested: int


@dataclass(frozen=True)
class Said:
    """What residents say of one team: nothing where too few of them rated it."""

    name: str
    scores: TeamScores


def watched(user: Any) -> QuerySet[Report]:
    """Give the reports of the teams and areas that the person may watch."""
    return Report.objects.filter(access.load(user).scope_q(WATCH))


def teams_now(rows: QuerySet[Report]) -> list[TeamNow]:
    """Give what each team owes now, the most late first. One query."""
    late = Count("pk", filter=Q(due_at__lt=timekeeping.now()))
    found = (
        rows.filter(state__in=OPEN)
        .order_by()
        .values_list("team__code", "team__name")
        .annotate(
            open=Count("pk"),
            to_read=Count("pk", filter=Q(state="new")),
            late=late,
            contested=Count("pk", filter=Q(state="contested")),
            next_due=Min("due_at", filter=Q(due_at__gte=timekeeping.now())),
            oldest=Min("received_at", filter=Q(state__in=OWED)),
        )
        .order_by("-late", "-open", "team__name")
    )
    return [TeamNow(*row) for row in found[:MOST_TEAMS]]


def waits_longest(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Give the reports whose residents have waited longest for a word of ours. One query."""
    found: QuerySet[Report] = rows.filter(state__in=OWED).for_list().order_by("received_at", "pk")  # type: ignore[attr-defined]
    return found[:LONGEST]


def loads(rows: QuerySet[Report]) -> list[Load]:
    """Give who has how many open reports, the most first; what nobody has is a row without a name. One query."""
    late = Count("pk", filter=Q(due_at__lt=timekeeping.now()))
    found = rows.filter(state__in=OPEN).order_by().values_list("assignee__name", "assignee__email")
    people = found.annotate(open=Count("pk"), late=late).order_by("-open", "assignee__name")[:BUSIEST]
    return [Load(name or (email or "").split("@")[0], many, behind) for name, email, many, behind in people]


def became(rows: QuerySet[Report], user: Any, since: datetime, team: str = "") -> tuple[list[Became], list[Month]]:
    """Give what came of the reports closed since a moment, by team and by month, with the contests of each. Two queries."""
    month = TruncMonth("closed_at", tzinfo=Agency.current().tz)
    closed = rows.filter(closed_at__gte=since, state="closed").annotate(month=month).order_by()
    by_team: dict[int, Became] = {}
    months: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for team_id, name, first, outcome, many in closed.values_list("team_id", "team__name", "month", "outcome").annotate(
        many=Count("pk")
    ):
        by_team.setdefault(team_id, Became(name)).outcomes[outcome] += many
        months[first.date()]["closed"] += many
        months[first.date()]["fixed"] += many if outcome in {"fixed", "partly_fixed"} else 0
    for team_id, first, many in _contests(user, since, team):
        if team_id in by_team:
            by_team[team_id].contested += many
        months[first.date()]["contested"] += many
    teams = sorted(by_team.values(), key=lambda one: (-one.closed, one.name))[:MOST_TEAMS]
    return teams, [Month(first, *(months[first][name] for name in ("closed", "fixed", "contested"))) for first in sorted(months)]


def _contests(user: Any, since: datetime, team: str) -> QuerySet[Any, tuple[Any, ...]]:
    """Give how often residents said “not fixed”, by team and month, from the record of what happened."""
    happened = Event.objects.filter(access.load(user).scope_q(WATCH), name="feedback.report.contested", at__gte=since)
    if team:
        happened = happened.filter(team_id__in=Report.objects.filter(team__code=team).values("team_id")[:1])
    month = TruncMonth("at", tzinfo=Agency.current().tz)
    found = happened.annotate(month=month).order_by().values_list("team_id", "month")
    return found.annotate(many=Count("pk"))


def said(rows: QuerySet[Report]) -> list[Said]:
    """Give what residents say of each team of these reports over the last year, as ``ratings.for_teams`` lets it be said.

    The time is always a year: two times that differ by a few days would give the few people between them away. Four queries.
    """
    names = dict(rows.order_by("team__name").values_list("team_id", "team__name").distinct()[:MOST_TEAMS])
    found = ratings.for_teams(names.keys())
    told = [Said(name, found[team]) for team, name in names.items()]
    return [one for one in told if one.scores.ratings or one.scores.printed]
