"""What this app hands to the registries below it, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models.signals import post_migrate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback import defaults, events, finding, inboxing, joined, kept, notices, own_data
from feedback.access import PublicationPolicy, ReportPolicy, SavedFilterPolicy
from feedback.conduct import wiring as conduct
from feedback.models import Publication, Report, SavedFilter
from feedback.services import promises, tracking, two_codes
from feedback.views import photos, publishing, together
from policing import access
from policing.areas.moving import carries_path
from policing.clocks import services as clocks
from policing.prepared import PreparedCount
from policing.ui.registry import NavItem, Panel, Search, navigation, panels, searches

MOST_NEW = 100
NEW: PreparedCount[access.Grants] = PreparedCount(
    lambda grants: Report.objects.filter(ReportPolicy().visible_q(grants), state="new").order_by().values("pk")[:MOST_NEW]
)


def waiting(request: HttpRequest) -> int:
    """Count the new reports in the person's scope, for the menu; at most a hundred are counted. One query.

    None on the inbox, which counted them already.
    """
    counted: inboxing.Waiting | None = getattr(request, "waiting", None)
    if counted is not None and (counted.to_read >= MOST_NEW or not counted.is_more):
        return min(counted.to_read, MOST_NEW)
    return NEW.ask(access.load(request.user))


def neighbours_of(request: HttpRequest, report: Report) -> Mapping[str, Any] | None:
    """Give what neighbours said of a report that ended, for the desk. One query, or none where ``for_desk`` found nothing."""
    words = joined.words_about(report) if getattr(report, "has_neighbour_words", True) else []
    return {"words": words} if words else None


def connect() -> None:
    """Hand in the policy, the event types, the notices, what is kept, the clock's echo and the places in the menus."""
    access.register(ReportPolicy, Report)
    access.register(SavedFilterPolicy, SavedFilter)
    events.connect()
    notices.connect()
    own_data.connect()
    kept.connect()
    conduct.connect()
    clocks.on_moved(Report._meta.label_lower, promises.follow_clock)
    clocks.opens(Report._meta.label_lower, "feedback:report")
    carries_path(Report)
    carries_path(Publication)
    access.register(PublicationPolicy, Publication)
    panels.add(Panel("feedback.alike", "feedback.report", "feedback/panel_alike.html", together.panel, order=20))
    panels.add(Panel("feedback.publishing", "feedback.report", "feedback/panel_publishing.html", publishing.panel, order=30))
    two_codes.add(tracking.REPORTS)
    searches.add(Search("feedback.desk", _("Reports on the desk"), finding.on_the_desk, order=20))
    searches.add(Search("feedback.own", _("My reports"), finding.own, order=30))
    searches.add(Search("feedback.published", _("Published reports"), finding.published, order=40))
    navigation.add(NavItem("feedback.report", pgettext_lazy("what a resident does", "Report"), "feedback:report-start", order=10))
    navigation.add(NavItem("feedback.published", _("Published"), "feedback:public-list", order=25, audience="everyone"))
    navigation.add(NavItem("feedback.track", _("Track"), "feedback:track", order=20))
    navigation.add(
        NavItem(
            "feedback.inbox", _("Inbox"), "feedback:inbox", order=10, permission="reports.view", audience="staff", badge=waiting
        )
    )
    navigation.add(
        NavItem(
            "feedback.key-in", _("Key in a report"), "feedback:inbox-new", order=12, permission="reports.handle", audience="staff"
        )
    )
    for name, label, permission, order in (
        ("teams", _("Teams"), "teams.watch", 15), ("analysis", _("Analysis"), "reports.analyse", 16),
    ):  # fmt: skip
        navigation.add(
            NavItem(f"feedback.{name}", label, f"feedback:{name}", order=order, permission=permission, audience="staff")
        )
    navigation.add(NavItem("feedback.my", _("My page"), "feedback:my", order=5, audience="signed-in", spot="account"))
    panels.add(Panel("feedback.neighbours", Report._meta.label_lower, "feedback/panel_neighbours.html", neighbours_of, order=40))
    navigation.add(NavItem("feedback.mine", _("My reports"), "feedback:mine", order=10, audience="signed-in", spot="account"))
    panels.add(Panel("feedback.photos", "feedback.report", "feedback/panel_photos.html", photos.panel, order=10))
    post_migrate.connect(defaults.ensure, dispatch_uid="feedback.defaults")
