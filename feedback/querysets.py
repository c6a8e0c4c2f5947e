"""Questions that pages ask of reports."""

from __future__ import annotations

from typing import Any

from django.db import models

from feedback.workflow import OPEN


class CategoryQuerySet(models.QuerySet[Any]):
    """Categories, which everybody may see."""

    def offered(self) -> CategoryQuerySet:
        """Give the categories that a resident can choose, in order."""
        return self.filter(is_active=True).order_by("order", "name")


class MessageQuerySet(models.QuerySet[Any]):
    """What was said about reports; one comes to it through its report."""

    def last_said(self, most: int = 200) -> list[Any]:
        """Give the newest rows, the oldest of them first. One query."""
        return list(self.order_by("-id")[:most])[::-1]


class PublicationQuerySet(models.QuerySet[Any]):
    """Published reports, which everybody may read while they are not hidden."""

    def shown(self) -> PublicationQuerySet:
        """Give those that are not hidden."""
        return self.filter(hidden_at=None)


class ReportQuerySet(models.QuerySet[Any]):
    """Reports. Scope comes from ``policing.access.visible`` and is never left out in a view."""

    def open(self) -> ReportQuerySet:
        """Give the reports in which somebody still owes work."""
        return self.filter(state__in=OPEN)

    def for_list(self) -> ReportQuerySet:
        """Give the columns of a row in the inbox, with area, category and team joined. One query."""
        return self.select_related("area", "category", "team").only(
            "reference", "state", "outcome", "mode", "channel", "words", "place_words", "received_at", "due_at", "contests",
            "unread_replies", "has_danger_words", "area_path", "reporter_id", "version",
            "area__name", "area__code",
            "category__name", "category__short_name", "category__code", "team__name", "team__code",
        )  # fmt: skip

    def for_detail(self) -> ReportQuerySet:
        """Give whole reports with area (all but its boundary), category and team joined. One query."""
        return self.select_related("area", "category", "team").defer("area__boundary", "area__about", "search")
