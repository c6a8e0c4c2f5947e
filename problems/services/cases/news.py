"""News of a case for those who did not report it: who follows its page, joined a published report, or left a word and asked to hear.

Everybody hears once of one thing. Whoever is told through a report of their own is left out here (``problems.notices``), and whoever
joined hears through the page where it is shown, else through the published report that they joined.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from feedback.models import Publication
from policing.events.models import Event
from policing.events.services import Actor, emit
from problems.models import Case, CasePage, CaseReport, StageMove
from problems.services.cases.acting import Step

MOVED, ENDED, JOINED, TOLD = "problems.news.moved", "problems.news.closed", "problems.news.joined", "problems.news.told"


def moved(case: Case, step: Step, move: StageMove, *, report: int = 0, actor: Actor | None = None) -> None:
    """Say that a case goes on, back, or is open again; ``report`` is the one that says “not fixed”. Two queries, and the event.

    Its page shows where it stands, so that the page changed with it.
    """
    CasePage.objects.filter(case=case).update(changed_at=step.moment)
    _tell(case, step, MOVED, {"after": case.state, "move": move.pk, "report": report}, actor)


def ended(case: Case, step: Step, move: StageMove) -> None:
    """Say what came of a case: on its page, or, where none is shown, to who joined what is published of its reports.

    Who follows a page that is off, or left a word there, hears when it is shown again. Two queries, and the events.
    """
    if _tell(case, step, ENDED, {"decision": move.decision, "move": move.pk, "late": False}, None):
        return
    linked = CaseReport.objects.filter(case=case, left_at=None).values("report")
    fed = Q(report__in=linked) | Q(report__lead__in=linked)
    for row in Publication.objects.filter(fed, hidden_at=None, joined__gt=0).order_by("pk"):
        emit(
            TOLD, subject=row, subject_ref=row.slug, actor=Actor.person(step.actor), area_path=row.area_path,
            payload={"decision": move.decision, "move": move.pk}, at=step.moment,
        )  # fmt: skip


def ended_late(case: Case, page: CasePage, step: Step) -> None:
    """Say what came of a closed case whose page was off when it was closed, once it is shown. Once for a closing; two queries."""
    move = case.moves.filter(kind=StageMove.Kind.CLOSE, state=StageMove.State.APPROVED).last()
    known = Event.objects.filter(subject_type=CasePage._meta.label_lower, subject_id=page.pk, name=ENDED)
    if move is None or known.filter(payload__move=move.pk).exists():
        return
    _tell(case, step, ENDED, {"decision": move.decision, "move": move.pk, "late": True}, None)


def joined(case: Case, step: Step) -> None:
    """Say that another case is worked on together with this one, to who follows either. One query, and the event."""
    _tell(case, step, JOINED, {}, None)


def _tell(case: Case, step: Step, event: str, payload: Mapping[str, Any], actor: Actor | None) -> bool:
    page = CasePage.objects.filter(case=case, hidden_at=None).first()
    if page is None:
        return False
    emit(
        event, subject=page, subject_ref=page.slug, actor=actor or Actor.person(step.actor), area_path=case.area_path,
        payload=dict(payload), at=step.moment,
    )  # fmt: skip
    return True
