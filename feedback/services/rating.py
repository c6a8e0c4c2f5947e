"""The resident says how they were treated. One rating a report; what they say last counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import Rating, RatingAnswer, RatingItem, Report
from feedback.services.tracking import Door
from feedback.workflow import REPORT
from policing import timekeeping
from policing.commands import command
from policing.errors import BadInput, Unseen
from policing.events.services import Actor, emit
from policing.privacy.crypto import keyed_hash

MOST_WORDS = 2000
VALUES = range(1, 6)


def items() -> list[RatingItem]:
    """Give the statements that are asked, in order. One query."""
    return list(RatingItem.objects.filter(is_active=True))


def given(door: Door) -> Rating | None:
    """Give what the resident said before, or None. One query, and one for the answers where they are read."""
    return Rating.objects.prefetch_related("answers__item").filter(report_id=door.report_id).first()


@command(name="feedback.report.rate", page="feedback:track-rate", api="feedback-api:track-rate")
def rate(door: Door, *, answers: Mapping[str, int], words: str = "", token: str, now: datetime | None = None) -> Rating:
    """Say how far each statement holds, from 1 to 5; what is left out the resident would rather not say.

    It takes the place of what they said before, and is marked while the receipt is one that staff had in their hands. The team
    of the report is told that it was rated, never how. Sent twice it is one rating. Locks the report, emits one event. Raises
    BadInput for an unknown statement, a number outside 1 to 5, words that are too long, and for a form with nothing in it;
    WrongState before the team answered.
    """
    said = words.strip()
    asked = {item.code: item for item in items()}
    _refuse_odd(answers, said, asked)
    moment = timekeeping.coarse(now or timekeeping.now())
    with transaction.atomic():
        report: Report | None = Report.objects.select_for_update(of=("self",)).filter(pk=door.report_id).first()
        if report is None:
            raise Unseen
        before = Rating.objects.filter(report=report).first()
        sealed = keyed_hash("rating", f"{report.pk}:{token}")
        if before is not None and _is_same(before, sealed, said, answers):
            return before
        row = REPORT.check(report, "rate")
        values = {"words": said, "token": sealed, "at": moment, "with_printed_receipt": report.receipt_is_printed}
        rating, _made = Rating.objects.update_or_create(report=report, defaults=values)
        rating.answers.all().delete()
        RatingAnswer.objects.bulk_create(
            [RatingAnswer(rating=rating, item=asked[code], value=value) for code, value in answers.items()]
        )
        emit(
            row.event,
            subject=report,
            subject_ref=report.reference,
            actor=Actor.reporter(),
            area_path=report.area_path,
            team_id=report.team_id,
            payload={"answers": len(answers)},
            at=moment,
        )
    return rating


def _is_same(before: Rating, sealed: str, said: str, answers: Mapping[str, int]) -> bool:
    """Tell whether this very form came in before with the same answers."""
    if (before.token, before.words) != (sealed, said):
        return False
    return dict(before.answers.values_list("item__code", "value")) == dict(answers)


def _refuse_odd(answers: Mapping[str, int], said: str, asked: Mapping[str, Any]) -> None:
    wrong: dict[str, list[Any]] = {}
    for code, value in answers.items():
        if code not in asked:
            wrong[code] = [_("We do not ask that.")]
        elif value not in VALUES:
            wrong[code] = [_("Choose one of the five answers, or leave it out.")]
    if len(said) > MOST_WORDS:
        wrong["words"] = [_("That is too long. Please use fewer words.")]
    if not answers and not said and not wrong:
        wrong["words"] = [_("Choose an answer, or write a few words.")]
    if wrong:
        raise BadInput(wrong)
