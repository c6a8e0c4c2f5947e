"""What the public may read of a report: a summary that staff write, the middle of a map cell, the day. And who joins it."""

from __future__ import annotations

import secrets
from datetime import datetime

import h3
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from feedback.models import Joining, Note, Publication, RedactedCopy, Report
from feedback.services.redacting import locked, reason_of, tell
from feedback.workflow import OPEN, REPORT
from policing import access, timekeeping
from policing.accounts import addresses
from policing.accounts.models import User
from policing.areas.cells import FINEST, cell_centre
from policing.areas.models import Agency
from policing.commands import command
from policing.errors import BadInput, Denied, Unseen, WrongState
from policing.events.services import Actor, emit

LONGEST_SUMMARY = 600


@command(name="feedback.report.publish", page="feedback:report-publish", api="feedback-api:report-publish")
def publish(
    report_id: int,
    *,
    summary: str,
    actor: User,
    with_copy: bool = False,
    is_joinable: bool = True,
    version: int | None = None,
    now: datetime | None = None,
) -> Publication:
    """Publish a summary of a report, or write it anew: the kind, the area, the middle of a cell and the day, and no person.

    With a copy, the newest redacted one stands below it, once a second person has checked it. Locks the report, emits one event.
    Raises Unseen, Denied, StaleVersion, WrongState for a kind that is never published one by one, and BadInput.
    """
    said, moment = " ".join(summary.split()), now or timekeeping.now()
    if not said or len(said) > LONGEST_SUMMARY:
        raise BadInput({"summary": [_("Write a few words first.") if not said else _("Please use at most 600 letters.")]})
    with transaction.atomic():
        report = locked(report_id, actor, "publish", version)
        row = REPORT.check(report, "publish")
        copy = _checked_copy(report) if with_copy else None
        before = Publication.objects.select_for_update(of=("self",)).filter(report=report).first()
        publication = before or Publication(report=report, slug=secrets.token_hex(6), published_at=moment)
        if before is not None and before.hidden_at is not None:
            publication.published_at = moment
        _fill(publication, report)
        publication.summary, publication.copy, publication.is_joinable = said, copy, is_joinable
        publication.published_by, publication.hidden_at = actor, None
        publication.save()
        report.version += 1
        report.save(update_fields=["version"])
        tell(row.event, report, actor, moment, {"publication": publication.pk})
    return publication


def _fill(publication: Publication, report: Report) -> None:
    """Take over from the report what the public may know of it."""
    cell = public_cell(report.cell)
    publication.category_id, publication.area_id = report.category_id, report.area_id
    publication.area_path, publication.cell = report.area_path, cell
    publication.lat, publication.lon = cell_centre(cell) if cell else (None, None)
    publication.happened_on = report.received_at.astimezone(Agency.current().tz).date()


def public_cell(cell: str) -> str:
    """Give the cell that stands for a place in public: at the Agency's resolution, never finer; nothing where none is known."""
    if not cell:
        return ""
    finest = min(FINEST, Agency.current().cell_resolution)
    return str(h3.cell_to_parent(cell, finest)) if h3.get_resolution(cell) > finest else cell


def _checked_copy(report: Report) -> RedactedCopy:
    copy = report.redacted_copies.order_by("-id").first()
    if copy is None or copy.checked_at is None:
        raise BadInput({"with_copy": [_("A second person has to check the redacted copy before it is published.")]})
    found: RedactedCopy = copy
    return found


@command(name="feedback.publication.hide", page="feedback:report-hide", api="feedback-api:publication-hide")
def hide(publication_id: int, *, reason: str, actor: User, now: datetime | None = None) -> Publication:
    """Take a published report off the public pages, for a reason that the team can read. Twice is harmless.

    Locks the report, then the publication; emits one event. Raises Unseen, Denied, and BadInput without a reason.
    """
    said, moment = reason_of(reason), now or timekeeping.now()
    with transaction.atomic():
        found = Publication.objects.filter(pk=publication_id).values_list("report_id", flat=True).first()
        if found is None:
            raise Unseen
        report = locked(found, actor, "publish")
        publication: Publication = Publication.objects.select_for_update(of=("self",)).get(pk=publication_id)
        if publication.hidden_at is not None:
            return publication
        publication.hidden_at = moment
        publication.save(update_fields=["hidden_at"])
        words = _("Took the published summary off: %(reason)s") % {"reason": said}
        Note.objects.create(report=report, author=actor, words=words, at=moment)
        tell("feedback.publication.hidden", report, actor, moment, {}, publication)
    return publication


@command(name="feedback.publication.join", page="feedback:public-join", api="feedback-api:publication-join")
def join(publication_id: int, *, actor: User, now: datetime | None = None) -> Publication:
    """Say that a published report is the same for oneself: one is counted, and told what comes of it. Twice is harmless.

    Locks the publication, emits one event. Raises Unseen, Denied without a confirmed address or for one's own report, and
    WrongState where it is finished or cannot be joined.
    """
    with transaction.atomic():
        publication = _public(publication_id, actor, "join")
        if not addresses.has_verified(actor):
            raise Denied(_("Confirm your e-mail address first, so that nobody is counted twice."))
        if publication.report.reporter_id == actor.pk:
            raise Denied(_("This is your own report. You are counted, and told what comes of it."))
        if not can_join(publication):
            raise WrongState(_("This one cannot be joined any more. You can report it again."))
        _row, is_new = Joining.objects.get_or_create(
            publication=publication, user=actor, defaults={"at": now or timekeeping.now()}
        )
        if is_new:
            _count(publication, actor, 1, "feedback.publication.joined", now)
    return publication


@command(name="feedback.publication.leave", page="feedback:public-leave", api="feedback-api:publication-leave")
def leave(publication_id: int, *, actor: User, now: datetime | None = None) -> Publication:
    """Take it back that a published report is the same for oneself. Twice is harmless. Locks the publication, emits one event."""
    with transaction.atomic():
        publication = _public(publication_id, actor, "leave")
        gone, _kinds = Joining.objects.filter(publication=publication, user=actor).delete()
        if gone:
            _count(publication, actor, -1, "feedback.publication.left", now)
    return publication


def can_join(publication: Publication) -> bool:
    """Tell whether neighbours may join: it is still open, and of a kind that can be joined. The report and its lead are loaded."""
    line = publication.report.lead or publication.report
    kind = publication.category
    return publication.is_joinable and kind.is_joinable and not kind.is_sensitive and line.state in OPEN


def has_joined(publication: Publication, user: User) -> bool:
    """Tell whether a person said that it is the same for them. One query."""
    return Joining.objects.filter(publication=publication, user=user).exists()


def _public(publication_id: int, actor: User, action: str) -> Publication:
    rows = Publication.objects.select_for_update(of=("self",)).select_related("category", "report__lead", "report__category")
    publication: Publication | None = rows.filter(pk=publication_id).first()
    if publication is None:
        raise Unseen
    access.require(actor, action, publication)
    return publication


def _count(publication: Publication, actor: User, by: int, event: str, now: datetime | None) -> None:
    Publication.objects.filter(pk=publication.pk).update(joined=F("joined") + by)
    emit(
        event,
        subject=publication,
        subject_ref=publication.slug,
        actor=Actor.person(actor),
        area_path=publication.area_path,
        at=now or timekeeping.now(),
    )
