"""Who may do what with people, teams, roles and tokens. Set-up belongs to who sets up all of the agency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policing.access import YES, Answer, Grants, Policy, no

SET_UP = "setup.change"


class AgencyWidePolicy(Policy):
    """Rows that the agency's administrators set up. ``owner`` names the person whose own row it is, who may do ``own``."""

    actions: ClassVar[Mapping[str, str]] = {"view": SET_UP, "change": SET_UP}
    owner: ClassVar[str] = ""
    own: ClassVar[frozenset[str]] = frozenset({"view"})

    def visible_q(self, grants: Grants) -> Q:
        """Give every row to administrators, and to everybody their own."""
        if grants.covers(self.actions["view"], area_path=""):
            return Q()
        if self.owner and grants.active and "view" in self.own:
            return Q(**{self.owner: grants.user_id})
        return Q(pk__in=[])

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Say yes to administrators, and to people about their own row where that is foreseen."""
        if self.owner and action in self.own and grants.active and getattr(obj, self.owner) == grants.user_id:
            return YES
        return super().can(grants, action, obj)

    def people_q(self, action: str, obj: Any) -> Q:
        """Give the administrators, and the person whose row it is."""
        found = super().people_q(action, obj)
        return found | Q(pk=getattr(obj, self.owner)) if self.owner and action in self.own else found

    def area_of(self, obj: Any) -> str:
        """Give the whole agency."""
        return ""

    def team_of(self, obj: Any) -> int | None:
        """Give none: a team does not set up people."""
        return None


class PersonPolicy(AgencyWidePolicy):
    """People see, change, copy and delete their own account; nobody closes their own, which somebody else could open again."""

    actions: ClassVar[Mapping[str, str]] = {
        "view": SET_UP,
        "prefer": SET_UP,
        "invite": SET_UP,
        "deactivate": SET_UP,
        "reactivate": SET_UP,
        "export": "oneself",
        "delete_own": "oneself",
    }
    owner = "pk"
    own = frozenset({"view", "prefer", "export", "delete_own"})

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Say no to closing one's own account: that would lock the last door from inside."""
        if action == "deactivate" and grants.active and obj.pk == grants.user_id:
            return no(_("Somebody else has to close your account."))
        return super().can(grants, action, obj)

    def people_q(self, action: str, obj: Any) -> Q:
        """Give the administrators, without the person themself where the account is to be closed."""
        found = super().people_q(action, obj)
        return found & ~Q(pk=obj.pk) if action == "deactivate" else found


class TeamPolicy(AgencyWidePolicy):
    """Everybody may know of a team; administrators set it up."""

    actions: ClassVar[Mapping[str, str]] = {"view": "public", "change": SET_UP}

    def visible_q(self, grants: Grants) -> Q:
        """Give every team."""
        return Q()

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Say yes to a look."""
        return YES if action == "view" else super().can(grants, action, obj)

    def people_q(self, action: str, obj: Any) -> Q:
        """Give everybody for a look."""
        return Q() if action == "view" else super().people_q(action, obj)


class MembershipPolicy(AgencyWidePolicy):
    """People see where they work; administrators set it up."""

    owner = "user_id"


class RoleGrantPolicy(AgencyWidePolicy):
    """People see the roles that they hold; administrators give and end them."""

    actions: ClassVar[Mapping[str, str]] = {"view": SET_UP, "grant": SET_UP, "end": SET_UP}
    owner = "user_id"


class ApiTokenPolicy(AgencyWidePolicy):
    """People see, make and take back their own tokens; administrators may take back any."""

    actions: ClassVar[Mapping[str, str]] = {"view": SET_UP, "revoke": SET_UP}
    owner = "user_id"
    own = frozenset({"view", "revoke"})
