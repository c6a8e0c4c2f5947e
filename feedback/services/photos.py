"""Pictures of a report: kept with it when it is sent, added later by its resident, taken away by staff where they must not stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from feedback.models import Attachment, Message, Report
from feedback.services import originals
from feedback.services.tracking import Door
from feedback.workflow import MOST_PHOTOS, REPORT
from policing import access, pictures, timekeeping
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput, Unseen
from policing.events.services import Actor, emit
from policing.privacy.crypto import keyed_hash
from policing.privacy.models import Upload
from policing.privacy.services import files
from policing.uploads import CleanImage


class Reason(TextChoices):
    """Why a picture must not be kept."""

    BYSTANDER = "bystander", _("It shows somebody who has nothing to do with it")
    HARM = "harm", _("It shows something that nobody should have to see")
    UNLAWFUL = "unlawful", _("The law does not let us keep it")
    ASKED = "asked", _("The resident asked us to, or sent it by mistake")


def keep_with(report: Report, sent: Sequence[CleanImage], moment: datetime) -> list[Upload]:
    """Keep the pictures that came with a report, inside the transaction that takes it in. Three statements, or none.

    Gives the uploads, whose files the caller discards where its transaction is undone. Raises UploadRefused.
    """
    uploads = pictures.store_all(sent, report)
    at = timekeeping.coarse(moment)
    Attachment.objects.bulk_create([Attachment(report=report, upload=one, at=at) for one in uploads])
    return uploads


@command(name="feedback.photo.add", page="feedback:track-photo", api="feedback-api:track-photo")
def add(door: Door, *, photo: CleanImage, token: str, now: datetime | None = None) -> Attachment:
    """Add a picture to a report that is being worked on; the team is told. Sent twice with the same token it is one picture.

    Locks the report, emits one event. Raises BadInput for a token that came with another picture, WrongState on a report that is
    finished or holds ten pictures, and UploadRefused where the disk refuses.
    """
    moment = timekeeping.coarse(now or timekeeping.now())
    written: list[Upload] = []
    try:
        with transaction.atomic():
            report = _locked(door.report_id)
            sealed = keyed_hash("photo", f"{report.pk}:{token}")
            if before := _sent_before(sealed, photo):
                return before
            row = REPORT.check(report, "add_photo")
            written = pictures.store_all([photo], report)
            added = Attachment.objects.create(report=report, upload=written[0], token=sealed, at=moment)
            report.photos += 1
            report.unread_replies += 1
            report.version += 1
            report.save(update_fields=["photos", "unread_replies", "version"])
            _tell(report, row.event, Actor.reporter(), {"attachment": added.pk}, moment)
    except BaseException:
        pictures.discard(written)
        raise
    return added


def _locked(report_id: int) -> Report:
    report: Report | None = Report.objects.select_for_update(of=("self",)).filter(pk=report_id).first()
    if report is None:
        raise Unseen
    return report


def _sent_before(sealed: str, photo: CleanImage) -> Attachment | None:
    """Give the picture that this form brought before. Raises BadInput where it was another one, which must not be lost."""
    before: Attachment | None = Attachment.objects.select_related("upload").filter(token=sealed).first()
    if before is None:
        return None
    kept = before.upload
    if (kept.size, kept.width, kept.height) != (len(photo.data), photo.width, photo.height):
        raise BadInput({"token": [_("This form was already sent with another picture. Open the page again for a new one.")]})
    return before


@command(name="feedback.photo.remove", page="feedback:photo-remove", api="feedback-api:photo-remove")
def remove(report_id: int, *, photo: int, reason: str, actor: User, now: datetime | None = None) -> Report:
    """Take a picture away for good, for a reason from a short list. The file goes; that it was there stays on record.

    In every state, since what must not be kept must not be kept. Locks the report, emits one event. Raises Unseen (a picture
    that is gone already among it), Denied, and BadInput without a reason.
    """
    if reason not in Reason.values:
        raise BadInput({"reason": [_("Choose why it must not be kept.")]})
    with transaction.atomic():
        report = _locked(report_id)
        access.require(actor, "remove_photo", report)
        found = Attachment.objects.select_related("upload").filter(pk=photo, report=report).first()
        if found is None:
            raise Unseen
        files.remove(Upload.objects.filter(pk=found.upload_id))
        report.photos = max(0, report.photos - 1)
        report.version += 1
        report.save(update_fields=["photos", "version"])
        moment = now or timekeeping.now()
        _tell(report, "feedback.photo.removed", Actor.person(actor), {"attachment": photo, "ground": reason}, moment)
    return report


def _tell(report: Report, event: str, actor: Actor, payload: dict[str, int | str], at: datetime) -> None:
    emit(
        event,
        subject=report,
        subject_ref=report.reference,
        actor=actor,
        area_path=report.area_path,
        team_id=report.team_id,
        payload=payload,
        at=at,
    )


def of_report(report: Report) -> list[Attachment]:
    """Give the pictures of a report in the order in which they came; none costs no query."""
    return list(_shown().filter(report=report)[: 2 * MOST_PHOTOS]) if report.photos else []


def one_of(report_id: int, photo: int) -> Attachment:
    """Give one picture of a report. Raises Unseen. One query."""
    found = _shown().filter(report_id=report_id, pk=photo).first()
    if found is None:
        raise Unseen
    return found


def open_one(report: Report, photo: int) -> Attachment:
    """Give one picture to the team. Raises Unseen, also where it is closed away with the words of a redacted report. One query."""
    found = one_of(report.pk, photo)
    if originals.is_closed(report, found):
        raise Unseen
    return found


def _shown() -> QuerySet[Attachment]:
    return Attachment.objects.select_related("upload").filter(upload__state=Upload.State.CLEAN)


def is_from_resident(row: Attachment) -> bool:
    """Tell whether the resident sent it."""
    return row.author == Message.Author.REPORTER
