"""Who gets what at each address by GET, in words: the table that the matrix of addresses and people is held to."""

from __future__ import annotations

from dataclasses import dataclass

IN = "in"  # 200
SIGN_IN = "sign in"  # 302 to the sign-in page
ON = "on"  # 302 to somewhere else: the step before, the page where one's work is
UNKNOWN = "unknown"  # 401: a program has to say who it is
UNSEEN = "unseen"  # 404: for this person there is nothing here
NO = "no"  # 403
POST = "post"  # 405: only a POST does anything here
ODD = "odd"  # 422: the question lacks something

VISITORS = ("anonymous", "deactivated")
DESK = ("officer", "other_officer", "supervisor", "analyst")
OF_NORTH = ("officer", "supervisor", "analyst")
SET_UP = ("administrator",)


@dataclass(frozen=True)
class Door:
    """What visitors get, what people who are signed in get, and what the chosen among them get instead."""

    visitors: str
    people: str
    chosen: tuple[str, ...] = ()
    to_chosen: str = ""

    def for_(self, who: str) -> str:
        """Give what one of the cast gets."""
        if who in self.chosen:
            return self.to_chosen
        return self.visitors if who in VISITORS else self.people


def everybody(gets: str = IN) -> Door:
    """Let everybody get the same."""
    return Door(gets, gets)


def people(gets: str = IN) -> Door:
    """Let everybody in who is signed in."""
    return Door(SIGN_IN, gets)


def visitors(gets: str = IN) -> Door:
    """Let those in who are not signed in, and lead others on."""
    return Door(gets, ON)


def only(*chosen: str, gets: str = IN) -> Door:
    """Let the chosen in; for others who are signed in there is nothing."""
    return Door(SIGN_IN, UNSEEN, chosen, gets)


def programs(gets: str = IN) -> Door:
    """Let every program in that says whose it is."""
    return Door(UNKNOWN, gets)


def programs_of(*chosen: str, gets: str = IN) -> Door:
    """Let the programs of the chosen in."""
    return Door(UNKNOWN, UNSEEN, chosen, gets)


def set_up(gets: str = IN) -> Door:
    """Let administrators into the admin, which leads everybody else to its own door."""
    return Door(ON, ON, SET_UP, gets)


