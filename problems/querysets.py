"""Questions that pages ask of incidents, their counts, and cases."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from feedback.models import Report


class IncidentQuerySet(models.QuerySet[Any]):
    """Incidents. Scope comes from ``policing.access.visible``."""


class ImportQuerySet(models.QuerySet[Any]):
    """Imports of incidents."""

    def under_way(self) -> ImportQuerySet:
        """Give the imports that still have rows to load."""
        return self.filter(state__in=["waiting", "running"])

    def read_elsewhere(self) -> ImportQuerySet:
        """Give the imports that a command line reads, or began to read."""
        return self.filter(state__in=["waiting", "running", "paused"], stored="")


class CountQuerySet(models.QuerySet[Any]):
    """Incidents counted beforehand. Scope comes from ``policing.access.visible``."""


class CaseQuerySet(models.QuerySet[Any]):
    """Cases. Scope comes from ``policing.access.visible``."""

    def for_list(self) -> CaseQuerySet:
        """Give cases with what a row of a list shows."""
        return self.select_related("area", "team", "lead").defer("search", "summary", "area__boundary", "area__about")

    def for_page(self) -> CaseQuerySet:
        """Give cases with what their own page shows."""
        found = self.select_related("area", "team", "lead", "figures", "page")
        return found.defer("search", "area__boundary", "area__about", "page__search")


class PartQuerySet(models.QuerySet[Any]):
    """Parts of cases, which are read with their case."""

    def there(self) -> PartQuerySet:
        """Give those that were not taken out."""
        return self.filter(removed_at=None)


class CasePageQuerySet(models.QuerySet[Any]):
    """Public pages of cases."""

    def for_list(self) -> CasePageQuerySet:
        """Give the pages with their case and area, the last changed first."""
        held = self.select_related("case", "area").defer(
            "search", "area__boundary", "area__about", "case__search", "case__summary", "case__sight"
        )
        return held.order_by("-changed_at", "-id")

    def with_actions(self) -> CasePageQuerySet:
        """Count what is done for the case, what is planned or going on, and the reports merged into those that feed it."""
        along = Report.objects.filter(lead__case_links__case=OuterRef("case"), lead__case_links__left_at=None)
        fed = Report.objects.filter(pk=OuterRef("pk"), case_links__left_at=None, case_links__isnull=False)
        along = (
            along.exclude(state="withdrawn")
            .filter(~Exists(fed))
            .order_by()
            .values("lead__case_links__case")
            .annotate(number=Count("pk"))
        )
        there = Q(case__actions__removed_at=None)
        counted: CasePageQuerySet = self.annotate(
            actions_done=Count("case__actions", filter=there & Q(case__actions__state="done")),
            actions_ahead=Count("case__actions", filter=there & Q(case__actions__state__in=["planned", "going"])),
            merged_along=Coalesce(Subquery(along.values("number"), output_field=IntegerField()), 0),
        )
        return counted
