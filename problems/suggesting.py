"""“These nine look like one problem”: reports of one kind in neighbouring cells that feed no case, with the reasons said in words.

Nothing is opened by itself: a person reads the reasons, and opens the form filled in with the reports, or does not. Candidates
come from one bounded query; they are put together here, in plain sums.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import h3
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Category, Report
from feedback.weighing import metres_between, telling_words
from policing import access, timekeeping
from policing.areas import cells
from policing.areas.models import Agency
from policing.ui import dates
from policing.ui.lists import listed
from problems import picking
from problems.models import CaseReport
from problems.picking import Picked

WITHIN = timedelta(days=90)
FEWEST = 4
MOST_CANDIDATES, MOST_GROUPS, MOST_EACH = 4000, 12, 60
RING = 1
LONGEST_HOURS = 6
MOST_WORDS = 5
STEP_METRES = 50


@dataclass(frozen=True)
class Group:
    """Reports that look like one problem: the kind, the newest of them to show, how many there are, and the reasons in words."""

    kind: str
    title: str
    number: int
    reports: Sequence[Picked]
    reasons: Sequence[str]

    @property
    def references(self) -> list[str]:
        """Give the references that the form is filled in with."""
        return [one.report.reference for one in self.reports]


@dataclass(frozen=True)
class _Told:
    """What is put together of a report."""

    pk: int
    category_id: int
    cell: str
    at: datetime
    point: tuple[float, float]


def suggested(user: Any, now: datetime | None = None) -> list[Group]:
    """Give what looks like one problem among the reports in the person's scope, the most reports first. Three queries, or one."""
    groups = sorted(_groups(_candidates(user, now or timekeeping.now())), key=lambda told: (-len(told), -told[0].pk))
    groups = groups[:MOST_GROUPS]
    if not groups:
        return []
    kept = {one.pk for told in groups for one in told[:MOST_EACH]}
    reports = {row.pk: row for row in picking.readable(user).filter(pk__in=kept)}
    return [_group(told, [reports[one.pk] for one in told[:MOST_EACH] if one.pk in reports]) for told in groups]


def _candidates(user: Any, now: datetime) -> list[_Told]:
    """Give the newest reports with a place in the person's scope that feed no case. One query."""
    feeds = CaseReport.objects.filter(report=OuterRef("pk"), left_at=None)
    rows = access.visible(Report, user).filter(~Exists(feeds), received_at__gte=now - WITHIN)
    rows = rows.exclude(state="withdrawn").exclude(cell="").exclude(reporter=user)
    light = rows.order_by("-received_at", "-pk").values_list("pk", "category_id", "cell", "received_at", "lat", "lon")
    return [_told(*row) for row in light[:MOST_CANDIDATES]]


def _told(pk: int, category_id: int, cell: str, at: datetime, lat: float | None, lon: float | None) -> _Told:
    return _Told(pk, category_id, cell, at, (lat, lon) if lat is not None and lon is not None else cells.cell_centre(cell))


def _groups(told: Sequence[_Told]) -> list[list[_Told]]:
    """Put together what is of one kind and lies in a cell or those around it, beginning where most reports are."""
    by_kind: dict[int, dict[str, list[_Told]]] = defaultdict(lambda: defaultdict(list))
    for one in told:
        by_kind[one.category_id][one.cell].append(one)
    found = []
    for held in by_kind.values():
        while held:
            group = _largest(held)
            if len(group) < FEWEST:
                break
            found.append(sorted(group, key=lambda one: (one.at, one.pk), reverse=True))
    return found


def _largest(held: dict[str, list[_Told]]) -> list[_Told]:
    """Take out the cell that has most reports with its ring, and give all of them."""

    def around(cell: str) -> list[str]:
        return [str(near) for near in h3.grid_disk(cell, RING) if near in held]

    best = max(held, key=lambda cell: (sum(len(held[near]) for near in around(cell)), len(held[cell]), cell))
    return [one for near in around(best) for one in held.pop(near)]


def _group(told: Sequence[_Told], reports: Sequence[Report]) -> Group:
    kind = reports[0].category
    words = _words([telling_words(report.shown_words) for report in reports])
    return Group(
        kind=kind.name,
        title=picking.title_of_reports(reports, None),
        number=len(told),
        reports=[picking.picked(report) for report in reports],
        reasons=[*_facts(kind, told), *([words] if words else [])],
    )


def _facts(kind: Category, told: Sequence[_Told]) -> list[str]:
    """Say how many and of which kind, within how many metres, since when, and at which hours."""
    many = len(told)
    said = [
        ngettext("%(many)d report of “%(kind)s”", "%(many)d reports of “%(kind)s”", many)
        % {"many": many, "kind": kind.short_name}
    ]
    near = picking.place_of([one.cell for one in told])
    metres = {"metres": across([one.point for one in told]), "place": near}
    said.append((_("all within %(metres)d metres, near %(place)s") if near else _("all within %(metres)d metres")) % metres)
    ends = {"first": dates.short_day(min(one.at for one in told)), "last": dates.short_day(max(one.at for one in told))}
    same = ends["first"] == ends["last"]
    said.append((_("all on %(first)s") if same else _("since %(first)s, the last on %(last)s")) % ends)
    hours = _hours([one.at for one in told])
    return [*said, hours] if hours else said


def across(points: Sequence[tuple[float, float]]) -> int:
    """Give metres within which all the points lie: from corner to corner of what holds them, rounded up."""
    lats, lons = [point[0] for point in points], [point[1] for point in points]
    far = metres_between((min(lats), min(lons)), (max(lats), max(lons)))
    return max(STEP_METRES, -int(-far // STEP_METRES) * STEP_METRES)


def _hours(moments: Sequence[datetime]) -> str:
    """Say in which hours most were sent, where two of three fall into six hours or fewer; else nothing."""
    zone, many = Agency.current().tz, len(moments)
    held = Counter(moment.astimezone(zone).hour for moment in moments)
    for length in range(1, LONGEST_HOURS + 1):
        start, inside = max(
            ((first, sum(held[(first + step) % 24] for step in range(length))) for first in range(24)), key=lambda one: one[1]
        )
        if 3 * inside >= 2 * many:
            facts = {"inside": inside, "many": many, "from": f"{start:02}:00", "to": f"{(start + length) % 24:02}:00"}
            return _("%(inside)d of %(many)d were sent between %(from)s and %(to)s") % facts
    return ""


def _words(said: Sequence[frozenset[str]]) -> str:
    """Say which telling words at least half of the reports share, the most shared first; else nothing."""
    held = Counter(word for words in said for word in words)
    shared = sorted(
        (word for word, many in held.items() if 2 * many >= len(said)), key=lambda word: (-held[word], -len(word), word)
    )
    return _("the same words: %(words)s") % {"words": listed(shared[:MOST_WORDS])} if shared else ""


def reason_of(reports: Sequence[Report]) -> str:
    """Suggest why chosen reports belong together, from their kind, places and times alone; nothing for fewer than two.

    Words of residents stay out, since the reason is kept.
    """
    if len(reports) < 2:
        return ""
    if len({report.category_id for report in reports}) > 1 or not all(cells.is_cell(report.cell) for report in reports):
        return ""
    told = [_told(report.pk, report.category_id, report.cell, report.received_at, report.lat, report.lon) for report in reports]
    return "; ".join(_facts(reports[0].category, told))
