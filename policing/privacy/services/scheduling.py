"""Setting how long one class of things is kept."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.commands import command
from policing.errors import BadInput, Unseen
from policing.events.services import Actor, emit
from policing.privacy.events import TIME_CHANGED
from policing.privacy.models import RetentionRule
from policing.privacy.models.retention import MOST_DAYS


@command(name="privacy.retention.change", page="admin:privacy_retentionrule_change", api="privacy-api:retention-change")
def change(*, code: str, days: int, actor: Any) -> RetentionRule:
    """Set for how many days one class of things is kept. It holds from the next night, also for what is kept already.

    Raises Unseen for a class that has no days to set, BadInput under ``days``. The same again changes nothing and says nothing.
    Locks the rule. Emits ``privacy.retention.changed``.
    """
    with transaction.atomic():
        rule = RetentionRule.objects.select_for_update(of=("self",)).filter(code=code).first()
        if rule is None:
            raise Unseen
        access.require(actor, "change", rule)
        if not 1 <= days <= MOST_DAYS:
            raise BadInput({"days": [_("Choose from 1 to 36,500 days.")]})
        old = rule.days
        if old != days:
            rule.days, rule.changed_at = days, timekeeping.now()
            rule.save(update_fields=["days", "changed_at"])
            payload = {"retention_class": code, "old": old, "new": days}
            emit(TIME_CHANGED, subject=rule, subject_ref=code, actor=Actor.person(actor), payload=payload)
    return rule
