"""The doors of signing in, and the second step."""

from __future__ import annotations

from tests.house.doors import IN, ON, POST, SIGN_IN, UNSEEN, Door, everybody, people, visitors

DOORS: dict[str, Door] = {
    "account_login": visitors(),
    "account_signup": visitors(),
    "account_request_login_code": visitors(),
    "account_logout": Door(ON, IN),
    "account_inactive": everybody(),
    "account_reset_password": everybody(),
    "account_password_reset_completed": everybody(),
    "account_confirm_login_code": Door(SIGN_IN, ON),
    "account_confirm_password_reset_code": everybody(SIGN_IN),
    "account_complete_password_reset": everybody(ON),
    "account_email_verification_sent": Door(SIGN_IN, ON),
    "account_email": people(),
    "account_change_password": people(),
    "account_set_password": people(ON),
    "account_reauthenticate": people(),
    "mfa_index": people(),
    "mfa_authenticate": Door(SIGN_IN, ON),
    "mfa_reauthenticate": people(ON),
    "mfa_reauthenticate_webauthn": people(ON),
    "mfa_activate_totp": people(),
    "mfa_deactivate_totp": people(UNSEEN),
    "mfa_view_recovery_codes": people(),
    "mfa_generate_recovery_codes": people(),
    "mfa_download_recovery_codes": people(POST),
    "mfa_list_webauthn": people(),
    "mfa_add_webauthn": people(),
    "mfa_edit_webauthn": people(UNSEEN),
    "mfa_remove_webauthn": people(UNSEEN),
    "mfa_login_webauthn": everybody(SIGN_IN),
    "mfa_passkey_challenge": everybody(POST),
}
