"""What a case is opened from: reports that somebody chose, or a cell of the map; and what the form suggests for its name and area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import h3
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from feedback import inboxing
from feedback.models import Report
from policing import access, timekeeping
from policing.areas import cells, locate
from policing.areas.models import Area
from policing.areas.near import gazetteer
from policing.prepared import PreparedRows
from policing.privacy.references import normalise_reference
from policing.ui.lists import listed
from problems import shown
from problems.models import Case, CasePlace, CaseReport
from problems.services.cases.linking import MOST_AT_ONCE

MOST_TITLE = 120
MOST_OFFERED, MOST_CLOSED = 40, 5


@dataclass(frozen=True)
class Picked:
    """One chosen report: its first words, and the case that it feeds already, by name, where there is one."""

    report: Report
    subject: str
    gist: str
    feeds: str = ""
    feeds_reference: str = ""


@dataclass(frozen=True)
class Chosen:
    """The chosen reports that may feed a case, those that feed one already, and how many are not there for this person."""

    free: list[Picked] = field(default_factory=list)
    taken: list[Picked] = field(default_factory=list)
    missing: int = 0

    @property
    def ids(self) -> dict[str, int]:
        """Give the ids of the free ones by their references."""
        return {one.report.reference: one.report.pk for one in self.free}


def references(asked: Iterable[str]) -> list[str]:
    """Give the references once each, in their one spelling, bounded. A field may hold several, on lines or split by commas."""
    said = [part.strip() for text in asked for part in text.replace(",", "\n").replace("\0", "").splitlines()]
    return list(dict.fromkeys(normalise_reference(one) or one[:32] for one in said if one))[:MOST_AT_ONCE]


def chosen(user: Any, asked: Iterable[str]) -> Chosen:
    """Give the chosen reports that the person may read. Two queries, or none for none."""
    wanted = references(asked)
    if not wanted:
        return Chosen()
    found = {row.reference: row for row in readable(user).filter(reference__in=wanted)}
    feeds = feeding(user, [row.pk for row in found.values()])
    ordered = [found[one] for one in wanted if one in found]
    free = [picked(row) for row in ordered if row.pk not in feeds]
    taken = [picked(row, *feeds[row.pk]) for row in ordered if row.pk in feeds]
    return Chosen(free, taken, len(wanted) - len(ordered))


def ids_of(user: Any, wanted: Sequence[str]) -> dict[str, int]:
    """Give the ids of the reports of those references that the person may read, by reference. One query."""
    rows = access.visible(Report, user).filter(reference__in=wanted).exclude(state="withdrawn")
    return dict(rows.values_list("reference", "pk"))


def readable(user: Any) -> QuerySet[Report]:
    """Give the reports that the person may read and that were not taken back, with what the form and the suggestions show."""
    rows = access.visible(Report, user).exclude(state="withdrawn").select_related("category", "area")
    return rows.defer("search", "details", "answers", "area__boundary", "area__about")


def picked(report: Report, feeds: str = "", feeds_reference: str = "") -> Picked:
    """Give a report as the form shows it, in the words that the team reads."""
    subject, gist = inboxing.split(report.shown_words)
    return Picked(report, subject, gist, feeds, feeds_reference)


def feeding(user: Any, report_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Give for each report that feeds a case the name and number of that case; both empty where the person may not know of it.

    One query.
    """
    rows = FEEDS.ask(report_ids[0]) if len(report_ids) == 1 else _links(report__in=report_ids)
    return {row.report_id: _named(user, row.case) for row in rows}


def _links(**of: Any) -> QuerySet[CaseReport]:
    rows = CaseReport.objects.filter(left_at=None, **of).select_related("case", "case__area")
    return rows.defer("case__search", "case__summary", "case__area__boundary", "case__area__about")


FEEDS = PreparedRows(lambda report_id: _links(report=report_id))


def _named(user: Any, case: Case) -> tuple[str, str]:
    if not access.can(user, "view", case):
        return _("a case of another team"), ""
    return shown.title_of(case, shown.sight_of(user, case)), case.reference


