"""The end of a case as the resident behind one of its reports is told of it: how sure it is, and whether it is open again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from feedback.models import Report
from feedback.resulted import Lead
from policing.ui.registry import Words
from problems import saying
from problems.models import StageMove, Told
from problems.numbers import public_numbers, public_numbers_of
from problems.workflow import STAGES


@dataclass(frozen=True)
class End:
    """The newest end that a resident was told of. ``again``: the case is open again since; then nobody is sure of it any more."""

    again: bool
    sure: Words


def of(report: Report) -> End | None:
    """Give the newest end of a case that the resident of a report was told of, or None. Three queries, or one."""
    rows = Told.objects.filter(report=report, state=Told.State.TOLD, move__kind=StageMove.Kind.CLOSE)
    told = rows.select_related("move__case__figures").order_by("-pk").first()
    if told is None:
        return None
    again = told.move.case.state in STAGES
    return End(again, "" if again else _sure(told))


def facts_of(message: int) -> list[tuple[Words, Words]]:
    """Give how sure an end is that was told by a message. Three queries, or one."""
    told = Told.objects.filter(message=message).select_related("move__case__figures").first()
    sure = _sure(told) if told is not None else ""
    return [(_("How sure we are"), sure)] if sure else []


def leads_of(messages: Sequence[int]) -> dict[int, Lead]:
    """Give what came of the cases that messages told of, as everybody reads it, so that no resident reads it surer or less sure.

    The numbers are those of now, so that they speak for the newest end of a case that is still closed alone. Three queries at most.
    """
    rows = Told.objects.filter(message__in=messages, move__kind=StageMove.Kind.CLOSE).select_related("move__case__figures")
    newest = {told.move.case_id: told for told in rows.order_by("move_id")}
    counted = public_numbers_of([told.move.case for told in newest.values() if told.move.case.state == "closed"])
    found = {}
    for told in rows:
        numbers = counted.get(told.move.case_id) if newest[told.move.case_id].move_id == told.move_id else None
        lead = saying.lead_of(told.move.decision, numbers)
        if told.message_id is not None and lead:
            found[told.message_id] = Lead(lead, saying.tone_of(told.move.decision, numbers))
    return found


def _sure(told: Told) -> Words:
    return saying.sure_of(told.move.decision, public_numbers(told.move.case))
