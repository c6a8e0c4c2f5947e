"""Mails with codes: in cipher until sent, claimed by one worker, sent again under the same id, given up after a day."""

from __future__ import annotations

import smtplib
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections, transaction
from django.utils import timezone

from policing.accounts.models import SecretMail
from policing.accounts.services import secret_mail
from policing.accounts.services.secret_mail import Letter
from policing.accounts.tasks import dispose_sessions, send_secret_mail

LETTER = Letter("someone@example.org", "A subject", "The words\n", "<p>The words</p>")


@pytest.mark.django_db
def test_a_mail_is_sent_once_and_deleted() -> None:
    row = secret_mail.write(LETTER)
    assert b"someone" not in bytes(row.cipher)
    assert b"words" not in bytes(row.cipher)
    send_secret_mail()
    send_secret_mail()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["someone@example.org"], "A subject", "The words\n")
    assert sent.extra_headers["Message-ID"].startswith(f"<{row.uuid}@")
    assert sent.alternatives[0][0] == "<p>The words</p>"
    assert not SecretMail.objects.exists()
    dispose_sessions()


class Down(EmailBackend):
    """A mail server that is not there."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected


class Refuses(EmailBackend):
    """A mail server that knows nobody of that name."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({})


@pytest.mark.django_db
def test_a_server_that_is_down_costs_a_wait_and_the_same_message_id(settings) -> None:
    row = secret_mail.write(LETTER)
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    assert secret_mail.send_due() == 0
    row.refresh_from_db()
    assert row.attempts == 1
    assert row.due_at > timezone.now()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert secret_mail.send_due() == 0  # the lease holds
    SecretMail.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert secret_mail.send_due() == 1
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<{row.uuid}@")


@pytest.mark.django_db
def test_an_address_that_is_refused_is_not_tried_again(settings) -> None:
    secret_mail.write(LETTER)
    settings.EMAIL_BACKEND = f"{__name__}.Refuses"
    secret_mail.send_due()
    assert not SecretMail.objects.exists()


@pytest.mark.django_db
def test_a_mail_is_given_up_after_a_day() -> None:
    row = secret_mail.write(LETTER)
    SecretMail.objects.filter(pk=row.pk).update(made_at=timezone.now() - timedelta(hours=25))
    assert secret_mail.send_due() == 0
    assert not SecretMail.objects.exists()
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_row() -> None:
    secret_mail.write(LETTER)
    taken: list[int] = []

    def other() -> None:
        taken.append(len(secret_mail._claim()))
        connections.close_all()

    with transaction.atomic():
        assert len(secret_mail._claim()) == 1
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(5)
    assert taken == [0]
    assert connection.in_atomic_block is False
