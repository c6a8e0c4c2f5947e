"""What seems alike, and why: near in place, near in time, of one kind, or told in the same words. Nothing is joined by itself.

Candidates come from one bounded query that the indexes serve; they are weighed here, in plain sums, so that each reason can be
said in words. ``alike`` is for the team, ``alike_public`` for a resident who is about to report.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

import h3
from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Category, NotSame, Publication, Report
from policing import timekeeping
from policing.areas.cells import cell_centre, cell_of
from policing.areas.models import Agency
from policing.areas.querysets import fold
from policing.ui.registry import Words

MOST_CANDIDATES = 120  # of each way to find them
MOST_PUBLIC = 5
MOST_RING = 12
SHORTEST_WORD = 4
MOST_WORDS_ASKED = 8
MOST_WORDS_SAID = 6
EARTH_METRES = 6_371_000.0
LEAST_SCORE = 35
PLACE, TIME, KIND, WORDS = 40, 20, 15, 25
_COMMON_WORDS = (
    "about after again also always around because been before being between came come could does doing down each even every from "
    "have here into just keep know like made make many more most much must near need never next night only other outside over "
    "people please really said same says seen some someone still street road such take than that their them then there these they "
    "thing this those time times told under until very want week were what when where which while with would your "
    "aqui como cuando desde donde ella ellos entre esta este esto hasta mucho para pero porque siempre sobre todo todos"
)  # fmt: skip
COMMON = frozenset(_COMMON_WORDS.split())


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


@dataclass(frozen=True)
class _Told:
    """What is weighed of a report, published or not."""

    category_id: int
    area_id: int | None
    cell: str
    point: tuple[float, float] | None
    at: datetime
    words: frozenset[str]


def readable_words(report: Report) -> str:
    """Give what the team reads of a report: the newest redacted copy where there is one, else the resident's own words."""
    return report.shown_words


def telling_words(text: str) -> frozenset[str]:
    """Give the folded words of a text that tell something: no short ones, no common ones, no numbers."""
    found = re.findall(r"[^\W\d_]+", fold(text))
    return frozenset(word for word in found if (len(word) >= SHORTEST_WORD or not word.isascii()) and word not in COMMON)


def alike(report: Report, *, limit: int = 20, among: QuerySet[Report] | None = None) -> list[Match]:
    """Give the reports that seem alike, the most alike first. Runs one query, however many there are.

    ``among`` narrows to what the reader may see. Left out are pairs that somebody said are not the same, what is merged with it
    already, and what was taken back; of reports that are merged with one another only the most alike one stands for all.
    """
    told = _of_report(report)
    rows = Report.objects.all() if among is None else among
    held = rows.filter(~_told_apart(report), pk__in=_candidates(report, told)).exclude(pk__in=_itself(report))
    held = held.select_related("category", "area", "lead").defer("search", "area__boundary", "area__about")
    weighed = [found for row in held if (found := _weigh(report.category, told, row, _of_report(row)))]
    best: dict[int, Match] = {}
    for match in sorted(weighed, key=lambda one: (-one.score, one.report.pk)):
        best.setdefault(match.report.lead_id or match.report.pk, match)
    return list(best.values())[:limit]


def _itself(report: Report) -> list[int]:
    """Give the ids of the report and of its lead."""
    return [report.pk, *([report.lead_id] if report.lead_id else [])]


def _told_apart(report: Report) -> Exists:
    """Give the condition that somebody said a row and this report are not the same."""
    pair = Q(one_id=report.pk, other_id=OuterRef("pk")) | Q(one_id=OuterRef("pk"), other_id=report.pk)
    return Exists(NotSame.objects.filter(pair))


def _candidates(report: Report, told: _Told) -> QuerySet[Any]:
    """Give the ids of what lies near, and of what shares the longest words in the same area; each way bounded."""
    window = timedelta(days=report.category.near_days)
    around = Report.objects.filter(received_at__range=(told.at - window, told.at + window)).exclude(state="withdrawn")
    around = around.exclude(pk=report.pk).exclude(lead_id=report.pk)
    around = around.exclude(lead_id=report.lead_id) if report.lead_id else around
    near = around.filter(_near(report.category, told)).order_by("-received_at")[:MOST_CANDIDATES].values("pk")
    asked = _asked(told.words)
    if asked is None:
        return near
    same_words = around.filter(search=asked, area_path=report.area_path).order_by("-received_at")[:MOST_CANDIDATES].values("pk")
    return near.union(same_words)


def _near(category: Category, told: _Told) -> Q:
    kind = Q(category_id=told.category_id)
    if told.cell:
        return kind & (Q(cell__in=ring(told.cell, category.near_metres)) | Q(cell="", area_id=told.area_id))
    return kind & Q(area_id=told.area_id) if told.area_id else Q(pk__in=[])


