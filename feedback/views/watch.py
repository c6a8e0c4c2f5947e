"""The supervisor's view of the teams, and the analyst's view of everything but who."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from feedback import analysing, inboxing, ratings, watching
from feedback.filters import ReportFilter
from feedback.models import Report
from feedback.services import exporting
from feedback.workflow import REPORT
from policing import access, timekeeping
from policing.ui import dates, keyset
from policing.ui.charts import Bar, BarChart, HeatChart, LineChart, Series
from policing.ui.components.parts import Cell, Column, Table
from policing.ui.forms import HouseForm

NEWEST = keyset.Key(down=True)


class PeriodForm(HouseForm):
    """Of which team, and how far back."""

    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    days = forms.ChoiceField(label=gettext_lazy("How far back"), choices=list(watching.PERIODS.items()), required=False)

    def __init__(self, *args: Any, teams: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", _("All teams")), *teams]  # type: ignore[attr-defined]


@access.holds("teams.watch")
@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """Show the clocks of each team, what waits longest, what came of reports, how residents felt treated, and who has what."""
    scope = watching.watched(request.user)
    now = watching.teams_now(scope)
    form = PeriodForm(request.GET or {"days": "90"}, teams=[(row.code, row.name) for row in now])
    chosen = form.cleaned_data if form.is_valid() else {}
    team, days = chosen.get("team") or "", int(chosen.get("days") or 90)
    rows = scope.filter(team__code=team) if team else scope
    since = timekeeping.now() - timedelta(days=days)
    by_team, months = watching.became(rows, request.user, since, team)
    context = {
        "form": form,
        "teams": [row for row in now if team in {"", row.code}],
        "longest": [inboxing.row_of(row) for row in watching.waits_longest(rows)],
        "outcomes": _outcomes(by_team),
        "months": _months(months),
        "loads": _loads(watching.loads(rows)),
        "said": _said(watching.said(rows)),
        "fewest": ratings.least_people(),
        "last_days": days,
    }
    return render(request, "feedback/watch.html", context)


def _outcomes(found: list[watching.Became]) -> Table | None:
    if not found:
        return None
    columns = [Column(_("Team")), Column(_("Closed"), number=True)]
    columns += [Column(label, number=True) for label in Report.Outcome.labels]
    columns.append(Column(_("Said not fixed"), number=True))
    rows = [
        (Cell(one.name), Cell(one.closed), *(Cell(one.outcomes[code]) for code in Report.Outcome.values), Cell(one.contested))
        for one in found
    ]
    return Table(_("What came of reports, by team"), tuple(columns), tuple(rows))


def _said(found: list[watching.Said]) -> Table | None:
    """Give a line for each statement and a column for each team, with how many people said so."""
    if not found:
        return None
    few = _("Too few to show")
    columns = [Column(_("What we ask"))] + [Column(one.name, number=True) for one in found]
    rows = [
        (Cell(words), *(_scored(one.scores.scores[place], few) for one in found))
        for place, words in enumerate(score.words for score in found[0].scores.scores)
    ]
    rows.append((Cell(_("People who rated")), *(Cell(one.scores.ratings or few) for one in found)))
    rows.append((Cell(_("Left out, since staff had the receipt in their hands")), *(Cell(one.scores.printed) for one in found)))
    return Table(_("How residents say they were treated, by team"), tuple(columns), tuple(rows))


def _scored(score: ratings.Score, few: str) -> Cell:
    return Cell(few) if score.score is None else Cell(score.score, soft=_("%(many)d people") % {"many": score.people or 0})


def _month(first: date) -> str:
    return f"{dates.month(first)} {first.year}"


def _months(found: list[watching.Month]) -> LineChart | None:
    if len(found) < 2:
        return None
    closed, fixed = sum(one.closed for one in found), sum(one.fixed for one in found)
    return LineChart(
        title=_("%(fixed)d of %(closed)d closed reports were fixed, or partly") % {"fixed": fixed, "closed": closed},
        says=_("Residents said “not fixed” %(many)d times.") % {"many": sum(one.contested for one in found)},
        steps=tuple(_month(one.first) for one in found),
        series=(
            Series(_("Closed"), tuple(one.closed for one in found)),
            Series(_("Fixed"), tuple(one.fixed for one in found)),
            Series(_("Said not to be fixed"), tuple(one.contested for one in found)),
        ),
        step_name=_("Month"),
    )


def _loads(found: list[watching.Load]) -> BarChart | None:
    if not found:
        return None
    nobody = sum(one.open for one in found if not one.name)
    return BarChart(
        title=_("Who has how many open reports"),
        says=_("%(many)d are nobody’s yet.") % {"many": nobody},
        label_name=_("Person"),
        value_name=_("Open reports"),
        bars=tuple(
            Bar(one.name or _("Nobody yet"), one.open, unit=_("(%(late)d late)") % {"late": one.late} if one.late else "")
            for one in found
        ),
    )


def _narrowed(request: HttpRequest) -> ReportFilter:
    """Narrow what the person may analyse as the address says; a year back unless asked otherwise."""
    asked = request.GET.copy()
    if not {"days", "since", "until"} & set(asked):
        asked["days"] = "365"
    return ReportFilter(asked, queryset=analysing.analysed(request.user), request=request)


@access.holds("reports.analyse")
@require_GET
def analysis(request: HttpRequest) -> HttpResponse:
    """Show the numbers of what the address chooses, and the reports behind them; never who sent one."""
    narrowed = _narrowed(request)
    rows: Any = narrowed.qs
    counted = analysing.numbers(rows)
    page = keyset.page(rows.for_list(), request, key=NEWEST)
    narrowed.form.fields["assigned"].widget = forms.HiddenInput()
    context = {
        "form": narrowed.form,
        "flags": [narrowed.form[name] for name in ("danger", "contested")],
        "numbers": counted,
        "month_chart": _by_month(counted),
        "heat": _heat(counted),
        "kinds": _bars(_("Reports by kind"), _("Kind"), counted.categories),
        "areas": _bars(_("Reports by area"), _("Area"), counted.areas),
        "rows": [(inboxing.row_of(row), REPORT.state(row.state)) for row in page.rows],
        "pager": page.pager,
        "query": request.GET.urlencode(),
        "most": exporting.MOST_ROWS,
    }
    return render(request, "feedback/analysis.html", context)


def _by_month(counted: analysing.Numbers) -> LineChart | None:
    if len(counted.months) < 2:
        return None
    first, most = max(counted.months, key=lambda one: one[1])
    return LineChart(
        title=_("Most reports came in %(month)s: %(many)d") % {"month": _month(first), "many": most},
        says=_("%(many)d reports in %(months)d months.") % {"many": counted.many, "months": len(counted.months)},
        steps=tuple(_month(month) for month, _many in counted.months),
        series=(Series(_("Reports"), tuple(many for _month_, many in counted.months)),),
        step_name=_("Month"),
    )


def _heat(counted: analysing.Numbers) -> HeatChart | None:
    if not counted.many:
        return None
    return HeatChart(
        title=_("When reports were sent"),
        says=_("The hour in which a report was sent, not the hour in which it happened."),
        caption=_("Reports by day and hour"),
        counts=counted.heat,
    )


def _bars(title: str, label: str, found: list[tuple[str, str, int]]) -> BarChart | None:
    if not found:
        return None
    says = _("The %(many)d with the most.") % {"many": analysing.MOST_BARS} if len(found) == analysing.MOST_BARS else ""
    bars = tuple(Bar(name or _("Not known"), many) for _code, name, many in found)
    return BarChart(title=title, says=says, label_name=label, value_name=_("Reports"), bars=bars)


@access.holds("reports.analyse")
@require_POST
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out what the address chooses as a table, a line after the other; that it was taken is on record."""
    return _as_table(exporting.export(_narrowed(request).qs, actor=request.user))  # type: ignore[arg-type]


def _as_table(rows: Any) -> StreamingHttpResponse:
    response = StreamingHttpResponse(analysing.lines(rows), content_type=analysing.CONTENT_TYPE)
    response["Content-Disposition"] = analysing.disposition()
    return response
