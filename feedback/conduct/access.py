"""Who comes into the closed room: reviewers in scope who are not in conflict, and nobody else, whatever they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.conduct import conflicts
from feedback.conduct.workflow import HANDLE
from feedback.models import Concerned, Conduct
from policing.access import YES, Answer, Grants, Policy, no
from policing.accounts.models import Membership

REPORTER_ACTIONS = frozenset({"reply", "contest", "withdraw"})
THANKS = Conduct.Kind.THANKS


class ConductPolicy(Policy):
    """Reviewers of the place, without the officers concerned, those who work with them, and the chain above them.

    Whoever wrote it comes in by reference and receipt alone; that door is ``feedback.services.conduct.tracking``. The officers
    and teams who may read released words of thanks can do ``praise``, and still do not see where the words came from.
    """

    actions: ClassVar[Mapping[str, str]] = {
        "view": HANDLE,
        "acknowledge": HANDLE,
        "match": HANDLE,
        "assign": HANDLE,
        "begin": HANDLE,
        "sort": HANDLE,
        "ask": HANDLE,
        "answer": HANDLE,
        "note": HANDLE,
        "close": HANDLE,
        "pass_on": HANDLE,
        "look": HANDLE,
        "reply": "reporter",
        "contest": "reporter",
        "withdraw": "reporter",
        "praise": "concerned",
    }
    area_field = "scope_path"
    team_field = None

    def visible_q(self, grants: Grants) -> Q:
        """Give the rows in scope that the person is not in conflict with."""
        return super().visible_q(grants) & ~conflicts.rows_q(grants)

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Answer by scope, and no to whoever is in conflict. At most one query a row."""
        if action in REPORTER_ACTIONS:
            return no(_("Only the person who wrote it can do that."))
        if action == "praise":
            return _may_read_praise(grants, obj)
        answer = super().can(grants, action, obj)
        if answer and conflicts.is_in_conflict(grants, obj):
            return no(_("You are too near to this to deal with it. Somebody else has to."))
        return answer

    def people_q(self, action: str, obj: Any) -> Q:
        """Give the reviewers in scope without those in conflict."""
        if action in REPORTER_ACTIONS:
            return Q(pk__in=[])
        if action == "praise":
            return _readers_of_praise(obj)
        return super().people_q(action, obj) & ~conflicts.people_q(obj)


def praised_q(user_id: int | None, prefix: str = "") -> Q:
    """Give the query over concerned rows (reached by ``prefix``) that are this person, or a team that they work in now."""
    mine = Membership.objects.held_now().filter(user_id=user_id).values("team_id")
    return Q(**{f"{prefix}person_id": user_id}) | Q(**{f"{prefix}team_id__in": mine})


def _is_released(obj: Any) -> bool:
    return obj.kind == THANKS and obj.may_share and getattr(obj, "praise", None) is not None


def _may_read_praise(grants: Grants, obj: Any) -> Answer:
    if grants.active and _is_released(obj) and obj.concerned.active().filter(praised_q(grants.user_id)).exists():
        return YES
    return no(_("There are no words of thanks here for you."))


def _readers_of_praise(obj: Any) -> Q:
    if not _is_released(obj):
        return Q(pk__in=[])
    rows = obj.concerned.active()
    members = Membership.objects.held_now().filter(team_id__in=rows.exclude(team=None).values("team_id"))
    return Q(pk__in=rows.exclude(person=None).values("person_id")) | Q(pk__in=members.values("user_id"))


class PraisePolicy(Policy):
    """Words of thanks are read by the officers and teams that they are about, and by nobody above them."""

    actions: ClassVar[Mapping[str, str]] = {"view": "concerned"}

    def visible_q(self, grants: Grants) -> Q:
        """Give the words about this person, or about a team that they work in now."""
        if not grants.active:
            return Q(pk__in=[])
        shared = Conduct.objects.filter(kind=THANKS, may_share=True, pk__in=_about(grants.user_id))
        return Q(conduct_id__in=shared.values("pk"))

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Answer as the row's own policy does."""
        return _may_read_praise(grants, obj.conduct)

    def people_q(self, action: str, obj: Any) -> Q:
        """Give the officers concerned, and who works in the teams concerned."""
        return _readers_of_praise(obj.conduct)


def _about(user_id: int | None) -> Any:
    return Concerned.objects.active().filter(praised_q(user_id)).values("conduct_id")
