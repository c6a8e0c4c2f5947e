"""What this app keeps and for how long, and what can be held: handed to the schedule of retention."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from feedback.conduct import kept as conduct
from feedback.models import BulkAct, Draft, Report, TrackAsk, TrackLink, Unsent
from feedback.readers import readers, ways_to_speak
from feedback.services import keeping
from policing import access
from policing.privacy import ciphers, holds, rights
from policing.privacy.holds import Holdable
from policing.privacy.kept import delete, locked, older
from policing.privacy.retention import YEAR, RetentionClass, schedule
from policing.ui.registry import Panel, panels

REPORT = Report._meta.label_lower
OF_REPORT = {REPORT: ("pk", "lead_id")}
CLASSES = (
    RetentionClass(
        name="drafts",
        label=_("A report that you did not send"),
        sentence=_("What you began to write, if you did not send it, for 72 hours. Only your own browser can open it."),
        counts_from=_("your last change"),
        fate="delete",
        days=3,
        due=lambda now, days: Draft.objects.filter(expires_at__lte=now),
        dispose=delete(Draft),
        is_fixed=True,
        order=10,
    ),
    RetentionClass(
        name="withdrawn",
        label=_("A report that you took back"),
        sentence=_("A report that you took back, for %(time)s after that."),
        counts_from=_("the day when you took it back"),
        fate="tombstone",
        days=30,
        due=keeping.taken_back,
        dispose=partial(keeping.bury, "withdrawn"),
        held_by=OF_REPORT,
        batch=50,
        order=12,
    ),
    RetentionClass(
        name="people",
        label=_("Who you are"),
        sentence=_("Your name, your address or number, and the link to your account, for %(time)s after your report ended."),
        counts_from=_("the day when the report was closed or taken back"),
        fate="strip",
        days=YEAR,
        due=keeping.with_somebody,
        dispose=keeping.forget_people,
        held_by=OF_REPORT,
        order=14,
    ),
    RetentionClass(
        name="photos",
        label=_("Your photos"),
        sentence=_("Photos that you sent, for %(time)s after your report ended."),
        counts_from=_("the day when the report was closed or taken back"),
        fate="delete",
        days=YEAR,
        due=keeping.with_pictures,
        dispose=keeping.remove_pictures,
        held_by=OF_REPORT,
        batch=50,
        order=16,
    ),
    RetentionClass(
        name="sensitive",
        label=_("A report about something very private"),
        sentence=_("Reports that we never publish, with all that was said about them, for %(time)s after they ended."),
        counts_from=_("the day when the report was closed"),
        fate="tombstone",
        days=YEAR,
        due=keeping.sensitive,
        dispose=partial(keeping.bury, "sensitive"),
        held_by=OF_REPORT,
        batch=50,
        order=18,
    ),
    RetentionClass(
        name="reports",
        label=_("All other reports"),
        sentence=_("What you told us, what was said since, and what we published about it, for %(time)s after it ended."),
        counts_from=_("the day when the report was closed"),
        fate="tombstone",
        days=3 * YEAR,
        due=keeping.finished,
        dispose=partial(keeping.bury, "reports"),
        held_by=OF_REPORT,
        batch=50,
        order=20,
    ),
    RetentionClass(
        name="links",
        label=_("Links that we mailed to you"),
        sentence=_("That we mailed you a link to your report, for %(time)s after the link ended. The link itself is not kept."),
        counts_from=_("the end of the link"),
        fate="delete",
        days=1,
        due=older(TrackLink, "expires_at"),
        dispose=delete(TrackLink),
        order=30,
    ),
    RetentionClass(
        name="unsent",
        label=_("What the team typed and did not send"),
        sentence=_("What somebody in the team typed about a report but could not send, for %(time)s."),
        counts_from=_("the moment of typing"),
        fate="delete",
        days=14,
        due=older(Unsent, "at"),
        dispose=delete(Unsent),
        held_by={REPORT: ("report_id",)},
        order=50,
    ),
    RetentionClass(
        name="bulk",
        label=_("Undoing what the team did at once"),
        sentence=_("What the team needs to undo a change to many reports at once, for %(time)s."),
        counts_from=_("the change"),
        fate="delete",
        days=30,
        due=older(BulkAct, "at"),
        dispose=delete(BulkAct),
        order=52,
    ),
)


def of_person(user: Any) -> tuple[str, Any]:
    """Give the reports that a person sent with an account, for whether the person must be kept."""
    return REPORT, Report.objects.filter(Q(reporter=user) | Q(identity__user=user)).values("pk")


def of_group(report: Report) -> tuple[str, Any]:
    """Give the report into which this one is merged."""
    return REPORT, [report.lead_id]


def hold_panel(request: HttpRequest, report: Report) -> Mapping[str, Any] | None:
    """Give the part of a report's page about its hold, for those who may hold. Two queries."""
    if not access.load(request.user).covers("retention.hold", area_path=report.area_path):
        return None
    url = f"{reverse('privacy:hold-list')}?{urlencode({'reference': report.reference, 'kind': REPORT})}"
    return {"hold": holds.of(report), "is_held": holds.is_held(report), "url": url}


def connect() -> None:
    """Put classes into the schedule, and hand in the ciphers, what can be held, and the hold on a report's page."""
    for kind in CLASSES:
        schedule.add(kind)
    conduct.connect()
    ciphers.ciphers.add(ciphers.column(TrackAsk, "cipher"))
    holds.holdables.add(Holdable(REPORT, _("report"), locked(Report)))
    panels.add(Panel("privacy.hold", REPORT, "privacy/panel_hold.html", hold_panel, order=90))
    holds.also("accounts.user", of_person)
    holds.also(REPORT, of_group)
    rights.parts.add(
        rights.Part("ways", _("Three ways to speak"), ways_to_speak, ("feedback:report-what", _("Tell us")), order=10)
    )
    rights.parts.add(rights.Part("readers", _("Who reads what"), readers, order=20))
