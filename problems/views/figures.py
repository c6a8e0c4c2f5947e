"""The panel of figures on the page of a case: what was counted, drawn, and what it bears. It reads one row and counts nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policing import access
from policing.access.sight import COUNTS, PLACES, Sight
from policing.ui import dates
from policing.ui.charts import Bar, BarChart, HeatChart, LineChart, Mark, Series
from policing.ui.numbers import whole
from problems import numbers, partbook, picking
from problems.access import CasePolicy
from problems.analysis.ladder import Verdict
from problems.models import Case, Figures

SCALED_OVER = 3
KEPT_SECONDS = 600


def panel(request: HttpRequest, case: Case) -> Mapping[str, Any] | None:
    """Give the figures of a case by what the person sees of it: months and effect, or places and times as well. One query."""
    policy = cast(CasePolicy, access.policy_for(Case))
    seen = policy.sight_of(access.load(request.user), case)
    if not seen.shows(COUNTS):
        return None
    row = getattr(case, "figures", None)
    context: dict[str, Any] = {"case": case, "figures": row, "is_waiting": row is not None and row.wanted_at is not None}
    held = numbers.kept(case)
    if held is None:
        return context
    data = numbers.shown(held.data, seen)
    context |= {"total": data["total"], "has_places": data["has_places"], "stats": _stats(data)}
    if data.get("hidden"):
        context["hidden"] = numbers.HIDDEN
    elif data.get("before") is not None:
        context |= _effect(data, numbers.verdict(data, numbers.answers_of(case)))
    context["charts"] = _charts(held, data, seen)
    return context


def _charts(held: Figures, data: Mapping[str, Any], seen: Sight) -> SafeString:
    """Give the charts of what a sight shows of the figures, drawn once for each counting, sight and language."""
    address = f"figures:{held.pk}:{held.made_at:%Y%m%d%H%M%S.%f}:{seen.code}:{dates.reader_language()}"
    drawn = cache.get(address)
    if drawn is None:
        context: dict[str, Any] = {"months": month_chart(data), "has_places": data["has_places"]}
        if seen.shows(PLACES):
            named = partbook.names_of_cells(held.case_id)
            context |= {"week": week_chart(data["week"]), "kinds": _kind_chart(data["categories"]), "cells": _cells(data, named)}
        drawn = str(render_to_string("problems/case/figures_charts.html", context))
        cache.set(address, drawn, KEPT_SECONDS)
    return SafeString(drawn)


def month_chart(data: Mapping[str, Any]) -> LineChart | None:
    """Draw incidents here, in the place to compare with, and linked reports, by month, with where before ends and after begins."""
    months = [date.fromisoformat(f"{name}-01") for name, _number in data["months"]]
    here = [number for _name, number in data["months"]]
    if not any(here) and not any(number for _name, number in data["reports"]):
        return None
    if not data["has_places"]:
        return _reports_chart(months, [number for _name, number in data["reports"]])
    series = [Series(_("Here"), _drawn(here))]
    other, factor = _comparison(data)
    if other:
        series.append(Series(_("There"), other))
    if any(number for _name, number in data["reports"]):
        series.append(Series(_("Reports"), _drawn([number for _name, number in data["reports"]])))
    says = _says_most(months, here)
    if factor != 1:
        says += " " + _("The place to compare with is drawn as if it had had as many incidents before as there were here.")
    return LineChart(
        title=_said(data["total"]),
        says=says,
        steps=tuple(_named(month) for month in months),
        series=tuple(series),
        step_name=_("Month"),
        marks=tuple(_marks(months, data.get("windows"))),
    )


def _reports_chart(months: Sequence[date], numbers: Sequence[int | None]) -> LineChart:
    """Draw linked reports by month, for a case of which no place is counted."""
    known = [number for number in numbers if number is not None]
    title = ngettext("%(count)s report by month", "%(count)s reports by month", sum(known)) % {"count": whole(sum(known))}
    if len(known) < len(numbers):
        title = _("Reports by month")
    series = (Series(_("Reports"), _drawn(numbers)),)
    steps = tuple(map(_named, months))
    return LineChart(title=title, says=_says_most(months, numbers), steps=steps, series=series, step_name=_("Month"))


def _says_most(months: Sequence[date], here: Sequence[int | None]) -> str:
    """Say in which month there were most of those that are shown, and that some are not."""
    known = [(number, at) for at, number in enumerate(here) if number is not None]
    said = []
    if known:
        number, at = max(known, key=lambda one: one[0])
        said.append(_("Most in %(month)s: %(number)s.") % {"month": _named(months[at]), "number": whole(number)})
    if len(known) < len(here):
        said.append(_("Small numbers are left out, since they could tell of single people."))
    return " ".join(said)


def _drawn(numbers: Sequence[int | None]) -> tuple[float | None, ...]:
    return tuple(None if number is None else float(number) for number in numbers)


def _said(total: int | None) -> str:
    if total is None:
        return _("Incidents by month")
    return ngettext("%(count)s incident by month", "%(count)s incidents by month", total) % {"count": whole(total)}


def _named(month: date) -> str:
    return f"{dates.month(month)} {month.year}"


def _comparison(data: Mapping[str, Any]) -> tuple[tuple[float | None, ...], float]:
    """Give the months of the place to compare with, brought to scale where it is far larger or smaller, and by how much."""
    found = _drawn([number for _name, number in data.get("comparison_months") or ()])
    here, there = data.get("before"), (data.get("comparison") or [0])[0]
    if not found or not here or not there or 1 / SCALED_OVER <= there / here <= SCALED_OVER:
        return found, 1
    return tuple(None if number is None else round(number * here / there, 1) for number in found), here / there


def _marks(months: Sequence[date], windows: Sequence[Sequence[str] | None] | None) -> list[Mark]:
    if not windows:
        return []
    before, after = windows
    found = []
    if before:
        found.append(_mark(months, date.fromisoformat(before[1]), _("before ends"), end=True))
    if after:
        found.append(_mark(months, date.fromisoformat(after[0]), _("after begins"), end=False))
    return [mark for mark in found if mark is not None]


def _mark(months: Sequence[date], day: date, label: str, *, end: bool) -> Mark | None:
    """Give the mark of a day between the points of the months, or None where the chart does not reach it."""
    at = (day.year - months[0].year) * 12 + day.month - months[0].month + min(1.0, (day.day - (0 if end else 1)) / 30) - 0.5
    return Mark(min(max(at, 0), len(months) - 1), label) if -1 <= at <= len(months) else None


def week_chart(counts: Sequence[Sequence[int | None]]) -> HeatChart | None:
    """Draw seven days of twenty-four hours."""
    most, day, hour = max((number or 0, day, hour) for day, row in enumerate(counts) for hour, number in enumerate(row))
    if not most:
        return None
    names = dates.reader_locale().days["stand-alone"]["wide"]
    says = _("Most on %(day)s at %(hour)s: %(number)s.") % {
        "day": names[day],
        "hour": f"{hour:02}:00",
        "number": whole(most),
    }
    caption = _("Incidents by weekday and hour")
    return HeatChart(_("By hour of the week"), says, caption, tuple(tuple(row) for row in counts))


def _kind_chart(kinds: Sequence[Sequence[Any]]) -> BarChart | None:
    if not kinds:
        return None
    bars = tuple(Bar(name, number) for name, number in kinds)
    return BarChart(_("By kind"), _("Most often: %(kind)s.") % {"kind": kinds[0][0]}, _("Kind"), _("Incidents"), bars)


def _cells(data: Mapping[str, Any], named: Mapping[str, str]) -> dict[str, Any]:
    """Give the cells with the most incidents, each by the name that the case has for it, or of the place that is nearest."""
    rows = [(cell, number, named.get(cell) or picking.place_of([cell])) for cell, number in data["cells"]]
    return {"rows": rows, "half_in": data["half_in"], "in_all": data["cells_in_all"]}


def _stats(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the counts of both windows: here, in the place to compare with, and round about."""
    if data.get("before") is None:
        return []
    before, after = (_length(one) for one in data["windows"])
    found = [{"label": _("Here before, in %(days)s") % {"days": before}, "number": whole(data["before"])}]
    if data.get("after") is None:
        return found
    found.append({"label": _("Here afterwards, in %(days)s") % {"days": after}, "number": whole(data["after"])})
    for name, label in (("comparison", _("Where it is compared with")), ("around", _("Round about"))):
        if data.get(name):
            first, last = data[name]
            if first is None or last is None:
                continue
            found.append({"label": label, "number": whole(first), "to": _("to %(number)s") % {"number": whole(last)}})
    return found