BOOK: dict[str, Door] = {
    # the front door
    "site:home": everybody(),
    "site:welcome": people(ON),
    "site:areas": everybody(),
    "site:area": everybody(),
    "site:livez": everybody(),
    "site:readyz": everybody(),
    "language": everybody(POST),
    "theme": everybody(POST),
    "styleguide": everybody(),
    # a resident reports, and follows the report
    "feedback:report-what": everybody(),
    "feedback:report-where": everybody(ON),
    "feedback:report-details": everybody(ON),
    "feedback:report-you": everybody(ON),
    "feedback:report-check": everybody(ON),
    "feedback:report-stop": everybody(POST),
    "feedback:track": everybody(),
    "feedback:track-report": everybody(ON),
    "feedback:track-reply": everybody(POST),
    "feedback:track-contest": everybody(POST),
    "feedback:track-leave": everybody(POST),
    "feedback:mine": people(),
    "feedback:own": only("resident"),
    "feedback:own-reply": people(POST),
    "feedback:own-contest": people(POST),
    # the desk
    "feedback:inbox": only(*DESK),
    "feedback:report": only(*OF_NORTH),
    "feedback:report-look": only(*DESK, gets=POST),
    **{f"feedback:report-{act}": only(*DESK, gets=POST) for act in ("acknowledge", "answer", "ask", "close", "reopen")},
    "clocks:clock-list": only(*DESK),
    "clocks:clock-detail": only(*OF_NORTH),
    **{f"clocks:clock-{act}": only(*DESK, gets=POST) for act in ("pause", "resume", "extend")},
    # one's own things
    "notifications:list": people(),
    "notifications:preferences": people(),
    "notifications:read": people(POST),
    "notifications:read-all": people(POST),
    "accounts:account": people(),
    "accounts:sessions": people(),
    "accounts:sessions-end": people(POST),
    "accounts:session-end": people(POST),
    "accounts:tokens": people(),
    "accounts:token-revoke": only("officer", *SET_UP),
    # signing in, and the second step
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
    # programs
    "schema": everybody(),
    "api-docs": everybody(),
    "feedback-api:category-list": everybody(),
    "feedback-api:report-list": Door(UNSEEN, UNSEEN, DESK, IN),
    "feedback-api:report-detail": programs_of(*OF_NORTH),
    **{
        f"feedback-api:report-{act}": programs_of(*DESK, gets=POST) for act in ("acknowledge", "answer", "ask", "close", "reopen")
    },
    "feedback-api:report-look": programs_of(*DESK, gets=POST),
    "feedback-api:track": everybody(POST),
    "feedback-api:track-reply": everybody(POST),
    "feedback-api:track-contest": everybody(POST),
    "areas-api:agency": everybody(),
    "areas-api:area-list": everybody(),
    "areas-api:area-detail": everybody(),
    "areas-api:area-locate": everybody(ODD),
    "areas-api:area-retire": programs_of(*SET_UP, gets=POST),
    "areas-api:area-restore": programs_of(*SET_UP, gets=POST),
    "areas-api:place-list": everybody(),
    "clocks-api:clock-list": programs_of(*DESK),
    "clocks-api:clock-detail": programs_of(*OF_NORTH),
    **{f"clocks-api:clock-{act}": programs_of(*DESK, gets=POST) for act in ("pause", "resume", "extend")},
    "accounts-api:me": programs(),
    "accounts-api:session-list": programs(),
    "accounts-api:session-end": programs(POST),
    "accounts-api:token-list": programs(),
    "accounts-api:token-revoke": programs(POST),
    "accounts-api:team-list": everybody(),
    "accounts-api:person-list": programs_of(*SET_UP),
    "accounts-api:person-deactivate": programs_of(*SET_UP, gets=POST),
    "accounts-api:person-reactivate": programs_of(*SET_UP, gets=POST),
    "accounts-api:membership-list": programs_of(*SET_UP),
    "accounts-api:membership-end": programs_of(*SET_UP, gets=POST),
    "accounts-api:rolegrant-list": programs_of(*SET_UP),
    "accounts-api:rolegrant-end": programs_of(*SET_UP, gets=POST),
    "notifications-api:list": programs(),
    "notifications-api:preferences": programs(),
    "notifications-api:read": programs(POST),
    "notifications-api:read-all": programs(POST),
    # the admin
    "admin:index": set_up(),
    "admin:login": Door(SIGN_IN, UNSEEN, SET_UP, ON),
    "admin:logout": set_up(POST),
    "admin:password_change": set_up(ON),
    "admin:password_change_done": set_up(),
    "admin:jsi18n": set_up(),
    "admin:autocomplete": set_up(NO),
    "admin:view_on_site": set_up(UNSEEN),
}
TO_LOOK_AT = ("notifications_delivery", "events_dispatch")  # nobody changes these by hand
NEVER_DELETED = ("feedback_category", "clocks_clockrule", "accounts_user", "accounts_team", "areas_area")
DATED = ("accounts_rolegrant", "accounts_membership")  # they end, and stay on record
FREE = ("clocks_holiday", "areas_place")
ONE_ROW = ("areas_agency",)
for row in (*TO_LOOK_AT, *NEVER_DELETED, *DATED, *FREE, *ONE_ROW):
    BOOK[f"admin:{row}_changelist"] = BOOK[f"admin:{row}_change"] = BOOK[f"admin:{row}_history"] = set_up()
    BOOK[f"admin:{row}_add"] = set_up(NO if row in (*TO_LOOK_AT, *ONE_ROW) else IN)
    BOOK[f"admin:{row}_delete"] = set_up(IN if row in FREE else NO)
