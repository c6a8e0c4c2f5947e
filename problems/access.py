"""Who may see incidents and bring them in; who may see and do what in a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policing import access
from policing.access import YES, Answer, Grants, Policy, no, sight
from policing.access.sight import Sight


class IncidentPolicy(Policy):
    """Staff by area, and by the areas that their team serves, since an incident knows a place and no team.

    Incidents that lie in no area are seen by those who hold the permission over the whole agency.
    """

    actions: ClassVar[Mapping[str, str]] = {"view": "incidents.view"}
    team_field: ClassVar[str | None] = None

    def visible_q(self, grants: Grants) -> Q:
        """Give the rows that lie on the person's grounds. The whole agency is every row, in words that survive ``|``."""
        found = Q(pk__in=[])
        for path in grants.grounds(self.actions["view"]):
            if path == "":
                return ~found
            found |= Q(area_path__startswith=path)
        return found

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Answer by the person's grounds."""
        if any(self.area_of(obj).startswith(path) for path in grants.grounds(self.actions[action])):
            return YES
        return no(_("Your role here does not cover that."))

    def people_q(self, action: str, obj: Any) -> Q:
        """Give the holders over the area, and those whose team serves it."""
        return access.holders_q(self.actions[action], area_path=self.area_of(obj), on_grounds=True)


class ImportPolicy(Policy):
    """People who bring records in: for the whole agency, since a file knows no area."""

    actions: ClassVar[Mapping[str, str]] = {
        "view": "incidents.import",
        "start": "incidents.import",
        "upload": "incidents.import",
        "choose": "incidents.import",
        "pause": "incidents.import",
        "resume": "incidents.import",
        "undo": "incidents.import",
    }
    team_field: ClassVar[str | None] = None

    def visible_q(self, grants: Grants) -> Q:
        """Give every row to those who hold the permission over the whole agency, and none to anybody else."""
        nothing = Q(pk__in=[])
        return ~nothing if grants.covers(self.actions["view"], area_path="") else nothing

    def area_of(self, obj: Any) -> str:
        """Give the whole agency."""
        return ""


WRITERS = frozenset({"lead", "officer", "analyst"})


