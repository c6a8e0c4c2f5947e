"""What the closed room hands to the registries, in one place."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from feedback import finding
from feedback.conduct import events, notices
from feedback.conduct.access import ConductPolicy, PraisePolicy
from feedback.conduct.workflow import HANDLE
from feedback.models import Conduct, Praise
from feedback.services import two_codes
from feedback.services.conduct.tracking import ROOM
from policing import access
from policing.areas.moving import carries_path
from policing.clocks.access import close
from policing.ui.registry import NavItem, Search, navigation, searches


def waiting(request: HttpRequest) -> int:
    """Count the new ones in the reviewer's scope, for the menu; at most a hundred are counted. One query."""
    return access.visible(Conduct, request.user).filter(state="received").order_by()[:100].count()


def connect() -> None:
    """Hand in the policies, the event types, the notices, the door of the two codes, and the places in the menus."""
    access.register(ConductPolicy, Conduct)
    access.register(PraisePolicy, Praise)
    events.connect()
    notices.connect()
    close(Conduct._meta.label_lower)
    carries_path(Conduct, "scope_path")
    two_codes.add(ROOM)
    start = _("How the police treated someone")
    searches.add(Search("feedback.conduct", start, finding.of_conduct, order=25))
    navigation.add(
        NavItem("feedback.conduct-start", start, "feedback:conduct-start", order=5, audience="everyone", spot="rights")
    )
    navigation.add(
        NavItem(
            "feedback.conduct",
            _("Conduct"),
            "feedback:conduct-desk",
            order=15,
            permission=HANDLE,
            audience="staff",
            badge=waiting,
        )
    )
    navigation.add(
        NavItem(
            "feedback.thanks",
            _("Thanks"),
            "feedback:thanks",
            order=20,
            permission="reports.view",
            audience="staff",
            spot="account",
        )
    )
