"""Neighbours who joined a published report are told when it is answered, finished or taken up again; never in whose words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from feedback.models import Publication
from policing.events.services import Actor, emit

TOLD = {
    "answer": "feedback.publication.answered",
    "close": "feedback.publication.closed",
    "reopen": "feedback.publication.reopened",
    "contest": "feedback.publication.contested",
}


def tell(
    report_ids: Iterable[int], action: str, actor: Actor, moment: datetime, outcome: str = "", *, quiet: bool = False
) -> None:
    """Tell those who joined what is published of these reports, by an event of its own for each. One query, if it is of interest.

    ``quiet``: they hear of its end from somewhere else, so that the event stands on the timeline and nobody is told of it twice.
    """
    event = TOLD.get(action)
    if event is None:
        return
    for row in Publication.objects.filter(report_id__in=list(report_ids), hidden_at=None, joined__gt=0):
        payload = {"outcome": outcome, "quiet": quiet} if action == "close" else {}
        emit(event, subject=row, subject_ref=row.slug, actor=actor, area_path=row.area_path, payload=payload, at=moment)
