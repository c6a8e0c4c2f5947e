"""What seems alike, and why: near in place, near in time, of one kind, or told in the same words. Nothing is joined by itself.

Candidates come from one bounded query that the indexes serve; they are weighed in plain sums (see ``feedback.weighing``).
``alike`` is for the team, ``alike_public`` for a resident who is about to report.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple

import h3
from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from feedback.models import Category, NotSame, Publication, Report
from feedback.weighing import Nearness, Told, reasons, weighed
from policing import access, timekeeping
from policing.areas.cells import cell_centre, cell_of
from policing.areas.models import Agency
from policing.partial import partial
from policing.prepared import Prepared
from policing.ui.registry import Words

MOST_CANDIDATES = 120  # of each way to find them
MOST_ALIKE, MOST_PUBLIC = 20, 5
MOST_RING = 12
MOST_WORDS_ASKED = 8
LEAST_SCORE = 35
OF_REPORT = (
    "id", "reference", "category_id", "area_id", "lead_id", "state", "words", "readable", "lat", "lon", "cell", "received_at", "due_at",
)  # fmt: skip
OF_CATEGORY = ("category__code", "category__name", "category__short_name")
OF_LEAD = ("lead__reference", "lead__state")
COLUMNS = (*OF_REPORT, *OF_CATEGORY, *OF_LEAD)
OF_PUBLICATION = ("id", "slug", "category_id", "area_id", "cell", "lat", "lon", "happened_on", "summary", "joined")


@dataclass(frozen=True)
class Match:
    """A report that seems alike: how much (0 to 100), and why, in words."""

    report: Report
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class PublicMatch:
    """A published report that seems alike: why, and how many people told of it, in words that hide small numbers."""

    publication: Publication
    reasons: tuple[str, ...]
    people: Words


def readable_words(report: Report) -> str:
    """Give what the team reads of a report: the newest redacted copy where there is one, else the resident's own words."""
    return report.shown_words


@dataclass(frozen=True)
class _Shape:
    """What the SQL of the candidates depends on: what the reader holds, and what there is to go by."""

    reader: access.Grants
    is_merged: bool
    has_area: bool
    has_words: bool


class _Sought(NamedTuple):
    """What the candidates are looked for by; ids and words that are not there are nought and empty."""

    report: int
    lead: int
    since: datetime
    until: datetime
    category: int
    area: int
    area_path: str
    words: str
    cells: tuple[str, ...]


def alike(report: Report, *, reader: Any, limit: int = MOST_ALIKE) -> list[Match]:
    """Give the reports that seem alike and that the reader may see, the most alike first. Runs one query, however many there are.

    Left out are pairs that somebody said are not the same, what is merged with it already, and what was taken back; of reports
    that are merged with one another only the most alike one stands for all. A match holds the columns that a list shows.
    """
    told, near = _told(_columns(report)), Nearness(report.category.near_metres, report.category.near_days)
    found = [dict(zip(COLUMNS, row, strict=True)) for row in _candidates(report, told, reader)]
    others, same = [_told(row) for row in found], [row["lead_id"] or row["id"] for row in found]
    best: dict[int, tuple[float, int]] = {}
    for score, at in sorted(
        weighed(near, told, others, most=limit, same=same), key=lambda one: (-round(one[0]), found[one[1]]["id"])
    ):
        if score >= LEAST_SCORE:
            best.setdefault(same[at], (score, at))
    return [
        Match(_report(found[at]), min(100, round(score)), reasons(near, told, others[at]))
        for score, at in list(best.values())[:limit]
    ]


def _columns(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in OF_REPORT}


def _report(row: Mapping[str, Any]) -> Report:
    """Give the report of a candidate, with its category and its lead."""
    found = partial(Report, **{name: row[name] for name in OF_REPORT})
    found.category = partial(Category, id=row["category_id"], **{name.partition("__")[2]: row[name] for name in OF_CATEGORY})
    if found.lead_id:
        found.lead = partial(Report, id=found.lead_id, **{name.partition("__")[2]: row[name] for name in OF_LEAD})
    return found


def _candidates(report: Report, told: Told, reader: Any) -> list[tuple[Any, ...]]:
    """Give the columns of what lies near, and of what shares the longest words in the same area; each way bounded. One query."""
    words, window = _asked(told.words), timedelta(days=report.category.near_days)
    cells = ring(told.cell, report.category.near_metres) if told.cell else []
    shape = _Shape(access.load(reader), bool(report.lead_id), bool(told.area_id), bool(words))
    return CANDIDATES.ask(
        report.pk, report.lead_id or 0, told.at - window, told.at + window, told.category_id, told.area_id or 0,
        report.area_path, words, *cells, key=shape,
    )  # fmt: skip


def _rows(shape: _Shape, *given: Any) -> QuerySet[Any, tuple[Any, ...]]:
    sought = _Sought._make([*given[:8], given[8:]])
    itself = [sought.report, *([sought.lead] if shape.is_merged else [])]
    in_sight = access.policy_for(Report).visible_q(shape.reader)
    rows = Report.objects.filter(in_sight, ~_told_apart(sought), pk__in=_near_or_said(shape, sought)).exclude(pk__in=itself)
    return rows.order_by().values_list(*COLUMNS)


CANDIDATES = Prepared(_rows)


def _told_apart(sought: _Sought) -> Exists:
    """Give the condition that somebody said a row and this report are not the same."""
    pair = Q(one_id=sought.report, other_id=OuterRef("pk")) | Q(one_id=OuterRef("pk"), other_id=sought.report)
    return Exists(NotSame.objects.filter(pair))


