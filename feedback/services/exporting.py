"""Taking a list of reports away, for analysis: who did, and how many they were, stays on record."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from feedback.models import Report
from policing import access
from policing.accounts.models import User
from policing.commands import command
from policing.errors import Denied
from policing.events.services import Actor, emit

ANALYSE = "reports.analyse"
MOST_ROWS = 50_000


@command(name="feedback.reports.export", page="feedback:analysis-export", api="feedback-api:analysis-export")
@transaction.atomic
def export(rows: QuerySet[Report], *, actor: User) -> QuerySet[Report]:
    """Write down that the person takes these reports away, and give those of them that they may analyse, newest first.

    At most fifty thousand. Emits ``feedback.reports.exported`` with the count alone. Raises Denied without the right.
    """
    grants = access.load(actor)
    if not grants.holds(ANALYSE):
        raise Denied(_("Your role here does not cover that."))
    allowed = rows.filter(grants.scope_q(ANALYSE))
    count = allowed.order_by()[:MOST_ROWS].count()
    emit("feedback.reports.exported", subject=actor, actor=Actor.person(actor), payload={"count": count})
    return allowed.order_by("-pk")
