"""A way back by mail. Whether an address is known is looked up by a worker, so that no answer of a page tells it, nor its time.

Asking writes one row in cipher, for the known and the unknown alike. The worker mails one link for each recent report to an
address that may still be written to; kept is only the hash of each link. Neither asking nor opening is an event: that would say
when a resident reads.
"""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from feedback.models import Report, TrackAsk, TrackLink
from feedback.services.tracking import Door
from policing import timekeeping
from policing.accounts.services import secret_mail
from policing.accounts.services.secret_mail import Letter
from policing.areas.models import Agency
from policing.commands import command
from policing.errors import Unseen
from policing.events.kicking import kick
from policing.events.models import ClockTimestamp
from policing.notifications.rendering import wrap
from policing.privacy import contacts
from policing.privacy.crypto import decrypt, encrypt, keyed_hash
from policing.privacy.models import ContactPoint

TASK = "feedback.send_track_links"
# long enough to find the mail, short enough that whoever opens the mailbox tomorrow finds nothing that works
LINK_LASTS = timedelta(hours=2)
RECENT = timedelta(days=365)
MOST_LINKS = 20
SECRET_BYTES = 32
BATCH = 20
MOST_BATCHES = 50


@command(name="feedback.track.ask_link", page="feedback:track-send", api="feedback-api:track-send")
@transaction.atomic
def ask(*, email: str) -> None:
    """Note that somebody wants links to the reports of this address. One insert, whether the address is known or not."""
    TrackAsk.objects.create(cipher=encrypt(json.dumps({"email": email})))
    transaction.on_commit(lambda: kick(TASK))


def answer_due() -> int:
    """Answer everybody who asked, and give how many mails were written. Two workers at once never take the same row."""
    TrackAsk.objects.filter(made_at__lt=ClockTimestamp() - LINK_LASTS).delete()
    written = 0
    for _batch in range(MOST_BATCHES):
        with transaction.atomic():
            rows = list(TrackAsk.objects.select_for_update(skip_locked=True).order_by("id")[:BATCH])
            written += sum(_answer(json.loads(decrypt(row.cipher))["email"]) for row in rows)
            TrackAsk.objects.filter(pk__in=[row.pk for row in rows]).delete()
        if not rows:
            break
    return written


def _answer(email: str) -> bool:
    """Mail the links of one address, if it is known and may be written to. Three queries, and the inserts."""
    points = contacts.find_by_value(ContactPoint.Kind.EMAIL, email).filter(stopped_at=None)
    since = timekeeping.now() - RECENT
    rows = Report.objects.filter(identity_id__in=points.values("identity_id"), received_at__gte=since)
    reports = list(rows.only("id", "reference", "mode", "received_at").order_by("-id")[:MOST_LINKS])
    point = points.order_by("-id").first()
    if not reports or point is None:
        return False
    links = [(report, secrets.token_urlsafe(SECRET_BYTES)) for report in reports]
    now = timekeeping.now()
    TrackLink.objects.bulk_create(
        TrackLink(report=report, token_hash=_hash(secret), made_at=now, expires_at=now + LINK_LASTS) for report, secret in links
    )
    secret_mail.write(_letter(point, links))
    return True


def _hash(secret: str) -> str:
    return keyed_hash("track-link", secret)


def _letter(point: ContactPoint, links: list[tuple[Report, str]]) -> Letter:
    agency = Agency.current()
    with translation.override(point.language), timezone.override(ZoneInfo(agency.zone)):
        subject = gettext("The link that you asked for")
        context = {
            "agency": agency,
            "subject_line": subject,
            "language": translation.get_language(),
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "hours": LINK_LASTS.seconds // 3600,
            "links": [
                (report, f"{settings.SITE_URL}{reverse('feedback:track-open', args=[secret])}") for report, secret in links
            ],
        }
        text = wrap(render_to_string("mail/track_link.txt", context))
        return Letter(contacts.reveal_for_delivery(point), subject, text, render_to_string("mail/track_link.html", context))


@command(name="feedback.track.open_link", page="feedback:track-open", api="feedback-api:track-open")
def open_link(secret: str) -> Door:
    """Open a report by a mailed link, once. Locks the link. Raises Unseen where it is unknown, over, or was used."""
    now = timekeeping.now()
    with transaction.atomic():
        row = TrackLink.objects.select_for_update(of=("self",)).filter(token_hash=_hash(secret)).first()
        if row is None or row.used_at is not None or row.expires_at <= now:
            raise Unseen
        row.used_at = now
        row.save(update_fields=["used_at"])
    return Door(row.report_id)


def dispose() -> int:
    """Delete the links that are over, used or not, and give how many."""
    deleted, _by_model = TrackLink.objects.filter(expires_at__lte=timekeeping.now()).delete()
    return deleted
