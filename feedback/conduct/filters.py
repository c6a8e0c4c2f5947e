"""What the reviewers' list can be narrowed by, for the desk and the API alike."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from feedback.conduct.workflow import CONDUCT, OPEN
from feedback.models import Conduct
from policing import timekeeping
from policing.ui.forms import HouseForm, Ticks

OPEN_CHOICE = "open"
WHO = [("mine", _("Mine")), ("nobody", _("Nobody’s yet"))]
CLOCK = [("late", _("Late"))]


class ConductFilter(django_filters.FilterSet):
    """Narrow by state, kind, whose it is, whether it is late, and whether the writer wrote since."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=[(OPEN_CHOICE, _("All open")), *CONDUCT.choices()], method="by_state", widget=Ticks()
    )
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=Conduct.Kind.choices, widget=Ticks())
    reviewer = django_filters.MultipleChoiceFilter(label=_("Reviewer"), choices=WHO, method="by_reviewer", widget=Ticks())
    clock = django_filters.MultipleChoiceFilter(label=_("Clock"), choices=CLOCK, method="by_clock", widget=Ticks())
    unread = django_filters.BooleanFilter(method="by_unread", label=_("The writer wrote"))

    class Meta:
        model = Conduct
        fields: ClassVar[list[str]] = ["state", "kind", "reviewer", "clock", "unread"]
        form = HouseForm

    def by_state(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Keep the states named; ``open`` stands for every state in which work is owed."""
        wanted = {code for code in value if code != OPEN_CHOICE} | (set(OPEN) if OPEN_CHOICE in value else set())
        return rows.filter(state__in=sorted(wanted)) if wanted else rows

    def by_reviewer(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Keep those that the person has, or those that nobody has."""
        if len(value) != 1:
            return rows
        return rows.filter(assignee=self.request.user) if value == ["mine"] else rows.filter(assignee=None)

    def by_clock(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Keep those whose promise is late."""
        return rows.filter(due_at__lt=timekeeping.now()) if value else rows

    def by_unread(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep those to which the writer added something that nobody answered."""
        return rows.filter(unread_replies__gt=0) if value else rows