def _asked(words: frozenset[str]) -> SearchQuery | None:
    """Give the search for what shares at least two of the longest words: long words are rare ones. None for too few words."""
    longest = sorted(words, key=lambda word: (-len(word), word))[:MOST_WORDS_ASKED]
    pairs = [f"({one} & {other})" for at, one in enumerate(longest) for other in longest[at + 1 :]]
    return SearchQuery(" | ".join(pairs), config="simple", search_type="raw") if pairs else None


@cache
def _edge(resolution: int) -> float:
    return float(h3.average_hexagon_edge_length(resolution, unit="m"))


def ring(cell: str, metres: int) -> list[str]:
    """Give a cell and those around it that hold every point within so many metres (bounded, for the largest distances)."""
    step = 1.5 * _edge(h3.get_resolution(cell))
    return [str(one) for one in h3.grid_disk(cell, min(MOST_RING, math.ceil(metres / step)))]


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the distance of two points (latitude, longitude)."""
    lat, other_lat = math.radians(one[0]), math.radians(other[0])
    across = math.radians(other[1] - one[1])
    half = math.sin((other_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(other_lat) * math.sin(across / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(half))


def _of_report(row: Report) -> _Told:
    point = (row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    return _Told(row.category_id, row.area_id, row.cell, point, row.received_at, telling_words(readable_words(row)))


def _weigh(category: Category, told: _Told, row: Report, other: _Told) -> Match | None:
    score, reasons = _compare(category, told, other)
    return Match(row, min(100, round(score)), tuple(reasons)) if score >= LEAST_SCORE else None


def _compare(category: Category, told: _Told, other: _Told) -> tuple[float, list[str]]:
    place, where = _place(category, told, other)
    days = abs((told.at - other.at).days)
    score, reasons = place, [where] if where else []
    if days <= category.near_days:
        score += TIME * (1 - days / (category.near_days + 1))
        reasons.append(
            _("the same day") if days == 0 else ngettext("%(days)d day apart", "%(days)d days apart", days) % {"days": days}
        )
    if told.category_id == other.category_id:
        score += KIND
        reasons.append(_("the same kind"))
    shared = told.words & other.words
    if shared:
        score += WORDS * min(1.0, 1.5 * len(shared) / max(4, min(len(told.words), len(other.words))))
        said = sorted(shared, key=lambda word: (-len(word), word))[:MOST_WORDS_SAID]
        reasons.append(_("the same words: %(words)s") % {"words": ", ".join(said)})
    return (score, reasons) if place or len(shared) > 1 else (0, reasons)


def _place(category: Category, told: _Told, other: _Told) -> tuple[float, str]:
    if told.point and other.point:
        metres = metres_between(told.point, other.point)
        if metres <= category.near_metres:
            near = round(metres, -1)
            words = _("%(metres)d metres away") % {"metres": near} if near else _("the same place")
            return PLACE * (1 - 0.6 * metres / category.near_metres), words
        return 0, ""
    if told.cell and told.cell == other.cell:
        return PLACE * 0.7, _("the same part of the area")
    if told.area_id and told.area_id == other.area_id:
        return PLACE * 0.4, _("the same area")
    return 0, ""


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
    point = cell_centre(here) if here else None
    told = _Told(kind.pk, None, here, point, moment, telling_words(words))
    since = moment.astimezone(Agency.current().tz).date() - timedelta(days=kind.near_days)
    rows = Publication.objects.shown().joinable().filter(category=kind, happened_on__gte=since)
    where = Q(cell__in=ring(here, kind.near_metres)) if here else Q(area_path=area_path)
    if here and area_path:
        where |= Q(cell="", area_path=area_path)
    rows = rows.filter(where).for_list()
    held = rows.order_by("-happened_on", "-id")[:MOST_CANDIDATES]
    weighed = ((_compare(_roomy(kind, here), told, _of_publication(row)), row) for row in held)
    ranked = sorted(((score, reasons, row) for (score, reasons), row in weighed), key=lambda one: (-one[0], -one[2].pk))
    return [PublicMatch(row, tuple(reasons), people_of(row)) for _score, reasons, row in ranked[:MOST_PUBLIC]]


def _roomy(kind: Category, here: str) -> Category:
    """Give the category with room for the size of a cell, since only the middles of cells are compared."""
    if not here:
        return kind
    wide = math.ceil(2 * _edge(h3.get_resolution(here)))
    return Category(pk=kind.pk, near_metres=kind.near_metres + wide, near_days=kind.near_days)


def _of_publication(row: Publication) -> _Told:
    point = (row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    at = datetime.combine(row.happened_on, time(12), tzinfo=Agency.current().tz)
    return _Told(row.category_id, row.area_id, row.cell, point, at, telling_words(row.summary))


def people_of(publication: Publication) -> Words:
    """Give how many people told of it, in words that hide small numbers: who sent it, who joined, whose report is one with it.

    The row comes from ``for_list`` or ``for_detail``, which count the reports.
    """
    people = 1 + publication.joined + getattr(publication, "told_too", 0)
    threshold = Agency.current().small_number
    if people < threshold:
        return _("fewer than %(count)d people") % {"count": threshold}
    return _("%(count)d people") % {"count": people}
