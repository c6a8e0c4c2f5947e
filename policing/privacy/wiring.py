"""What this app hands to the registries below it, in one place."""

from __future__ import annotations

from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from policing import access
from policing.events import catalogue
from policing.privacy import ciphers, kept, retention
from policing.privacy.access import HoldPolicy, RunPolicy, SchedulePolicy
from policing.privacy.events import EVENTS
from policing.privacy.models import DisposalRun, LegalHold, RetentionRule
from policing.ui.registry import NavItem, navigation


def connect() -> None:
    """Hand in policies, event types, what this app keeps, its ciphers, and the places in the menus."""
    access.register(HoldPolicy, LegalHold)
    access.register(SchedulePolicy, RetentionRule)
    access.register(RunPolicy, DisposalRun)
    for kind in EVENTS:
        catalogue.register(kind)
    ciphers.connect()
    kept.connect()
    navigation.add(
        NavItem("privacy.rights", _("What we keep, and for how long"), "privacy:rights", audience="everyone", spot="rights")
    )
    navigation.add(
        NavItem("privacy.retention", _("Retention"), "privacy:retention", order=60, permission="retention.hold", audience="staff")
    )
    post_migrate.connect(retention.ensure, dispatch_uid="privacy.retention")
