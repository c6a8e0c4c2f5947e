"""The list of cases: those that a person may know of, narrowed as the address says, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback.searching import query_of
from policing import access
from policing.access import sight
from policing.areas.models import Area
from policing.privacy import codes
from policing.ui.registry import Hit
from problems import shown
from problems.models import Case
from problems.workflow import CASE, STAGES

OPEN, ALL = "open", "all"


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a stage (or all open, or all), an area and all inside it, only one's own, and words. Empty is open ones."""

    stage: str = OPEN
    area_path: str = ""
    mine: bool = False
    words: str = ""


def cases(user: Any, wanted: Wanted) -> QuerySet[Any]:
    """Give the cases in scope that are asked for. Words and areas find only what the person sees of a case."""
    rows = access.visible(Case, user)
    if wanted.stage == OPEN:
        rows = rows.filter(state__in=STAGES)
    elif wanted.stage != ALL:
        rows = rows.filter(state=wanted.stage)
    if wanted.area_path:
        rows = rows.filter(shown.knowing(user, sight.PLACES), area_path__startswith=wanted.area_path)
    if wanted.mine:
        rows = rows.filter(sight__has_key=str(user.pk))
    return with_words(rows, user, wanted.words) if wanted.words else rows


def mine(user: Any, most: int) -> list[shown.Row]:
    """Give the open cases that a person works along in, the newest first, as rows of a list. One query."""
    rows = cases(user, Wanted(mine=True)).for_list()  # type: ignore[attr-defined]
    return [shown.row_of(user, case) for case in rows.order_by("-id")[:most]]


def with_words(rows: QuerySet[Any], user: Any, words: str) -> QuerySet[Any]:
    """Keep the cases that hold the words in their name or in what happens, or the one whose number was typed, in any shape."""
    told = Q(search=query_of(words)) & shown.knowing(user, sight.PLAN)
    return rows.filter(told | Q(reference=_number(words)))


def _number(words: str) -> str:
    """Give the number of a case as it was typed in its one spelling, or nothing where it cannot be one."""
    typed = codes.plain(words) or ""
    return f"{typed[:2]}-{typed[2:]}" if typed.isdecimal() else ""


def areas_of(user: Any) -> list[Area]:
    """Give the areas by which a person can narrow: those of their roles and all inside them. One query, or none."""
    return areas_with(user, "cases.view")


def areas_with(user: Any, permission: str) -> list[Area]:
    """Give the areas over which a person holds a permission, by themselves or for a team. One query, or none."""
    grants = access.load(user)
    if not grants.holds(permission):
        return []
    return list(Area.objects.for_list().filter(grants.scope_q(permission, area="path", team="teams")).distinct())


def found(user: Any, words: str, most: int) -> list[Hit]:
    """Give the cases for the drawer of the search, the newest first. One query, or none for who is not signed in."""
    if not access.load(user).active:
        return []
    rows = with_words(access.visible(Case, user), user, words).for_list().order_by("-id")[:most]  # type: ignore[attr-defined]
    return [_hit(shown.row_of(user, case)) for case in rows]


def _hit(row: shown.Row) -> Hit:
    reports = _("%(count)d reports") % {"count": row.reports} if row.reports else ""
    about = [row.case.reference, row.area or "", reports]
    url = reverse("problems:case", args=[row.case.reference])
    return Hit(row.title, url, " · ".join(part for part in about if part), CASE.state(row.case.state).label)
