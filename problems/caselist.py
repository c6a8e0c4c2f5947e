"""The list of cases: those that a person may know of, narrowed as the address says, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback.searching import query_of
from policing import access
from policing.access import sight
from policing.areas.models import Area
from policing.privacy import codes
from policing.ui import dates
from policing.ui.registry import Hit
from problems import shown
from problems.models import Case, Member
from problems.parts import KINDS, PartKind
from problems.workflow import CASE, STAGES

OPEN, ALL = "open", "all"


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a stage (or all open, or all), an area and all inside it, only one's own, only those whose proposal
    waits for an answer, and words. Empty is open ones.
    """

    stage: str = OPEN
    area_path: str = ""
    mine: bool = False
    waits: bool = False
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
    if wanted.waits:
        rows = rows.filter(shown.knowing(user, sight.PLAN)).exclude(proposed="")
    return with_words(rows, user, wanted.words) if wanted.words else rows


def mine(user: Any, most: int) -> list[shown.Row]:
    """Give the open cases that a person works along in, the newest first, as rows of a list. One query."""
    rows = cases(user, Wanted(mine=True)).for_list()  # type: ignore[attr-defined]
    return [shown.row_of(user, case) for case in rows.order_by("-id")[:most]]


@dataclass(frozen=True)
class Work:
    """One action or task that somebody has still to do: what, in which case, by when, and where they say how far it is."""

    words: str
    title: str
    reference: str
    due_on: date | None
    is_late: bool
    url: str


def own_work(user: Any, most: int) -> list[Work]:
    """Give the actions and tasks that a person has still to do, the first due first. Two queries."""
    cases = access.visible(Case, user).filter(shown.knowing(user, sight.PLAN), state__in=STAGES)
    found = [work for code in ("action", "task") for work in _own(KINDS[code], user, cases, most)]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max))[:most]


def _own(kind: PartKind, user: Any, cases: QuerySet[Any], most: int) -> list[Work]:
    rows: QuerySet[Any] = kind.model.objects.filter(removed_at=None, case__in=cases.order_by().values("pk"))
    today = dates.today()
    first = rows.filter(Q(owner=user, ended_at=None)).order_by(F("due_on").asc(nulls_last=True), "pk")
    told = first.values_list("pk", "words", "due_on", "case__title", "case__reference")[:most]
    return [
        Work(
            words, title, reference, due_on, bool(due_on and due_on < today),
            reverse("problems:part-move", args=[reference, kind.code, pk]),
        )
        for pk, words, due_on, title, reference in told
    ]  # fmt: skip


def has_own(user: Any) -> bool:
    """Tell whether a person works along in any case. One query."""
    return Member.objects.filter(user=user, ended_at=None).exists()


def waiting(user: Any) -> QuerySet[Any]:
    """Give the open cases whose proposal this person may answer: in their scope, and not their own."""
    scope = access.load(user).scope_q("cases.approve")
    return access.visible(Case, user).filter(scope, state__in=STAGES).exclude(proposed="").exclude(proposed_by=user)


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