def common_area(reports: Sequence[Report], areas: Sequence[Area]) -> Area | None:
    """Give the smallest of the areas that holds every report, or None."""
    paths = [report.area_path for report in reports]
    holding = [area for area in areas if paths and all(path.startswith(area.path) for path in paths)]
    return max(holding, key=lambda area: len(area.path)) if holding else None


def area_code(spot: Spot | None, areas: Sequence[Area]) -> str:
    """Give the area in which a case from a cell begins: that of the cell, where it is among those, else the only one there is."""
    if spot and any(area.code == spot.area_code for area in areas):
        return spot.area_code
    return areas[0].code if len(areas) == 1 else ""


def title_of_reports(reports: Sequence[Report], area: Area | None) -> str:
    """Suggest a name from the kind that most reports have and where they are: “Noise, Mill Lane”."""
    if not reports:
        return ""
    kind = Counter(report.category.short_name for report in reports).most_common(1)[0][0]
    where = place_of([report.cell for report in reports if report.cell]) or (area.name if area else "")
    return listed([kind, where])[:MOST_TITLE]


def place_of(held: Sequence[str]) -> str:
    """Give the name of the street or place near the cell that most of these are, or nothing. No query most of the time."""
    known = [cell for cell in held if cells.is_cell(cell)]
    if not known:
        return ""
    near = gazetteer().nearest(*cells.cell_centre(Counter(known).most_common(1)[0][0]))
    return near.name if near else ""


@dataclass(frozen=True)
class Spot:
    """A cell of the map with the name of the place there and the code of its area, both perhaps empty."""

    cell: str
    place: str
    area_code: str

    @property
    def title(self) -> str:
        """Suggest the name of a case that is opened from it."""
        return (_("What happens at %(place)s") % {"place": self.place})[:MOST_TITLE] if self.place else ""


def spot_of(cell: str) -> Spot | None:
    """Give what is known of a cell, or None where it is no cell that may be shown."""
    if not cells.is_cell(cell):
        return None
    lat, lon = cells.cell_centre(cell)
    hit, near = locate.locate(lat, lon), gazetteer().nearest(lat, lon)
    return Spot(cell, near.name if near else hit.name if hit else "", hit.code if hit else "")


def open_cases(user: Any, reports: Sequence[Report], area: Area | None) -> list[Case]:
    """Give the open cases to which the person may add, those of the reports' areas first, then the newest. One query."""
    rows = access.visible(Case, user).filter(state__in=["scanning", "analysis", "response", "assessment"])
    held: list[Case] = list(rows.for_list().order_by("-id")[: MOST_OFFERED * 3])  # type: ignore[attr-defined]
    open_to = [case for case in held if access.can(user, "link", case)]
    paths = {report.area_path for report in reports} | ({area.path} if area else set())

    def is_far(case: Case) -> bool:
        return not any(path and (path.startswith(case.area_path) or case.area_path.startswith(path)) for path in paths)

    return sorted(open_to, key=is_far)[:MOST_OFFERED]


def closed_here(user: Any, held: Iterable[str], now: datetime | None = None) -> list[Case]:
    """Give the cases that ended within a year in these cells or beside them, and that the person may take up again. One query.

    What comes in after the end is perhaps the same problem: it was not fixed, or it came back.
    """
    near = sorted({one for cell in held if cells.is_cell(cell) for one in h3.grid_disk(cell, 1)})
    if not near:
        return []
    place = CasePlace.objects.filter(case=OuterRef("pk"), removed_at=None, use=CasePlace.Use.PROBLEM, cell__in=near)
    told = CaseReport.objects.filter(case=OuterRef("pk"), left_at=None, report__cell__in=near)
    since = (now or timekeeping.now()) - timedelta(days=365)
    rows = access.visible(Case, user).filter(Exists(place) | Exists(told), state="closed", closed_at__gte=since)
    found = rows.for_list().order_by("-closed_at", "-id")[:MOST_OFFERED]  # type: ignore[attr-defined]
    return [case for case in found if access.can(user, "reopen", case)][:MOST_CLOSED]
