"""The forms of signing in: the house's own in the place of each of those that come with the packages."""

from __future__ import annotations

FORMS = {
    "login": "policing.accounts.sign_in_forms.LoginForm",
    "signup": "policing.accounts.sign_in_forms.SignupForm",
    "add_email": "policing.accounts.sign_in_forms.AddEmailForm",
    "change_password": "policing.accounts.sign_in_forms.ChangePasswordForm",
    "set_password": "policing.accounts.sign_in_forms.SetPasswordForm",
    "reset_password": "policing.accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "policing.accounts.sign_in_forms.ResetPasswordKeyForm",
    "reauthenticate": "policing.accounts.sign_in_forms.ReauthenticateForm",
    "request_login_code": "policing.accounts.sign_in_forms.RequestLoginCodeForm",
    "confirm_login_code": "policing.accounts.sign_in_forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "policing.accounts.sign_in_forms.ConfirmEmailVerificationCodeForm",
    "confirm_password_reset_code": "policing.accounts.sign_in_forms.ConfirmPasswordResetCodeForm",
}
SECOND_FACTOR_FORMS = {
    "authenticate": "policing.accounts.sign_in_forms.AuthenticateForm",
    "reauthenticate": "policing.accounts.sign_in_forms.SecondFactorAgainForm",
    "activate_totp": "policing.accounts.sign_in_forms.ActivateTOTPForm",
    "add_webauthn": "policing.accounts.sign_in_forms.AddWebAuthnForm",
    "login_webauthn": "policing.accounts.sign_in_forms.LoginWebAuthnForm",
    "authenticate_webauthn": "policing.accounts.sign_in_forms.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "policing.accounts.sign_in_forms.ReauthenticateWebAuthnForm",
    "edit_webauthn": "policing.accounts.sign_in_forms.EditWebAuthnForm",
}
