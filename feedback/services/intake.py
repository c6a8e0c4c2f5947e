"""A report comes in: once, however often it is sent, and with nobody attached who did not choose to be."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from feedback import questions
from feedback.danger import has_danger_words
from feedback.models import Category, Publication, Question, Report
from feedback.services.photos import keep_with
from feedback.services.promises import first_due, start_promises
from feedback.services.routing import team_for
from policing import pictures, timekeeping
from policing.accounts.models import User
from policing.areas import cells
from policing.areas.locate import locate
from policing.areas.models import Area
from policing.areas.near import near_words
from policing.commands import command
from policing.errors import BadInput
from policing.events.services import Actor, emit
from policing.privacy.crypto import keyed_hash
from policing.privacy.models import Identity, Upload
from policing.privacy.receipts import hash_receipt, receipt_for
from policing.privacy.references import new_reference
from policing.privacy.services import keep_identity
from policing.uploads import CleanImage

MOST_WORDS = 8000
REFERENCE_TRIES = 5


@dataclass(frozen=True)
class Sender:
    """How the resident chose to speak. For ``anonymous`` every other field must be empty; ``account`` only with a name.

    ``keyed_in_by`` is the member of staff to whom it was told by phone, at the desk or in a letter: never who tells it.
    """

    mode: str = Report.Mode.ANONYMOUS
    name: str = ""
    email: str = ""
    phone: str = ""
    account: User | None = None
    share_with_partners: bool = False
    keyed_in_by: User | None = None


@dataclass(frozen=True)
class Account:
    """What a resident tells: the category's code, the words, and where, in as much detail as they gave.

    ``answers`` go by the codes of the category's questions; ``joins`` is the slug of the published report that is the same.
    """

    category: str
    words: str
    place_words: str = ""
    lat: float | None = None
    lon: float | None = None
    area_code: str = ""
    details: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    joins: str = ""
    language: str = "en-gb"


@dataclass(frozen=True)
class Sent:
    """A report that is in: the row, the receipt to show once, and whether this very call made it."""

    report: Report
    receipt: str
    is_new: bool


@command(name="feedback.report.submit", page="feedback:report-check", api="feedback-api:report-list")
def submit(
    *,
    token: str,
    account: Account,
    sender: Sender,
    photos: tuple[CleanImage, ...] = (),
    channel: str = Report.Channel.WEB,
    now: datetime | None = None,
) -> Sent:
    """Take in a report, once for a form token however often it is sent.

    ``photos`` were drawn anew; their files stay only with the report. Routes it to the team of its area, starts its promises
    and emits ``feedback.report.submitted`` with the role ``reporter`` as its actor. Raises BadInput for words or a category
    that cannot be used and for a token that was used with other words, and UploadRefused where the disk refuses.
    """
    digest = _digest(account, sender)
    submission = keyed_hash("submission", token)
    if found := _sent_before(submission, digest, token):
        return found
    _refuse_odd(account, sender)
    moment = now or timekeeping.now()
    for attempt in range(1, REFERENCE_TRIES + 1):
        try:
            codes = {"token": token, "submission": submission, "digest": digest}
            report = _take_in(account, sender, channel, moment, photos=photos, **codes)
        except IntegrityError:
            # the same form came in meanwhile, or the reference that was drawn is taken: then another is drawn
            if found := _sent_before(submission, digest, token):
                return found
            if attempt == REFERENCE_TRIES:
                raise
        else:
            return Sent(report, receipt_for(token), is_new=True)
    raise AssertionError("the last attempt returns or raises")


def _take_in(
    account: Account, sender: Sender, channel: str, moment: datetime, *, photos: tuple[CleanImage, ...], **codes: str
) -> Report:
    written: list[Upload] = []
    try:
        with transaction.atomic():
            report = _make(account, sender, channel, moment, **codes)
            report.photos = len(photos)
            report.save(force_insert=True)
            start_promises(report)
            written = keep_with(report, photos, moment)
            _tell(report, sender)
    except BaseException:
        pictures.discard(written)
        raise
    return report


def _tell(report: Report, sender: Sender) -> None:
    emit(
        "feedback.report.submitted",
        subject=report,
        subject_ref=report.reference,
        actor=Actor.person(sender.keyed_in_by) if sender.keyed_in_by else Actor.reporter(),
        area_path=report.area_path,
        team_id=report.team_id,
        payload={"category": report.category.code, "mode": report.mode, "channel": report.channel},
        at=report.received_at,
    )


def _digest(account: Account, sender: Sender) -> str:
    told = [account.category, account.words, account.place_words, account.lat, account.lon, account.area_code, account.details]
    told += [account.answers, account.joins] if account.answers or account.joins else []
    told += [sender.mode, sender.name, sender.email, sender.phone, sender.share_with_partners]
    return keyed_hash("submission-digest", json.dumps(told, sort_keys=True, ensure_ascii=False))


def _sent_before(submission: str, digest: str, token: str) -> Sent | None:
    known = Report.objects.filter(submission=submission).values_list("pk", "submission_digest").first()
    if known is None:
        return None
    if known[1] != digest:
        raise BadInput({"token": [_("This form was already sent with other words. Open a new form for a new report.")]})
    return Sent(Report.objects.for_detail().get(pk=known[0]), receipt_for(token), is_new=False)


def _refuse_odd(account: Account, sender: Sender) -> None:
    if problems := _odd_account(account) | _odd_sender(sender):
        raise BadInput(problems)


def _odd_account(account: Account) -> dict[str, list[Any]]:
    problems: dict[str, list[Any]] = {}
    if not account.words.strip():
        problems["words"] = [_("Tell us a little about what happened.")]
    if len(account.words) > MOST_WORDS:
        problems["words"] = [_("That is more than we can take at once. Please use fewer words.")]
    if (account.lat is None) != (account.lon is None):
        problems["lat"] = [_("A place needs both a latitude and a longitude.")]
    # written so that what is no number at all is refused too
    if account.lat is not None and not -90 <= account.lat <= 90:
        problems["lat"] = [_("A latitude lies between -90 and 90.")]
    if account.lon is not None and not -180 <= account.lon <= 180:
        problems["lon"] = [_("A longitude lies between -180 and 180.")]
    if account.language not in dict(settings.LANGUAGES):
        problems["language"] = [_("We do not write in that language yet.")]
    return problems


def _odd_sender(sender: Sender) -> dict[str, list[Any]]:
    problems: dict[str, list[Any]] = {}
    if sender.mode not in Report.Mode.values:
        problems["mode"] = [_("Choose whether you want to give a name.")]
    if sender.mode == Report.Mode.ANONYMOUS and (sender.name or sender.email or sender.phone or sender.account):
        problems["mode"] = [_("A report without a name cannot hold a name, an address or an account.")]
    has_way = sender.email or sender.phone or sender.account or (sender.keyed_in_by and sender.name)
    if sender.mode != Report.Mode.ANONYMOUS and not has_way:
        problems["email"] = [_("Tell us where to write back, or choose to give no name.")]
    return problems


def _category(code: str) -> Category:
    """Give the category with its questions. Raises BadInput where it is not on offer, or where a report would not help."""
    asked = Prefetch("questions", Question.objects.filter(is_active=True))
    found: Category | None = Category.objects.offered().filter(code=code).prefetch_related(asked).first()
    if found is None:
        raise BadInput({"category": [_("Choose what it is about.")]})
    if found.stops:
        raise BadInput({"category": [found.advice]})
    if found.leads_to:
        raise BadInput({"category": [_("This has a form of its own, which others read.")]})
    return found


def _joined(slug: str) -> Publication | None:
    """Give the published report that the resident said is the same. Raises BadInput where it cannot be joined."""
    if not slug:
        return None
    found: Publication | None = Publication.objects.shown().joinable().filter(slug=slug).only("pk").first()
    if found is None:
        raise BadInput({"joins": [_("That report cannot be joined, or not any more.")]})
    return found


def _place(account: Account) -> tuple[Area | None, str]:
    """Give the area, without its boundary, and the cell. The polygon wins over what was chosen from the list."""
    if account.lat is not None and account.lon is not None:
        hit = locate(account.lat, account.lon)
        found = Area(pk=hit.area_id, code=hit.code, path=hit.path, name=hit.name) if hit else None
        return found, cells.cell_of(account.lat, account.lon)
    if not account.area_code:
        return None, ""
    area = Area.objects.in_use().filter(code=account.area_code).only("id", "code", "path", "name").first()
    if area is None:
        raise BadInput({"area": [_("Choose an area from the list.")]})
    return area, ""


def _place_words(account: Account) -> str:
    """Give the place in words: two coordinates that were typed tell nobody where it is, so what lies near them stands there."""
    said = account.place_words[:200]
    if account.lat is None or account.lon is None or cells.parse_coordinates(said) is None:
        return said
    return near_words(account.lat, account.lon, settings.LANGUAGE_CODE)[:200]


def _keep(sender: Sender, language: str) -> Identity | None:
    if sender.mode == Report.Mode.ANONYMOUS:
        return None
    # a confidential report never shows among the account's own, so its address is all that news can go to
    quiet = sender.account.email if sender.account and sender.mode == Report.Mode.CONFIDENTIAL else ""
    return keep_identity(
        mode=sender.mode,
        name=sender.name,
        email=sender.email or quiet,
        phone=sender.phone,
        language=language,
        user=sender.account,
        share_with_partners=sender.share_with_partners and sender.mode == Report.Mode.NAMED,
    )


def _make(
    account: Account, sender: Sender, channel: str, moment: datetime, *, token: str, submission: str, digest: str
) -> Report:
    area, cell = _place(account)
    category = _category(account.category)
    area_path, received_at = area.path if area else "", timekeeping.coarse(moment)
    return Report(
        reference=new_reference(),
        submission=submission,
        submission_digest=digest,
        receipt_hash=hash_receipt(receipt_for(token)),
        category=category,
        area=area,
        area_path=area_path,
        team=team_for(area_path),
        mode=sender.mode,
        channel=channel,
        language=account.language,
        words=account.words.strip(),
        details=account.details,
        answers=questions.clean(category.questions.all(), account.answers),
        joins=_joined(account.joins),
        place_words=_place_words(account),
        lat=account.lat,
        lon=account.lon,
        cell=cell,
        has_danger_words=has_danger_words(account.words),
        identity=_keep(sender, account.language),
        entered_by=sender.keyed_in_by,
        receipt_is_printed=sender.keyed_in_by is not None,
        reporter=sender.account if sender.mode == Report.Mode.NAMED else None,
        received_at=received_at,
        due_at=first_due(received_at),
    )
