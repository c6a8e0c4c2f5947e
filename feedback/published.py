"""How a published report reads: where it stands in words that hold for everybody, how many people told of it, and what narrows a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback import resulted
from feedback.alike import people_of
from feedback.models import Category, Publication, Report
from feedback.workflow import OPEN
from policing import timekeeping
from policing.areas.models import Agency, Area
from policing.areas.querysets import fold
from policing.ui.forms import HouseForm
from policing.ui.keyset import Key
from policing.ui.registry import Words
from policing.workflow import State

STATES = {
    "new": State("new", _("New"), _("Waiting to be read"), "new"),
    "read": State("read", _("Read"), _("Being looked at"), "go"),
    "asked": State("asked", _("Asked for more"), _("Being looked at"), "go"),
    "answered": State("answered", _("Answered"), _("The team answered"), "go"),
    "closed": State("closed", _("Closed"), _("Finished"), "done", is_open=False),
    "contested": State("contested", _("Contested"), _("Somebody says it is not fixed"), "stop"),
    "reopened": State("reopened", _("Taken up again"), _("Being looked at again"), "go"),
}
NEWEST = Key("happened_on", down=True)
PERIODS = (("30", _("the last month")), ("90", _("the last three months")), ("365", _("the last year")))


@dataclass(frozen=True)
class Shown:
    """One published report as everybody reads it."""

    row: Publication
    state: State
    outcome: Words
    people: Words

    @property
    def tone(self) -> str:
        """The colour that goes with what became of it: only what is fixed is good news."""
        return resulted.tone_of(self.line.outcome)

    @property
    def finished_at(self) -> datetime | None:
        """When it was finished, if it is."""
        return self.line.closed_at

    @property
    def line(self) -> Report:
        """The report whose status line it shares: its own, or the one that it was merged into."""
        return line_of(self.row)


def line_of(row: Publication) -> Report:
    """Give the report whose status line a published report shares. Both are loaded by ``for_list``."""
    found: Report = row.report.lead or row.report
    return found


def shown(row: Publication) -> Shown:
    """Give a published report in public words. The row comes from ``for_list``; no query."""
    line = line_of(row)
    outcome = line.get_outcome_display() if line.outcome else ""
    return Shown(row, STATES[line.state], outcome, people_of(row))


class PublicFilter(django_filters.FilterSet):
    """Narrow the published reports by words, kind, area, where they stand, what became of them, and time."""

    q = django_filters.CharFilter(method="by_words", label=_("Words"))
    area = django_filters.ModelChoiceFilter(
        queryset=Area.objects.in_use().only("id", "code", "name", "key", "path").order_by("key"), to_field_name="code",
        method="by_area", label=_("Area"), empty_label=_("Every area"),
    )  # fmt: skip
    category = django_filters.ModelChoiceFilter(
        queryset=Category.objects.filter(is_sensitive=False).order_by("order", "name"), to_field_name="code",
        label=_("Kind"), empty_label=_("Every kind"),
    )  # fmt: skip
    stands = django_filters.ChoiceFilter(
        choices=[("open", _("Still open")), ("closed", _("Finished")), ("contested", _("Said not to be fixed"))],
        method="by_state", label=_("Where it stands"), empty_label=_("Everything"),
    )  # fmt: skip
    outcome = django_filters.ChoiceFilter(
        choices=Report.Outcome.choices, method="by_outcome", label=_("What became of it"), empty_label=_("Everything")
    )
    period = django_filters.ChoiceFilter(
        choices=PERIODS,
        method="by_period",
        label=pgettext_lazy("label of a choice of days", "Since"),
        empty_label=_("All the time"),
    )

    class Meta:
        model = Publication
        fields: ClassVar[list[str]] = ["q", "area", "category", "stands", "outcome", "period"]
        form = HouseForm

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those whose summary holds every word."""
        return rows.filter(search=fold(value)) if fold(value) else rows

    def by_area(self, rows: QuerySet[Any], name: str, value: Area) -> QuerySet[Any]:
        """Keep those of the area and all inside it."""
        return rows.filter(area_path__startswith=value.path)

    def by_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those whose status line stands there."""
        states = OPEN if value == "open" else (value,)
        return rows.filter(Q(report__state__in=states) | Q(report__lead__state__in=states))

    def by_outcome(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those of which that became."""
        return rows.filter(Q(report__outcome=value) | Q(report__lead__outcome=value))

    def by_period(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those of the last days."""
        return rows.filter(happened_on__gte=today() - timedelta(days=int(value)))


def today() -> date:
    """Give the day where the Agency is."""
    return timekeeping.now().astimezone(Agency.current().tz).date()
