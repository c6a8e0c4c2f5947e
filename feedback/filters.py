"""What a list of reports can be narrowed by, for the inbox and the API alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from feedback.models import Category, Report
from feedback.workflow import OPEN, REPORT
from policing.ui.forms import HouseForm, Ticks

OPEN_CHOICE = "open"


class ReportFilter(django_filters.FilterSet):
    """Narrow reports by state, category, area and whether the resident wrote since."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=[(OPEN_CHOICE, _("All open")), *REPORT.choices()], method="by_state", widget=Ticks()
    )
    category = django_filters.ModelMultipleChoiceFilter(
        label=_("Kind"), queryset=Category.objects.all(), to_field_name="code", method="by_category", widget=Ticks()
    )
    area = django_filters.CharFilter(field_name="area__code", label=_("Area"))
    unread = django_filters.BooleanFilter(method="by_unread", label=_("The resident wrote"))

    class Meta:
        model = Report
        fields: ClassVar[list[str]] = ["state", "category", "area", "unread"]
        form = HouseForm

    def by_state(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Keep the states named; ``open`` stands for every state in which work is owed."""
        wanted = {code for code in value if code != OPEN_CHOICE} | (set(OPEN) if OPEN_CHOICE in value else set())
        return rows.filter(state__in=sorted(wanted)) if wanted else rows

    def by_category(self, rows: QuerySet[Any], name: str, value: Iterable[Category]) -> QuerySet[Any]:
        """Keep the categories named, by their ids, so that the index of the newest of a category serves."""
        wanted = [category.pk for category in value]
        return rows.filter(category_id__in=wanted) if wanted else rows

    def by_unread(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the reports to which the resident added something that nobody answered."""
        return rows.filter(unread_replies__gt=0) if value else rows
