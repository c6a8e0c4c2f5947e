"""A copy of a resident's words without what tells who somebody is. The original is never edited; it is closed away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import Note, RedactedCopy, Report
from feedback.services import originals
from feedback.services.originals import Beside
from feedback.workflow import REPORT
from policing import access, timekeeping
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput, Denied, StaleVersion, Unseen, WrongState
from policing.events.services import Actor, emit

MOST_WORDS = 8000
LONGEST_REASON = 500
LEFT = Beside()


def locked(report_id: int, actor: User, action: str, version: int | None = None) -> Report:
    """Lock a report for an act of the team. Raises Unseen, Denied with the reason, or StaleVersion."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("category", "team")
    report: Report | None = rows.filter(pk=report_id).first()
    if report is None:
        raise Unseen
    access.require(actor, action, report)
    if version is not None and version != report.version:
        raise StaleVersion
    return report


def reason_of(reason: str) -> str:
    """Give a reason on one line. Raises BadInput where there is none, or it is too long."""
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise BadInput({"reason": [_("Write a short reason.") if not said else _("Please use at most 500 letters.")]})
    return said


def tell(
    event: str, report: Report, actor: User, moment: datetime, payload: dict[str, Any], subject: models.Model | None = None
) -> None:
    """Emit an event about a report, or about what belongs to it."""
    emit(
        event,
        subject=subject or report,
        subject_ref=getattr(subject, "slug", report.reference),
        actor=Actor.person(actor),
        area_path=report.area_path,
        team_id=report.team_id,
        payload=payload,
        at=moment,
    )


@command(name="feedback.report.redact", page="feedback:report-redact", api="feedback-api:report-redact")
def redact(
    report_id: int,
    *,
    words: str,
    beside: Beside = LEFT,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> RedactedCopy:
    """Keep a copy of the resident's words without what tells who somebody is; from now on it is read in their place.

    ``beside`` says how the place, the time and the answers read from now on, and which pictures are still seen. The newest copy
    counts; the original stays as it was sent, and is read only for a reason that is written down. The same again changes
    nothing. Locks the report, emits one event. Raises Unseen, Denied, WrongState, StaleVersion and BadInput.
    """
    said, moment = words.strip(), now or timekeeping.now()
    if not said or len(said) > MOST_WORDS:
        raise BadInput(
            {"words": [_("Leave some words standing.") if not said else _("That is too long. Please use fewer words.")]}
        )
    with transaction.atomic():
        report = locked(report_id, actor, "redact", version)
        row = REPORT.check(report, "redact")
        newest = report.redacted_copies.order_by("-id").first()
        changes = originals.close_away(report, beside)
        if beside.pictures is not None:
            changes |= originals.release(report, beside.pictures)
        if newest is not None and newest.words == said and not changes:
            return newest
        copy = RedactedCopy.objects.create(report=report, words=said, made_by=actor, at=moment)
        report.readable = said
        report.version += 1
        report.save(update_fields=["readable", "place_words", "details", "answers", "version"])
        tell(row.event, report, actor, moment, {"copy": copy.pk})
    return copy


@command(name="feedback.copy.check", page="feedback:report-check-copy", api="feedback-api:report-check-copy")
def check(copy_id: int, *, actor: User, now: datetime | None = None) -> RedactedCopy:
    """Say, as a second person, that a redacted copy tells of nobody. Twice is harmless.

    Locks the report, then its copy; emits one event. Raises Unseen, Denied for whoever made it, and WrongState where a newer copy
    stands in its place.
    """
    moment = now or timekeeping.now()
    with transaction.atomic():
        found = RedactedCopy.objects.filter(pk=copy_id).values_list("report_id", flat=True).first()
        if found is None:
            raise Unseen
        report = locked(found, actor, "redact")
        copy = RedactedCopy.objects.select_for_update(of=("self",)).get(pk=copy_id)
        if copy.checked_at is not None:
            return copy
        if copy.made_by_id == actor.pk:
            raise Denied(_("You made this copy yourself. Somebody else has to check it."))
        if report.redacted_copies.filter(pk__gt=copy.pk).exists():
            raise WrongState(_("There is a newer copy. Check that one."))
        copy.checked_by, copy.checked_at = actor, moment
        copy.save(update_fields=["checked_by", "checked_at"])
        tell("feedback.copy.checked", report, actor, moment, {"copy": copy.pk})
    return copy


@command(name="feedback.report.original", page="feedback:report-original", api="feedback-api:report-original")
def open_original(report_id: int, *, reason: str, actor: User, now: datetime | None = None) -> Report:
    """Let somebody read the words behind a redacted copy, for a reason that the team can read and an event that stays.

    Locks the report, emits one event. Raises Unseen, Denied, BadInput without a reason, and WrongState where nothing is closed away.
    """
    said, moment = reason_of(reason), now or timekeeping.now()
    with transaction.atomic():
        report = locked(report_id, actor, "original")
        row = REPORT.check(report, "original")
        words = _("Read the words behind the redacted copy: %(reason)s") % {"reason": said}
        Note.objects.create(report=report, author=actor, words=words, at=moment)
        tell(row.event, report, actor, moment, {})
    return report