def _near_or_said(shape: _Shape, sought: _Sought) -> QuerySet[Any]:
    around = Report.objects.filter(received_at__range=(sought.since, sought.until)).exclude(state="withdrawn")
    around = around.exclude(pk=sought.report).exclude(lead_id=sought.report)
    around = around.exclude(lead_id=sought.lead) if shape.is_merged else around
    near = around.filter(_near(shape, sought)).order_by("-received_at")[:MOST_CANDIDATES].values("pk")
    if not shape.has_words:
        return near
    said = SearchQuery(sought.words, config="simple", search_type="raw")
    same_words = around.filter(search=said, area_path=sought.area_path).order_by("-received_at")[:MOST_CANDIDATES].values("pk")
    return near.union(same_words)


def _near(shape: _Shape, sought: _Sought) -> Q:
    here = Q(area_id=sought.area) if shape.has_area else Q(pk__in=[])
    if sought.cells:
        here = Q(cell__in=sought.cells) | Q(cell="") & here
    return Q(category_id=sought.category) & here


def _asked(words: frozenset[str]) -> str:
    """Give the search for what shares at least two of the longest words: long words are rare ones. Empty for too few words."""
    longest = sorted(words, key=lambda word: (-len(word), word))[:MOST_WORDS_ASKED]
    return " | ".join(f"({one} & {other})" for at, one in enumerate(longest) for other in longest[at + 1 :])


@cache
def _edge(resolution: int) -> float:
    return float(h3.average_hexagon_edge_length(resolution, unit="m"))


def ring(cell: str, metres: int) -> list[str]:
    """Give a cell and those around it that hold every point within so many metres (bounded, for the largest distances)."""
    step = 1.5 * _edge(h3.get_resolution(cell))
    return [str(one) for one in h3.grid_disk(cell, min(MOST_RING, math.ceil(metres / step)))]


def _point(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    return (lat, lon) if lat is not None and lon is not None else None


def _told(row: Mapping[str, Any]) -> Told:
    text = row["readable"] or row["words"]
    point = _point(row["lat"], row["lon"])
    return Told(row["category_id"], row["area_id"], row["cell"], point, row["received_at"], text)


def alike_public(
    *,
    category: Category | str,
    lat: float | None = None,
    lon: float | None = None,
    cell: str = "",
    area_path: str = "",
    words: str = "",
    now: datetime | None = None,
) -> list[PublicMatch]:
    """Give the published reports that a resident may join, the most alike first. Runs one query (two where given a code).

    Never of a sensitive category, or one that cannot be joined, nothing hidden, nothing that ended as not the same thing.
    """
    kind = Category.objects.filter(code=category).first() if isinstance(category, str) else category
    if kind is None or kind.is_sensitive or not kind.is_joinable:
        return []
    moment = now or timekeeping.now()
    here = cell or (cell_of(lat, lon) if lat is not None and lon is not None else "")
    if not here and not area_path:
        return []
    told = Told(kind.pk, None, here, cell_centre(here) if here else None, moment, words)
    where = Q(cell__in=ring(here, kind.near_metres)) if here else Q(area_path=area_path)
    if here and area_path:
        where |= Q(cell="", area_path=area_path)
    return _most_alike(_roomy(kind, here), told, _joinable(kind, moment).filter(where))


def _joinable(kind: Category, moment: datetime) -> QuerySet[Publication]:
    since = moment.astimezone(Agency.current().tz).date() - timedelta(days=kind.near_days)
    rows: QuerySet[Publication] = Publication.objects.shown().joinable().filter(category=kind, happened_on__gte=since)
    return rows


def _most_alike(near: Nearness, told: Told, rows: Any) -> list[PublicMatch]:
    """Give the few most alike of some published reports, the newest first among equals. One query."""
    newest = rows.counted().order_by("-happened_on", "-id").values(*OF_PUBLICATION, "told_too")
    found = list(newest[:MOST_CANDIDATES])
    others = [_published(row) for row in found]
    ranked = sorted(weighed(near, told, others, most=MOST_PUBLIC), key=lambda one: (-one[0], -found[one[1]]["id"]))
    return [
        PublicMatch(row := _publication(found[at]), reasons(near, told, others[at]), people_of(row))
        for _score, at in ranked[:MOST_PUBLIC]
    ]


def _roomy(kind: Category, here: str) -> Nearness:
    """Give how near it must be, with room for the size of a cell, since only the middles of cells are compared."""
    wide = math.ceil(2 * _edge(h3.get_resolution(here))) if here else 0
    return Nearness(kind.near_metres + wide, kind.near_days)


def _publication(row: Mapping[str, Any]) -> Publication:
    found = partial(Publication, **{name: row[name] for name in OF_PUBLICATION})
    found.told_too = row["told_too"]  # type: ignore[attr-defined]
    return found


def _published(row: Mapping[str, Any]) -> Told:
    point = _point(row["lat"], row["lon"])
    return Told(row["category_id"], row["area_id"], row["cell"], point, _noon(row["happened_on"]), row["summary"])


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=Agency.current().tz)


def people_of(publication: Publication) -> Words:
    """Give how many people told of it, in words that hide small numbers: who sent it, who joined, whose report is one with it.

    The row comes from ``for_list`` or ``for_detail``, which count the reports.
    """
    people = 1 + publication.joined + getattr(publication, "told_too", 0)
    threshold = Agency.current().small_number
    if people < threshold:
        return _("fewer than %(count)d people") % {"count": threshold}
    return _("%(count)d people") % {"count": people}