class CasePolicy(Policy):
    """Staff by area or team, and who was asked to work along: each member sees the data classes of their sight, and no more.

    Every look at a case goes through ``sight_of``: page, API, export and search ask it, and nothing else, what to show.
    """

    actions: ClassVar[Mapping[str, str]] = {
        "view": "cases.view",
        "read": "cases.view",
        "write": "cases.work",
        "put": "cases.work",
        "link": "cases.work",
        "unlink": "cases.work",
        "invite": "cases.work",
        "note": "cases.work",
        "propose": "cases.work",
        "take_back": "cases.work",
        "back_to_scanning": "cases.work",
        "back_to_analysis": "cases.work",
        "back_to_response": "cases.work",
        "reopen": "cases.work",
        "merge": "cases.work",
        "progress": "cases.progress",
        "publish": "cases.publish",
        "hide": "cases.publish",
        "refuse": "cases.approve",
        "to_analysis": "cases.approve",
        "to_response": "cases.approve",
        "to_assessment": "cases.approve",
        "close": "cases.approve",
    }
    approvals: ClassVar[frozenset[str]] = frozenset({"refuse", "to_analysis", "to_response", "to_assessment", "close"})

    def visible_q(self, grants: Grants) -> Q:
        """Give the cases in scope, and those that the person was asked to work along in."""
        own = Q(sight__has_key=str(grants.user_id)) if grants.lets("cases.view") else Q(pk__in=[])
        return super().visible_q(grants) | own

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Answer by scope for staff, and by role and sight for members. Nobody approves what they proposed."""
        permission = self.actions[action]
        if not grants.active:
            return no(_("You are not signed in."))
        if action in self.approvals and obj.proposed and obj.proposed_by_id == grants.user_id:
            return no(_("You proposed it, so somebody else has to approve it."))
        if grants.lets("cases.view") and grants.covers(permission, area_path=self.area_of(obj), team_id=self.team_of(obj)):
            return YES
        role, seen = self._place(grants, obj)
        if not seen:
            return no(_("Your role here does not cover that."))
        return self._as_member(grants, action, role, seen)

    @staticmethod
    def _place(grants: Grants, obj: Any) -> tuple[str, str]:
        """Give as what somebody works along, and what they see: nothing to a program whose token is not made for cases."""
        found: tuple[str, str] = obj.member(grants.user_id) if grants.lets("cases.view") else ("", "")
        return found

    def _as_member(self, grants: Grants, action: str, role: str, seen: str) -> Answer:
        if action == "view":
            return YES
        if action == "read":
            return YES if self._reads(grants, seen) else no(_("You see a part of this case: what was agreed with you."))
        if action == "progress":
            return self._says_how_far(grants, seen)
        if self.actions[action] == "cases.work" and role in WRITERS and self._reads(grants, seen) and grants.holds("cases.work"):
            return YES
        return no(_("In this case you read along, and say how far your own actions are."))

    @staticmethod
    def _says_how_far(grants: Grants, seen: str) -> Answer:
        if not sight.sight(seen).shows(sight.PLAN):
            return no(_("You see counts only."))
        return YES if grants.lets("cases.progress") else no(_("Your role here does not cover that."))

    @staticmethod
    def _reads(grants: Grants, seen: str) -> bool:
        return seen == "everything" and grants.holds("cases.view")

    def sight_of(self, grants: Grants, obj: Any) -> Sight:
        """Give what the person sees of a case. Raw words are for people of the agency alone, whatever a member row says."""
        if grants.covers("cases.view", area_path=self.area_of(obj), team_id=self.team_of(obj)):
            return sight.SIGHTS["everything"]
        _role, seen = self._place(grants, obj)
        return sight.sight("places" if seen == "everything" and not self._reads(grants, seen) else seen)

    def people_q(self, action: str, obj: Any) -> Q:
        """Give who can do it: the staff in scope and the members whose role and sight allow it."""
        found = super().people_q(action, obj) | self._members_q(action, obj)
        return found & ~Q(pk=obj.proposed_by_id) if action in self.approvals and obj.proposed and obj.proposed_by_id else found

    def _members_q(self, action: str, obj: Any) -> Q:
        people = {int(key): obj.member(int(key)) for key in obj.sight}
        staff = self._staff_anywhere("cases.view")
        if action == "view":
            return Q(pk__in=list(people))
        if action == "progress":
            return Q(pk__in=[pk for pk, (_role, seen) in people.items() if sight.sight(seen).shows(sight.PLAN)])
        if action == "read":
            return Q(pk__in=[pk for pk, (_role, seen) in people.items() if seen == "everything"]) & staff
        if self.actions[action] != "cases.work":
            return Q(pk__in=[])
        writers = [pk for pk, (role, seen) in people.items() if role in WRITERS and seen == "everything"]
        return Q(pk__in=writers) & staff & self._staff_anywhere("cases.work")

    @staticmethod
    def _staff_anywhere(permission: str) -> Q:
        """Give who holds a permission over any area or team at all: the reverse of ``Grants.holds``."""
        return access.anybody_q(permission)


class CasePagePolicy(Policy):
    """What is shown of a case is for everybody; whoever is signed in may follow it, and anybody may say whether it fits."""

    actions: ClassVar[Mapping[str, str]] = {"view": "public", "remark": "public", "follow": "signed-in", "leave": "signed-in"}
    team_field: ClassVar[str | None] = None

    def visible_q(self, grants: Grants) -> Q:
        """Give the pages that are not hidden."""
        return Q(hidden_at=None) & ~Q(case__state="merged")

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Answer a look and a remark for everybody, following for who is signed in."""
        if obj.hidden_at is not None or obj.case.state == "merged":
            return no(_("This is not shown any more."))
        if self.actions[action] == "signed-in" and not grants.active:
            return no(_("You are not signed in."))
        return YES

    def people_q(self, action: str, obj: Any) -> Q:
        """Give everybody, while it is shown."""
        return Q(pk__in=[]) if obj.hidden_at is not None or obj.case.state == "merged" else Q()
