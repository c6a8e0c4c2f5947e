"""The doors of the admin."""

from __future__ import annotations

from tests.house.doors import IN, NO, ON, POST, SET_UP, SIGN_IN, UNSEEN, Door, set_up

DOORS: dict[str, Door] = {
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
NEVER_DELETED = (
    "feedback_category",
    "feedback_categorygroup",
    "feedback_ratingitem",
    "clocks_clockrule",
    "accounts_user",
    "accounts_team",
    "areas_area",
)
DATED = ("accounts_rolegrant", "accounts_membership")  # they end, and stay on record
FREE = ("clocks_holiday", "areas_place", "feedback_replytemplate")
ONE_ROW = ("areas_agency",)
for row in (*TO_LOOK_AT, *NEVER_DELETED, *DATED, *FREE, *ONE_ROW):
    DOORS[f"admin:{row}_changelist"] = DOORS[f"admin:{row}_change"] = DOORS[f"admin:{row}_history"] = set_up()
    DOORS[f"admin:{row}_add"] = set_up(NO if row in (*TO_LOOK_AT, *ONE_ROW) else IN)
    DOORS[f"admin:{row}_delete"] = set_up(IN if row in FREE else NO)
