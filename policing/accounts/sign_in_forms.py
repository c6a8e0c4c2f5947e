"""The forms of sign-in: allauth's rules under our own words, without examples inside the boxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal import auth as totp_auth
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policing.accounts.models import User
from policing.privacy.crypto import Unreadable, decrypt, encrypt
from policing.ui.registry import Words

EMAIL = _("Your e-mail address")
PASSWORD = _("Your password")
CODE = _("Code")
NEW_PASSWORD = _("New password")
PASSWORD_HINT = _("At least 12 characters. Three or four words that do not belong together are easy to keep in mind.")
MAIL_CODE_HINT = _("It is in the mail that we sent you. It works for 15 minutes.")
APP_CODE_HINT = _("Six numbers from the app on your phone, or one of your recovery codes.")


class PlainWords(forms.BaseForm):
    """Puts our label and hint on each field of a form that allauth made."""

    words: ClassVar[Mapping[str, tuple[Words, Words]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.put_words()

    def put_words(self) -> None:
        """Say it as we do."""
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            label, hint = self.words.get(name, (field.label or "", ""))
            field.label, field.help_text = cast("str", label), cast("str", hint)
            if field.error_messages.get("required"):
                field.error_messages["required"] = _("We need an answer here.")


class LoginForm(PlainWords, account_forms.LoginForm):
    """Sign in by address and password."""

    words = {"login": (EMAIL, ""), "password": (PASSWORD, "")}


class SignupForm(PlainWords, account_forms.SignupForm):
    """Make an account. The address is checked by a code before it counts."""

    words = {
        "email": (EMAIL, _("We send a code there to check that it is yours.")),
        "password1": (_("A password"), PASSWORD_HINT),
    }


class AddEmailForm(PlainWords, account_forms.AddEmailForm):
    """Change the address; the new one is checked by a code first."""

    words = {"email": (_("New e-mail address"), _("We send a code there. Until you type it here, your old address stays."))}


class ChangePasswordForm(PlainWords, account_forms.ChangePasswordForm):
    """Change the password."""

    words = {
        "oldpassword": (_("Password now"), ""),
        "password1": (NEW_PASSWORD, PASSWORD_HINT),
        "password2": (_("New password, once more"), ""),
    }


class SetPasswordForm(PlainWords, account_forms.SetPasswordForm):
    """Give an account without a password one."""

    words = {"password1": (NEW_PASSWORD, PASSWORD_HINT), "password2": (_("New password, once more"), "")}


class ResetPasswordForm(PlainWords, account_forms.ResetPasswordForm):
    """Ask for a code to make a new password."""

    words = {"email": (EMAIL, "")}


class ResetPasswordKeyForm(PlainWords, account_forms.ResetPasswordKeyForm):
    """Make the new password."""

    words = {"password1": (NEW_PASSWORD, PASSWORD_HINT), "password2": (_("New password, once more"), "")}


class ReauthenticateForm(PlainWords, account_forms.ReauthenticateForm):
    """Confirm by password."""

    words = {"password": (PASSWORD, "")}


class RequestLoginCodeForm(PlainWords, account_forms.RequestLoginCodeForm):
    """Ask for a code by e-mail."""

    words = {"email": (EMAIL, "")}


class ConfirmLoginCodeForm(PlainWords, account_forms.ConfirmLoginCodeForm):
    """Sign in by the code from the mail."""

    words = {"code": (CODE, MAIL_CODE_HINT)}


class ConfirmEmailVerificationCodeForm(PlainWords, account_forms.ConfirmEmailVerificationCodeForm):
    """Show that the address is one's own."""

    words = {"code": (CODE, MAIL_CODE_HINT)}


class ConfirmPasswordResetCodeForm(PlainWords, account_forms.ConfirmPasswordResetCodeForm):
    """Go on to a new password by the code from the mail."""

    words = {"code": (CODE, MAIL_CODE_HINT)}


class AuthenticateForm(PlainWords, mfa_forms.AuthenticateForm):
    """The second step at sign-in."""

    words = {"code": (CODE, APP_CODE_HINT)}


class SecondFactorAgainForm(PlainWords, mfa_forms.ReauthenticateForm):
    """Confirm by the second step."""

    words = {"code": (CODE, APP_CODE_HINT)}


class ActivateTOTPForm(PlainWords, totp_forms.ActivateTOTPForm):
    """Set up the app. The new secret travels in the form in cipher, bound to the person, so that the page writes nothing."""

    words = {"code": (_("Code from the app"), _("Six numbers. They change every half minute."))}
    seed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        kwargs.setdefault("label_suffix", "")
        forms.Form.__init__(self, *args, **kwargs)
        self.put_words()
        sent = self.data.get(self.add_prefix("seed"), "") if self.is_bound else ""
        self.secret = self._opened(sent) or totp_auth.generate_totp_secret()
        self.initial["seed"] = encrypt(f"{user.pseudonym} {self.secret}").decode("ascii")

    def _opened(self, sent: str) -> str:
        """Give the secret that this person's page carried, or nothing for what was made for somebody else, or by hand."""
        try:
            owner, _space, secret = decrypt(sent.encode()).partition(" ")
        except Unreadable:
            return ""
        return secret if owner == str(self.user.pseudonym) else ""


NOT_READ = _("We could not read what your device sent. Please try again.")


class AddWebAuthnForm(PlainWords, webauthn_forms.AddWebAuthnForm):
    """Add a passkey."""

    words = {
        "name": (_("What you call it"), _("For example the name of the phone or key.")),
        "passwordless": (
            _("I want to sign in with it alone"),
            _("It then asks for your finger, your face or a PIN, and no password."),
        ),
    }

    def clean_name(self) -> str:
        """Give the name, no longer than we keep."""
        return str(super().clean_name())[:40]

    def clean(self) -> dict[str, Any]:
        """Check what the device sent. Refuses what is not shaped as a device's answer."""
        try:
            return dict(super().clean() or {})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ValidationError(NOT_READ) from error


class _ReadsAnswer(forms.BaseForm):
    def clean_credential(self) -> Any:
        """Check what the device sent. Refuses what is not shaped as a device's answer."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ValidationError(NOT_READ) from error


class LoginWebAuthnForm(_ReadsAnswer, webauthn_forms.LoginWebAuthnForm):
    """Sign in by a passkey alone."""


class AuthenticateWebAuthnForm(_ReadsAnswer, webauthn_forms.AuthenticateWebAuthnForm):
    """The second step by a passkey."""


class ReauthenticateWebAuthnForm(_ReadsAnswer, webauthn_forms.ReauthenticateWebAuthnForm):
    """Confirm by a passkey."""


class EditWebAuthnForm(PlainWords, webauthn_forms.EditWebAuthnForm):
    """Rename a passkey."""

    words = {"name": (_("What you call it"), "")}