def _length(window: Sequence[str] | None) -> str:
    if window is None:
        return ""
    first, last = (date.fromisoformat(day) for day in window)
    return dates.span(last - first + date.resolution)


def _effect(data: Mapping[str, Any], verdict: Verdict) -> dict[str, Any]:
    """Give the verdict and what it stands on, in sentences."""
    notes = []
    found = numbers.estimate(data, "effect")
    if found is not None and found.ratio is not None:
        told = {"ratio": f"{found.ratio:.2f}", "low": f"{found.low:.2f}", "high": f"{found.high:.2f}"}
        notes.append(_("Ratio of change here to change there: %(ratio)s (likely range %(low)s to %(high)s).") % told)
    if data.get("phi") is not None:
        notes.append(_spread(data))
    if data.get("after") is not None and not data.get("is_over"):
        notes.append(_("The time after is not over, or the records end before it does. Days without records are left out."))
    if data.get("coarse"):
        notes.append(
            ngettext(
                "%(count)s incident is known by its month only. Let both times begin and end with a month.",
                "%(count)s incidents are known by their month only. Let both times begin and end with a month.",
                data["coarse"],
            )
            % {"count": whole(data["coarse"])}
        )
    notes.append(_("Places chosen because it was bad there lately often get better by themselves. A longer time before helps."))
    return {"verdict": verdict, "notes": notes}


def _spread(data: Mapping[str, Any]) -> str:
    months = data["phi_months"]
    if not data.get("spread_known") and data.get("after") is not None:
        return _(
            "The time before has fewer than five whole months, too few to say how much the numbers go up and down by themselves."
        )
    told = {"phi": f"{data['phi']:.1f}", "months": months}
    return (
        _("The numbers vary %(phi)s times as much as chance alone would (phi, from %(months)s months). The range allows for it.")
        % told
    )
