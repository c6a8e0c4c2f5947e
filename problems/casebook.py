"""Reading one case for the people who work on it, within what each of them sees: the one module that its pages ask.

What it costs does not grow with the case: each list is one query, and bounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import QuerySet

from policing import access
from policing.access import sight
from policing.access.sight import Sight
from policing.accounts.models import User
from policing.areas.models import Area
from policing.clocks.models import Clock
from policing.errors import Unseen
from policing.events import timeline
from policing.events.timeline import Line
from policing.prepared import PreparedRows
from policing.privacy.models import Upload
from problems import facts, gates, partbook, shown
from problems.models import Case, CaseFile, Hypothesis, KeptText, Member, MonthCount, Objective, SheetEntry, StageMove, Technique
from problems.parts import PartKind, kind_of
from problems.workflow import CASE

MOST_MOVES = 100
MOST_MEMBERS = 100
MOST_LINES = 6
MOST_HISTORY = 50
MOST_KEPT = 20
MOST_CHOICES = 200
OPEN = frozenset(CASE.open_states())


@dataclass(frozen=True)
class CaseBook:
    """A case as one person may read it. What they do not see is not in it; ``facts`` are for the gates alone.

    ``older`` says for each kind of parts how many there are that are not among ``parts``.
    """

    case: Case
    sees: Sight
    sheet: Mapping[str, SheetEntry] = field(default_factory=dict)
    parts: Mapping[str, list[Any]] = field(default_factory=dict)
    older: Mapping[str, int] = field(default_factory=dict)
    moves: list[StageMove] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    kept: list[KeptText] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    facts: gates.Facts = field(default_factory=gates.Facts)

    def shows(self, data_class: str) -> bool:
        """Tell whether the reader sees that class of data."""
        return self.sees.shows(data_class)

    @property
    def proposal(self) -> StageMove | None:
        """The step that waits for a supervisor."""
        return next((move for move in self.moves if move.state == "proposed"), None)


CASES: access.Findable[Case] = access.Findable(Case.objects.for_page)
MOVES = PreparedRows(
    lambda case_id: StageMove.objects.filter(case=case_id).select_related("by", "answered_by").order_by("-pk")[:MOST_MOVES]
)
MEMBERS = PreparedRows(
    lambda case_id: (
        Member.objects.filter(case=case_id, ended_at=None).select_related("user", "team").order_by("pk")[:MOST_MEMBERS]
    )
)
CLOCKS = PreparedRows(lambda case_id: Clock.objects.open().of(Case(pk=case_id)).select_related("rule").order_by("due_at", "pk"))
KEPT = PreparedRows(lambda case_id, user_id: KeptText.objects.filter(case=case_id, user=user_id).order_by("pk")[:MOST_KEPT])


def case_of(reference: str, user: Any) -> Case:
    """Give a case that the person may know of, with what its pages show of it. One query. Raises Unseen."""
    return CASES.get_visible_or_404(user, reference)


def require_sight(case: Case, user: Any, data_class: str) -> Sight:
    """Give what the person sees of a case. Raises Unseen where that class of data is not among it."""
    sees = shown.sight_of(user, case)
    if not sees.shows(data_class):
        raise Unseen
    return sees


def load(reference: str, user: Any) -> CaseBook:
    """Read a case for its page: ten queries, and one more for each kind of which there are over two hundred. Raises Unseen."""
    case = case_of(reference, user)
    sees = shown.sight_of(user, case)
    if not sees.shows(sight.PLAN):
        return CaseBook(case, sees)
    sheet, parts = facts.sheet_of(case), partbook.parts_of(case)
    case.sheet_read = sheet
    seen = {code: rows for code, rows in parts.items() if (kind := kind_of(code)) and sees.shows(kind.shown_to)}
    return CaseBook(
        case,
        sees,
        sheet=sheet,
        parts=seen,
        older=partbook.older(case, seen),
        moves=moves_of(case),
        members=members_of(case) if sees.shows(sight.TEAM) else [],
        clocks=clocks_of(case),
        kept=KEPT.ask(case.pk, user.pk),
        lines=happened(case) if sees.shows(sight.DESK) else [],
        facts=facts.facts(case, sheet, parts, facts.counted(case)),
    )


def merged_into(case: Case, user: Any) -> Case | None:
    """Give the case that a case was merged into, where it was and the person may know of it. One query for a merged case."""
    other = case.merged_into if case.merged_into_id else None
    return other if other is not None and access.can(user, "view", other) else None


def moves_of(case: Case) -> list[StageMove]:
    """Give the steps of a case on the rail, oldest first, the newest hundred. One query."""
    return MOVES.ask(case.pk)[::-1]


def members_of(case: Case) -> list[Member]:
    """Give who works along now, who leads first. One query."""
    return sorted(MEMBERS.ask(case.pk), key=lambda row: row.role != Member.Role.LEAD)


def clocks_of(case: Case) -> list[Clock]:
    """Give the promises of the case itself that run or stand still. One query."""
    return CLOCKS.ask(case.pk)


def history_of(case: Case, code: str) -> list[SheetEntry]:
    """Give what was written under a field of the sheet, the newest first, at most fifty. One query."""
    return list(SheetEntry.objects.filter(case=case, field=code).select_related("by").order_by("-number")[:MOST_HISTORY])


def happened(case: Case) -> list[Line]:
    """Give what happened in a case, oldest first, the newest forty. Two queries."""
    return timeline.for_subject(case, limit=MOST_LINES)


def kept_of(case: Case, user: Any, target: str) -> KeptText | None:
    """Give the text of one's own that could not be sent for a target, or None. One query."""
    return KeptText.objects.filter(case=case, user=user, target=target).first()


