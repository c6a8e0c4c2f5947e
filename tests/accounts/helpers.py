"""What tests of sign-in share."""

from __future__ import annotations

import re

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client

from policing.accounts.models import User
from policing.accounts.services import secret_mail
from tests.people import PASSWORD

CODE = re.compile(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", re.MULTILINE)


def sign_in(client: Client, user: User, password: str = PASSWORD):
    """Sign in at the page, as a person does."""
    return client.post("/account/login/", {"login": user.email, "password": password})


def mailed() -> list[mail.EmailMessage]:
    """Send what waits and give the mails that went out by it."""
    before = len(mail.outbox)
    secret_mail.send_due()
    return mail.outbox[before:]


def code_in(letter: mail.EmailMessage) -> str:
    """Give the code that a mail carries."""
    found = CODE.search(str(letter.body))
    assert found, letter.body
    return found.group(1)


def give_app(user: User) -> str:
    """Give the person an authenticator app and recovery codes; the app's secret comes back."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def app_code(secret: str, steps: int = 0) -> str:
    """Give the code that the app shows now, or some steps of half a minute later."""
    counter = next(totp.yield_hotp_counters_from_time()) + 1 + steps
    return totp.format_hotp_value(totp.hotp_value(secret, counter))
