"""Who may do what, in one readable table: the roles of the house and the permissions that each carries.

A role is held over a scope (see RoleGrant); a permission outside its scope is not held. ``is_staff_role`` marks the
roles whose holders must use a second factor and see the staff navigation.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PERMISSIONS: dict[str, str | Promise] = {
    "reports.view": _("read reports in scope, without who wrote them"),
    "reports.handle": _("acknowledge, ask, answer and close reports in scope"),
    "reports.reopen": _("take up a closed or contested report again"),
    "identity.look": _("ask, with a reason, to see who wrote a report"),
    "reports.publish": _("redact a report, and publish or hide a summary of it"),
    "reports.original": _("read, with a reason, the words behind a redacted copy"),
    "reports.analyse": _("count and download reports in scope, without who wrote them"),
    "teams.watch": _("see what waits, how long, and what came of it, team by team"),
    "incidents.view": _("read incidents of the agency's own records in scope"),
    "incidents.import": _("bring in incidents from the agency's records, pause and undo that"),
    "cases.view": _("read the cases of an area: everything but who wrote a report"),
    "cases.work": _("open cases and work on them: write, link reports, plan, propose"),
    "cases.progress": _("say how far one's own actions and tasks in a case are"),
    "cases.publish": _("show a case to residents, and take its page off"),
    "cases.approve": _("approve that a case goes on to another stage, or is closed"),
    "conduct.handle": _("read and answer thanks, suggestions and complaints about the police"),
    "retention.hold": _("stop the disposal of a record, with a reason"),
    "clocks.extend": _("pause or extend a clock, with a reason"),
    "events.view": _("read the record of what happened"),
    "setup.change": _("set up the site in the admin"),
}


@dataclass(frozen=True)
class Role:
    """A role: its code, what people call it, and the permissions that it carries over its scope."""

    code: str
    label: str | Promise
    permissions: frozenset[str]
    is_staff_role: bool = True


def _role(code: str, label: str | Promise, *permissions: str, is_staff_role: bool = True) -> tuple[str, Role]:
    if unknown := set(permissions) - set(PERMISSIONS):
        raise ValueError(f"Role {code}: unknown permissions {sorted(unknown)}")
    return code, Role(code, label, frozenset(permissions), is_staff_role)


_WORK = (
    "reports.view",
    "reports.handle",
    "reports.reopen",
    "reports.publish",
    "reports.original",
    "identity.look",
    "incidents.view",
    "cases.view",
    "cases.work",
    "cases.progress",
    "cases.publish",
)

ROLES: dict[str, Role] = dict(
    [
        _role("officer", _("neighbourhood officer"), *_WORK),
        _role(
            "supervisor",
            _("supervisor"),
            *_WORK,
            "reports.analyse",
            "teams.watch",
            "clocks.extend",
            "events.view",
            "cases.approve",
        ),
        _role(
            "analyst",
            _("analyst"),
            "reports.view",
            "reports.analyse",
            "incidents.view",
            "incidents.import",
            "cases.view",
            "cases.work",
            "cases.progress",
        ),
        _role("board_member", _("board member"), is_staff_role=False),
        _role("partner", _("partner"), is_staff_role=False),
        _role("moderator", _("moderator")),
        _role("oversight_reviewer", _("oversight reviewer"), "conduct.handle"),
        _role("safeguarding_lead", _("safeguarding lead")),
        _role("auditor", _("auditor"), "events.view", "retention.hold"),
        _role("administrator", _("administrator"), "setup.change", "retention.hold", "incidents.import"),
    ]
)


def role_choices() -> list[tuple[str, str | Promise]]:
    """Give (code, label) pairs for fields."""
    return [(role.code, role.label) for role in ROLES.values()]


def roles_with(permission: str) -> list[str]:
    """Give the codes of the roles that carry a permission."""
    return [role.code for role in ROLES.values() if permission in role.permissions]


def staff_roles() -> list[str]:
    """Give the codes of the roles whose holders must use a second factor."""
    return [role.code for role in ROLES.values() if role.is_staff_role]