def kept_by(kept_id: int, case: Case, user: Any) -> KeptText:
    """Give one kept text of one's own. Raises Unseen."""
    row = KeptText.objects.filter(case=case, user=user, pk=kept_id).first()
    if row is None:
        raise Unseen
    return row


def part_of(case: Case, kind: PartKind, part_id: int, *, gone_too: bool = False) -> Any:
    """Give one part of a case. Raises Unseen where there is none of that number, and, but for ``gone_too``, where it was taken out."""
    row = partbook.part_of(case, kind, part_id)
    if row is None or (row.removed_at is not None and not gone_too):
        raise Unseen
    return row


def page_of(file: CaseFile, page: str) -> Upload:
    """Give a page of a file of the team by its number, from 1. Raises Unseen where there is none. One query, or none for the first."""
    if page == "1":
        return file.upload
    at = int(page) - 2 if page.isascii() and page.isdigit() and len(page) < 4 else -1
    found = Upload.objects.filter(pk=file.more[at]).first() if 0 <= at < len(file.more) else None
    if found is None:
        raise Unseen
    return found


def techniques() -> list[Technique]:
    """Give the 25 techniques in their order. One query."""
    return list(Technique.objects.all())


def hypotheses_of(case: Case) -> list[Hypothesis]:
    """Give the hypotheses of a case, oldest first. One query."""
    return list(Hypothesis.objects.filter(case=case, removed_at=None)[:MOST_CHOICES])


def objectives_of(case: Case) -> list[Objective]:
    """Give the objectives of a case, oldest first. One query."""
    return list(Objective.objects.filter(case=case, removed_at=None)[:MOST_CHOICES])


def owners_of(case: Case) -> list[User]:
    """Give who of the case's team can be given something to do: those who see the plan. One query."""
    return [row.user for row in members_of(case) if sight.sight(row.sees).shows(sight.PLAN)]


def areas_for(user: Any) -> QuerySet[Area]:
    """Give the areas that a place can be, in the order of their names. One query when read."""
    rows = access.visible(Area, user).in_use().only("id", "code", "name", "path", "key")  # type: ignore[attr-defined]
    return cast("QuerySet[Area]", rows.order_by("key")[:500])


def kinds_of_incidents(user: Any, case: Case) -> list[str]:
    """Give the kinds of incidents that there are within a person's scope, and those that the case counts already. One query."""
    rows = access.visible(MonthCount, user).order_by("category").values_list("category", flat=True).distinct()
    return sorted({*rows[:MOST_CHOICES], *case.categories})
