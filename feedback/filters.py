"""What a list of reports can be narrowed by, for the inbox, the analysis and the API alike. All of it stands in the address."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from feedback.finding import with_words
from feedback.models import Category, Report
from feedback.workflow import OPEN, REPORT
from policing import access, timekeeping
from policing.accounts.models import User
from policing.areas.models import Agency, Area
from policing.ui.forms import HouseForm, Ticks

OPEN_CHOICE, ALL_CHOICE = "open", "all"
STATES = [(OPEN_CHOICE, _("All open")), *REPORT.choices(), (ALL_CHOICE, _("All, finished ones too"))]
ME, NOBODY = "me", "nobody"
SOON = timedelta(days=7)


def day_start(day: date) -> datetime:
    """Give the moment at which a day of the Agency begins."""
    return datetime.combine(day, time.min, tzinfo=Agency.current().tz)


def areas_of(request: Any) -> QuerySet[Area]:
    """Give the areas to show as choices, light: those of the person's roles, or all of them for who works for a team or for all."""
    rows: QuerySet[Area] = Area.objects.for_list()
    grants = access.load(getattr(request, "user", None))
    paths = grants.areas("reports.view")
    if not paths or grants.teams("reports.view"):
        return rows
    inside = Q()
    for path in paths:
        inside |= Q(path__startswith=path)
    return rows.filter(inside)


class Day(forms.DateInput):
    """A day, by the device's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ReportFilter(django_filters.FilterSet):
    """Narrow reports by state, kind, area, clock, channel, who has them, when they were sent, and words.

    ``request`` says who “me” is. A reference in any shape finds its report, whatever else is chosen stays as it is.
    """

    q = django_filters.CharFilter(
        label=_("Search words or code"),
        method="by_words",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "aria-keyshortcuts": "/"}),
    )
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=STATES, method="by_state", widget=Ticks())
    clock = django_filters.ChoiceFilter(
        label=_("Answer by"),
        empty_label=_("Any time"),
        choices=[
            ("late", _("Late")), ("today", _("Today")), ("week", _("In the next 7 days")), ("none", _("Nothing is owed")),
        ],
        method="by_clock",
    )  # fmt: skip
    category = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=(), method="by_category", widget=Ticks())
    area = django_filters.ModelChoiceFilter(
        label=_("Area, and all inside it"),
        empty_label=_("All my areas"),
        queryset=lambda request: Area.objects.for_list(),
        to_field_name="code",
        method="by_area",
    )
    channel = django_filters.MultipleChoiceFilter(
        label=_("Came by"), choices=Report.Channel.choices, field_name="channel", widget=Ticks()
    )
    assigned = django_filters.CharFilter(label=_("Whose it is"), method="by_assignee")
    unread = django_filters.BooleanFilter(method="by_unread", label=_("The resident wrote"), widget=forms.CheckboxInput)
    danger = django_filters.BooleanFilter(method="by_danger", label=_("Words of danger"), widget=forms.CheckboxInput)
    contested = django_filters.BooleanFilter(method="by_contested", label=_("Said not fixed"), widget=forms.CheckboxInput)
    days = django_filters.ChoiceFilter(
        label=_("Sent in the last"),
        empty_label=_("Any time"),
        choices=[("1", _("24 hours")), ("7", _("7 days")), ("30", _("30 days")), ("90", _("90 days")), ("365", _("year"))],
        method="by_days",
    )
    since = django_filters.DateFilter(label=_("Sent from"), method="by_since", widget=Day())
    until = django_filters.DateFilter(label=_("Sent up to"), method="by_until", widget=Day())

    class Meta:
        model = Report
        fields: ClassVar[list[str]] = []
        form = HouseForm

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["category"].extra["choices"] = lambda: [(code, name) for code, (_pk, name) in self.kinds.items()]

    @cached_property
    def kinds(self) -> dict[str, tuple[int, str]]:
        """Every category by its code: its id and its short name. One query, where it is asked for."""
        rows = Category.objects.order_by("order", "name").values_list("code", "pk", "short_name")
        return {code: (pk, name) for code, pk, name in rows}

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the reports that hold the words, or the one whose reference was typed, in any shape."""
        return with_words(rows, value)

    def by_state(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Keep the states named; ``open`` stands for every state in which work is owed, ``all`` for all."""
        if ALL_CHOICE in value:
            return rows
        wanted = {code for code in value if code != OPEN_CHOICE} | (set(OPEN) if OPEN_CHOICE in value else set())
        return rows.filter(state__in=sorted(wanted)) if wanted else rows

    def by_clock(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what is late, due by the end of the day, due within a week, or owed nothing."""
        now = timekeeping.now()
        if value == "none":
            return rows.filter(due_at=None)
        if value == "late":
            return rows.filter(due_at__lt=now)
        tomorrow = day_start(now.astimezone(Agency.current().tz).date() + timedelta(days=1))
        return rows.filter(due_at__gte=now, due_at__lt=tomorrow if value == "today" else now + SOON)

    def by_category(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Keep the categories named, by their ids, so that the index of the newest of a category serves."""
        wanted = [self.kinds[code][0] for code in value]
        return rows.filter(category_id__in=wanted) if wanted else rows

    def by_area(self, rows: QuerySet[Any], name: str, value: Area) -> QuerySet[Any]:
        """Keep the area and all inside it."""
        return rows.filter(area_path__startswith=value.path)

    def by_assignee(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what is mine, nobody's, or a person's, named by their pseudonym. An odd name finds nothing."""
        if value == NOBODY:
            return rows.filter(assignee=None)
        if value == ME:
            return rows.filter(assignee=getattr(self.request.user, "pk", None)) if self.request else rows.none()
        people = User.objects.filter(pseudonym=value) if is_pseudonym(value) else User.objects.none()
        return rows.filter(assignee_id__in=people.values("pk"))

    def by_unread(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the reports to which the resident added something that nobody answered."""
        return rows.filter(unread_replies__gt=0) if value else rows

    def by_danger(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the reports in which words of danger were found."""
        return rows.filter(has_danger_words=True) if value else rows

    def by_contested(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the reports of which somebody ever said that they are not fixed."""
        return rows.filter(contests__gt=0) if value else rows

    def by_days(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what was sent within so many days."""
        return rows.filter(received_at__gte=timekeeping.now() - timedelta(days=int(value)))

    def by_since(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """Keep what was sent on the day or later."""
        return rows.filter(received_at__gte=day_start(value))

    def by_until(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        """Keep what was sent on the day or before."""
        return rows.filter(received_at__lt=day_start(value + timedelta(days=1)))


def is_pseudonym(text: str) -> bool:
    """Tell whether the text can be a person's pseudonym."""
    try:
        forms.UUIDField().clean(text)
    except forms.ValidationError:
        return False
    return True
