"""Questions that pages ask of reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from feedback.workflow import OPEN

OF_A_PERSON = ("password", "language", "zone", "theme", "date_joined")
BESIDE_THE_DESK = (
    "area__boundary", "area__about", "team__contact", "team__hours",
    "category__hint", "category__hints", "category__search_words", "category__advice", "category__advices", "category__advice_phone",
    "category__advice_url",
    *(f"{who}__{name}" for who in ("assignee", "entered_by") for name in OF_A_PERSON),
)  # fmt: skip

_desk_flags: dict[str, Callable[[], Exists]] = {}


def flag_on_desk(name: str, condition: Callable[[], Exists]) -> None:
    """Let a higher app read with the officer's page of a report whether something of its own hangs on it, in the same query.

    ``condition`` gives it over ``OuterRef("pk")`` of the report. Raises ValueError for a name used twice.
    """
    if name in _desk_flags:
        raise ValueError(f"Two flags on the desk are called {name}")
    _desk_flags[name] = condition


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
        """Give those that are not hidden, of no sensitive kind, and not taken back."""
        safe = self.filter(hidden_at=None, category__is_sensitive=False, report__category__is_sensitive=False)
        return safe.exclude(report__state="withdrawn")

    def joinable(self) -> PublicationQuerySet:
        """Give those that neighbours may join: still open, of a kind that may be joined and is never sensitive."""
        open_now = Q(report__state__in=OPEN) | Q(report__state="merged", report__lead__state__in=OPEN)
        return self.filter(open_now, is_joinable=True, category__is_joinable=True, category__is_sensitive=False)

    def counted(self) -> PublicationQuerySet:
        """Give with each, as ``told_too``, how many other reports are one with it."""
        same = self.model._meta.get_field("report").related_model._base_manager.filter(
            Q(lead_id=OuterRef("report_id")) | Q(joins_id=OuterRef("pk")) & ~Q(pk=OuterRef("report_id"))
        )
        many = same.order_by().values(one=Value(1)).annotate(many=Count("pk")).values("many")
        rows: PublicationQuerySet = self.annotate(told_too=Coalesce(Subquery(many), 0))
        return rows

    def for_list(self) -> PublicationQuerySet:
        """Give what a row shows, with the state of its report and how many reports are one with it. One query."""
        rows: PublicationQuerySet = self.counted().select_related("category", "area", "report", "report__lead").only(
            "slug", "summary", "cell", "lat", "lon", "area_path", "happened_on", "published_at", "hidden_at", "is_joinable",
            "joined", "copy_id", "category__code", "category__name", "category__names", "category__icon",
            "category__is_sensitive", "category__is_joinable", "area__code", "area__name",
            "report__state", "report__outcome", "report__closed_at", "report__contests", "report__reopenings",
            "report__unread_replies", "report__lead_id", "report__area_path", "report__team_id", "report__reporter_id",
            "report__lead__state", "report__lead__outcome", "report__lead__closed_at", "report__lead__contests",
            "report__lead__reopenings", "report__lead__unread_replies",
        )  # fmt: skip
        return rows


class ReportQuerySet(models.QuerySet[Any]):
    """Reports. Scope comes from ``policing.access.visible`` and is never left out in a view."""

    def open(self) -> ReportQuerySet:
        """Give the reports in which somebody still owes work."""
        return self.filter(state__in=OPEN)

    def for_list(self) -> ReportQuerySet:
        """Give the columns of a row in the inbox, with area, category, team and who has it joined. One query."""
        return self.select_related("area", "category", "team", "assignee").only(
            "reference", "state", "outcome", "mode", "channel", "words", "readable", "place_words", "received_at", "due_at", "contests",
            "unread_replies", "has_danger_words", "area_path", "reporter_id", "version", "photos",
            "area__name", "area__code",
            "category__name", "category__names", "category__short_name", "category__code", "team__name", "team__code",
            "assignee__name", "assignee__email",
        )  # fmt: skip

    def for_detail(self) -> ReportQuerySet:
        """Give whole reports with area (all but its boundary), category, team and the report it is merged into. One query."""
        left_out = ("words", "readable", "details", "answers", "place_words", "search")
        return self.select_related("area", "category", "team", "lead").defer(
            "area__boundary", "area__about", "search", *(f"lead__{name}" for name in left_out)
        )

    def for_desk(self) -> ReportQuerySet:
        """Give whole reports as the officer's page shows them: also whose it is, who keyed it in, how many are merged into it,
        whether neighbours said something of it, and whether it was ever published.

        One query. What it is merged into, and what is published of it, is read when it is asked for: with two more tables
        PostgreSQL thinks longer about the order of joins than about all the rest of the page.
        """
        merged = self.model._base_manager.filter(lead_id=OuterRef("pk")).order_by().values(one=Value(1))
        counted = Coalesce(Subquery(merged.annotate(many=Count("pk")).values("many")), 0)
        itself = self.model._base_manager.filter(pk=OuterRef("pk"))
        rows: ReportQuerySet = (
            self.select_related("area", "category", "team", "assignee", "entered_by")
            .defer("search", *BESIDE_THE_DESK)
            .annotate(
                merged_many=counted,
                has_neighbour_words=Exists(itself.filter(neighbour_words__isnull=False)),
                has_publication=Exists(itself.filter(publication__isnull=False)),
                **{name: condition() for name, condition in _desk_flags.items()},
            )
        )
        return rows
