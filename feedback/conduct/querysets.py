"""Questions that pages ask of the closed room. Scope comes from ``policing.access`` and is never left out in a view."""

from __future__ import annotations

from typing import Any

from django.db import models

from feedback.conduct.workflow import OPEN


class ConductQuerySet(models.QuerySet[Any]):
    """What people said about how the police treated them."""

    def open(self) -> ConductQuerySet:
        """Give those in which somebody still owes work."""
        return self.filter(state__in=OPEN)

    def for_list(self) -> ConductQuerySet:
        """Give the columns of a row of the desk, with area and reviewer joined. One query."""
        return self.select_related("area", "assignee").only(
            "reference", "kind", "state", "outcome", "mode", "words", "received_at", "triaged_at", "due_at", "contests",
            "unread_replies", "scope_path", "version", "area__name", "area__code",
            "assignee__name", "assignee__email", "assignee__pseudonym",
        )  # fmt: skip

    def for_detail(self) -> ConductQuerySet:
        """Give whole rows with area (all but its boundary), reviewer and words of thanks joined. One query."""
        return self.select_related("area", "assignee", "praise").defer("area__boundary", "area__about")


class ConcernedQuerySet(models.QuerySet[Any]):
    """Officers and teams that something is about."""

    def active(self) -> ConcernedQuerySet:
        """Give those that hold now."""
        return self.filter(ended_at=None)


class ConductMessageQuerySet(models.QuerySet[Any]):
    """What was said; one comes to it through its subject."""

    def last_said(self, most: int = 200) -> list[Any]:
        """Give the newest rows, the oldest of them first. One query."""
        return list(self.order_by("-id")[:most])[::-1]


class PraiseQuerySet(models.QuerySet[Any]):
    """Words of thanks."""

    def for_list(self) -> PraiseQuerySet:
        """Give the rows that stand under each other on the page of thanks."""
        return self.only("id", "words", "at")
