"""Who may do what with a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policing.access import YES, Answer, Grants, Policy, no

REPORTER_ACTIONS = frozenset({"view", "reply", "contest", "withdraw", "rate", "add_photo"})


class ReportPolicy(Policy):
    """Staff by area or team, and the resident who sent it with a name and an account.

    A resident without an account, and one who chose to be confidential or anonymous, comes in by reference and receipt;
    that door is ``feedback.services.tracking``, and opens the same actions.
    """

    actions: ClassVar[Mapping[str, str]] = {
        "view": "reports.view",
        "acknowledge": "reports.handle",
        "unread": "reports.handle",
        "ask": "reports.handle",
        "answer": "reports.handle",
        "close": "reports.handle",
        "reopen": "reports.reopen",
        "tell": "reports.handle",
        "note": "reports.handle",
        "assign": "reports.handle",
        "refer": "reports.handle",
        "categorise": "reports.handle",
        "redact": "reports.publish",
        "original": "reports.original",
        "publish": "reports.publish",
        "merge": "reports.handle",
        "split": "reports.handle",
        "not_same": "reports.handle",
        "reprint": "reports.handle",
        "look": "identity.look",
        "see_photos": "reports.handle",
        "remove_photo": "reports.handle",
        "add_photo": "reporter",
        "reply": "reporter",
        "contest": "reporter",
        "contest_by_neighbour": "neighbour",  # held by nobody over a report: see feedback.services.neighbours
        "withdraw": "reporter",
        "rate": "reporter",
    }

    def visible_q(self, grants: Grants) -> Q:
        """Give the reports in scope, and those that the person sent with a name."""
        own = Q(reporter_id=grants.user_id) if grants.active else Q(pk__in=[])
        return super().visible_q(grants) | own

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Answer by scope for staff, and by authorship for the resident."""
        own = grants.active and obj.reporter_id is not None and obj.reporter_id == grants.user_id
        if own and action in REPORTER_ACTIONS:
            return YES
        if own:
            return no(_("This is your own report, so somebody else has to do that."))
        if self.actions.get(action) == "reporter":
            return no(_("Only the person who sent the report can do that."))
        return super().can(grants, action, obj)

    def people_q(self, action: str, obj: Any) -> Q:
        """Give the staff in scope and, for what a resident does, the resident."""
        own = Q(pk=obj.reporter_id) if obj.reporter_id is not None else Q(pk__in=[])
        if self.actions[action] == "reporter":
            return own
        staff = super().people_q(action, obj)
        return staff | own if action in REPORTER_ACTIONS else staff & ~own


class SavedFilterPolicy(Policy):
    """Filters are their person's own, and nobody else's to know of."""

    actions: ClassVar[Mapping[str, str]] = {"view": "reports.view", "delete": "reports.view"}

    def visible_q(self, grants: Grants) -> Q:
        """Give one's own."""
        return Q(user_id=grants.user_id) if grants.active else Q(pk__in=[])

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Say yes to the owner."""
        if action in self.actions and grants.active and obj.user_id == grants.user_id:
            return YES
        return no(_("Only the person who saved it can do that."))

    def people_q(self, action: str, obj: Any) -> Q:
        """Give the owner."""
        return Q(pk=obj.user_id)


class PublicationPolicy(Policy):
    """What is published is for everybody while it is shown; whoever is signed in may join it, and who publishes may hide it."""

    actions: ClassVar[Mapping[str, str]] = {
        "view": "public",
        "join": "signed-in",
        "leave": "signed-in",
        "hide": "reports.publish",
    }

    def visible_q(self, grants: Grants) -> Q:
        """Give what is not hidden, of no sensitive kind, and not taken back."""
        safe = Q(hidden_at=None, category__is_sensitive=False, report__category__is_sensitive=False)
        return safe & ~Q(report__state="withdrawn")

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Answer a look for everybody, joining for who is signed in, hiding by scope."""
        if not self._is_shown(obj):
            return no(_("This is not published any more."))
        if action == "view":
            return YES
        if self.actions[action] == "signed-in":
            return YES if grants.active else no(_("You are not signed in."))
        return super().can(grants, action, obj)

    def people_q(self, action: str, obj: Any) -> Q:
        """Give everybody for a look and for joining, and the holders of the permission for hiding."""
        if not self._is_shown(obj):
            return Q(pk__in=[])
        return Q() if self.actions[action] in {"public", "signed-in"} else super().people_q(action, obj)

    def team_of(self, obj: Any) -> int | None:
        """Give the team that has the report."""
        team: int | None = obj.report.team_id
        return team

    @staticmethod
    def _is_shown(obj: Any) -> bool:
        is_safe = not obj.category.is_sensitive and not obj.report.category.is_sensitive
        return obj.hidden_at is None and is_safe and obj.report.state != "withdrawn"
