"""What this app hands to the registries below it, in one place."""

from __future__ import annotations

from feedback.access import ReportPolicy
from feedback.models import Report
from policing import access


def connect() -> None:
    """Hand in the policy of reports."""
    access.register(ReportPolicy, Report)
