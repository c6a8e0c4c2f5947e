"""How allauth behaves in this house: our words, mails through our queue, no address kept, secrets in cipher."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _

from policing import timekeeping
from policing.accounts import second_factor
from policing.accounts.callers import address_key
from policing.accounts.models import User
from policing.accounts.services import secret_mail
from policing.accounts.services.secret_mail import Letter
from policing.areas.models import Agency
from policing.privacy import crypto

CODE_LASTS = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)

WORDS = {
    "account_inactive": _("This account is closed."),
    "cannot_remove_primary_email": _("You need one e-mail address. Give us the new one first."),
    "duplicate_email": _("This is your address already."),
    "email_password_mismatch": _("That address and that password do not go together. Please try again."),
    "email_taken": _("We cannot use that address. Please try another one."),
    "enter_current_password": _("That is not the password that you have now."),
    "incorrect_code": _("That code is not right. Please look at it again."),
    "incorrect_password": _("That password is not right. Please try again."),
    "invalid_or_expired_key": _("This link does not work any more. Please ask for a new one."),
    "invalid_login": _("We could not sign you in with that."),
    "invalid_password_reset": _("This does not work any more. Please ask for a new code."),
    "max_email_addresses": _("You cannot add more than %d addresses."),
    "too_many_login_attempts": _("That was tried too often. Please wait five minutes, then try again."),
    "unverified_primary_email": _("Please show us first that the address is yours."),
    "same_as_current": _("That is what you have now. Please choose another one."),
    "rate_limited": _("That was asked too often. Please wait a minute, then try again."),
}


class HouseAdapter(DefaultAccountAdapter):
    """Sign-in, sign-up and the mails around them. Nothing here tells whether an address has an account."""

    error_messages = {**DefaultAccountAdapter.error_messages, **WORDS}

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give a keyed hash of the sender's address prefix that is new each hour: enough to slow somebody down, no address."""
        return address_key(request)

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Give nothing: what browser somebody uses is not kept."""
        return ""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Give the name under which failed attempts are counted: a keyed hash, so that the cache holds no address."""
        return crypto.keyed_hash("sign-in", str(credentials.get("email", "")).lower())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail into the queue. It is rendered now, in the reader's language, and sent by a worker."""
        secret_mail.write(self._letter(template_prefix, email, context))

    def _letter(self, prefix: str, email: str, context: dict[str, Any]) -> Letter:
        facts = {**context, "agency": Agency.current(), "site_url": settings.SITE_URL, "minutes": CODE_LASTS.seconds // 60}
        subject = " ".join(render_to_string(f"{prefix}_subject.txt", facts).split())
        text = render_to_string(f"{prefix}_message.txt", facts).strip() + "\n"
        frame = {
            **facts,
            "subject_line": subject,
            "paragraphs": [part.strip() for part in text.split("\n\n") if part.strip()],
            "language": get_language() or settings.LANGUAGE_CODE,
            "direction": "rtl" if get_language_bidi() else "ltr",
        }
        return Letter(email, subject, text, render_to_string("account/email/frame.html", frame))

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell a person that something about their account changed, without the address or browser it came from."""
        to = email or user.email
        self.send_mail(template_prefix, to, {**(context or {}), "at": timekeeping.now()})

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Send nothing: nobody signs in by phone here."""

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Send nothing: nobody signs in by phone here."""

    def send_verification_code_sms(self, user: Any, phone: str, code: str, **kwargs: Any) -> None:
        """Send nothing: nobody signs in by phone here."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Say no to asking again for fifteen minutes after a sign-in, else what allauth says."""
        records = get_authentication_records(self.request, self.request.user)
        if records and timekeeping.now().timestamp() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Give the ways to confirm who one is, in our words."""
        words = {
            "reauthenticate": gettext("By your password"),
            "mfa_reauthenticate": gettext("By a code from the app, or a recovery code"),
            "mfa_reauthenticate:webauthn": gettext("By a passkey"),
        }
        return [
            {**way, "description": words.get(way["id"], way["description"])} for way in super().get_reauthentication_methods(user)
        ]


class HouseSecondFactor(DefaultMFAAdapter):
    """The second step: secrets in cipher, and people of staff roles keep their last one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Your role needs a second step. Add another one first, then you can remove this one."),
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
        "incorrect_code": _("That code is not right. Please look at it again."),
        "unverified_email": _("Please show us first that your e-mail address is yours."),
    }

    def get_totp_issuer(self) -> str:
        """Give the name under which the app lists this site."""
        place = Agency.current().place_name
        return f"Commonbeat {place}".strip()

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def encrypt(self, text: str) -> str:
        """Give the cipher of a secret."""
        return crypto.encrypt(text).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Give the secret of a cipher."""
        return crypto.decrypt(encrypted_text.encode("ascii"))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Say no for the last second step of somebody whose role needs one."""
        if not settings.STAFF_SECOND_FACTOR or authenticator.type not in second_factor.SECOND_STEPS:
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=second_factor.SECOND_STEPS)
        return others.exclude(pk=authenticator.pk).exists() or not second_factor.is_staff_person(authenticator.user)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Give a first name for a new passkey."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("My passkey") if count == 0 else gettext("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Give who a passkey is for: this site."""
        return {"id": allauth_context.request.get_host().partition(":")[0], "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Give whose passkey it is, by the name that the device shows."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.display_name, "name": user.email}
