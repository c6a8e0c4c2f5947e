"""Mails with codes: written down in cipher in the request, sent by a worker, deleted once sent. A row is the queue.

A claimed row is leased: it is due again when the lease lapses, so a killed worker costs one re-send under the same
Message-ID. A mail that cannot be sent within a day is given up and deleted, since no code lives that long.
"""

from __future__ import annotations

import json
import logging
import smtplib
from dataclasses import asdict, dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Value

from policing.accounts.models import SecretMail
from policing.events.kicking import kick
from policing.events.models import ClockTimestamp
from policing.privacy import crypto

log = logging.getLogger(__name__)

TASK = "accounts.send_secret_mail"
LEASE = timedelta(minutes=2)
GIVEN_UP_AFTER = timedelta(hours=24)
BATCH = 20
MOST_BATCHES = 50


@dataclass(frozen=True)
class Letter:
    """What a mail says, and to whom."""

    to: str
    subject: str
    text: str
    html: str = ""


def write(letter: Letter) -> SecretMail:
    """Put a mail into the queue in cipher and kick the worker once the transaction is through."""
    row = SecretMail.objects.create(cipher=crypto.encrypt(json.dumps(asdict(letter))))
    transaction.on_commit(lambda: kick(TASK))
    return row


def send_due() -> int:
    """Send every mail that is due and give how many went out. Two workers at once never take the same row."""
    SecretMail.objects.filter(made_at__lt=ClockTimestamp() - GIVEN_UP_AFTER).delete()
    sent = 0
    for _batch in range(MOST_BATCHES):
        rows = _claim()
        if not rows:
            break
        sent += _send_all(rows)
    return sent


@transaction.atomic
def _claim() -> list[SecretMail]:
    due = SecretMail.objects.filter(due_at__lte=ClockTimestamp()).order_by("due_at")
    rows = list(due.select_for_update(skip_locked=True)[:BATCH])
    again = ClockTimestamp() + Value(LEASE) * (F("attempts") + 1)
    SecretMail.objects.filter(pk__in=[row.pk for row in rows]).update(attempts=F("attempts") + 1, due_at=again)
    return rows


def _send_all(rows: list[SecretMail]) -> int:
    line = get_connection()
    try:
        return sum(_send(row, line) for row in rows)
    finally:
        line.close()


def _send(row: SecretMail, line: BaseEmailBackend) -> bool:
    """Send one mail and delete it in a commit of its own, right after the server's yes."""
    letter = Letter(**json.loads(crypto.decrypt(row.cipher)))
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    mail = EmailMultiAlternatives(
        letter.subject, letter.text, to=[letter.to], headers={"Message-ID": f"<{row.uuid}@{host}>"}, connection=line
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused:
        log.warning("accounts.mail_refused")
    except (smtplib.SMTPException, OSError):
        log.warning("accounts.mail_waits")
        return False
    row.delete()
    return True
