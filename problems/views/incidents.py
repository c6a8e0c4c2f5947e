"""Incidents to look at: by month, by hour of the week, by kind, by cell of the map, as a list, and as a file."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from policing import access
from policing.accounts.models import User
from policing.areas import cells, drawing
from policing.ui import dates, keyset
from policing.ui.charts import Bar, BarChart, HeatChart, LineChart, Series
from policing.ui.components.marks import when
from policing.ui.components.parts import Cell, Column, Table
from policing.ui.maps import AreaMap, MapCell
from policing.ui.numbers import whole
from problems import counting, exports
from problems.counting import Shelf, Wanted
from problems.forms import wanted_form
from problems.picking import place_of
from problems.services import downloads

NEWEST = keyset.Key("day", down=True)
TONES = 5
LISTED_CELLS = 12


@access.holds("incidents.view")
@require_GET
def browse(request: HttpRequest) -> HttpResponse:
    """Show what incidents add up to, and a page of them."""
    shelf = Shelf(request.user)
    form = wanted_form(request.user, request.GET, shelf)
    wanted = form.wanted()
    rows = counting.incidents(request.user, wanted).select_related("source", "area").defer("area__boundary", "area__about")
    page = keyset.page(rows, request, key=NEWEST)
    query = request.GET.copy()
    for name in ("before", "after", "cell"):
        query.pop(name, None)
    context = {
        "form": form,
        "wanted": wanted,
        "near": place_of([wanted.cell]) if wanted.cell else "",
        "counted": _counted(request, shelf, wanted, query.urlencode()),
        "listed": _listed(page.rows),
        "pager": page.pager,
        "query": query.urlencode(),
        "is_narrowed": any(name not in ("cell", "before", "after") for name, _value in form.given),
        **_opening(request, wanted),
    }
    return render(request, "problems/incidents.html", context)


def _listed(rows: Iterable[Any]) -> Table:
    columns = (_("Kind"), _("Day"), _("Hour"), _("Area"), _("Source"))
    lines = []
    for row in rows:
        hour = "–" if row.hour is None else f"{row.hour}:00"
        place = row.area.name if row.area else row.stated_area or "–"
        lines.append((Cell(row.category), Cell(when(row.day, "short")), Cell(hour), Cell(place), Cell(row.source.name)))
    return Table(_("Incidents, the newest first"), tuple(map(Column, columns)), tuple(lines))


def _opening(request: HttpRequest, wanted: Wanted) -> dict[str, Any]:
    """Give whether a case may be opened from a cell, and the kinds that go along into its form."""
    kinds = "".join(f"{urlencode({'category': one})}&" for one in wanted.categories)
    return {"may_open": access.load(request.user).holds("cases.work"), "kinds_asked": kinds}


def _counted(request: HttpRequest, shelf: Shelf, wanted: Wanted, query: str) -> SafeString:
    """Give the charts of what is looked at, or nothing without an incident; drawn once for everybody of the same scope."""
    opening = _opening(request, wanted)

    def draw() -> str:
        months = counting.by_month(request.user, wanted)
        if not months:
            return ""
        context = {
            "months": _month_chart(months, sum(number for _month, number in months)),
            "week": _week_chart(counting.by_week_hour(request.user, wanted)),
            "kinds": _kind_chart(counting.by_category(request.user, wanted)),
            "cells": _cells(request, wanted, query),
            "query": query,
            **opening,
        }
        return str(render_to_string("problems/incident_counts.html", context))

    return SafeString(shelf.keep(repr(("charts", wanted, query, dates.reader_language(), opening["may_open"])), draw))


def _said(total: int) -> str:
    return ngettext("%(count)s incident", "%(count)s incidents", total) % {"count": whole(total)}


def _named(month: date) -> str:
    return f"{dates.month(month)} {month.year}"


def _month_chart(months: list[tuple[Any, int]], total: int) -> LineChart | None:
    if not months:
        return None
    most = max(months, key=lambda one: one[1])
    says = _("Most in %(month)s: %(number)s.") % {"month": _named(most[0]), "number": whole(most[1])}
    return LineChart(
        title=_("%(incidents)s by month") % {"incidents": _said(total)},
        says=says,
        steps=tuple(_named(month) for month, _number in months),
        series=(Series(_("Incidents"), tuple(float(number) for _month, number in months)),),
        step_name=_("Month"),
    )


def _week_chart(counts: tuple[tuple[int, ...], ...]) -> HeatChart | None:
    flat = [(number, day, hour) for day, row in enumerate(counts) for hour, number in enumerate(row)]
    most = max(flat)
    if not most[0]:
        return None
    names = dates.reader_locale().days["stand-alone"]["wide"]
    says = _("Most on %(day)s at %(hour)s: %(number)s.") % {
        "day": names[most[1]], "hour": f"{most[2]:02}:00", "number": whole(most[0]),
    }  # fmt: skip
    return HeatChart(_("By hour of the week"), says, _("Incidents by weekday and hour"), counts)


def _kind_chart(kinds: list[tuple[str, int]]) -> BarChart | None:
    if not kinds:
        return None
    says = _("Most often: %(kind)s.") % {"kind": kinds[0][0]}
    bars = tuple(Bar(name, number) for name, number in kinds)
    return BarChart(_("By kind"), says, _("Kind"), _("Incidents"), bars)


def _cells(request: HttpRequest, wanted: Wanted, query: str) -> dict[str, Any]:
    """Give the cells with the most incidents: their map, and the list that stands beside it, each by the place that is near."""
    found = counting.by_cell(request.user, wanted)
    if not found:
        return {}
    rows = [(at, cell, place_of([cell]), number) for at, (cell, number) in enumerate(found, start=1)]
    drawn = drawing.smallest(wanted.area_path or _ground(request))
    says = _("The darker a cell, the more happened there. A cell is about 350 metres wide. The list below has the same numbers.")
    most = found[0][1]
    shaded = tuple(
        MapCell(
            cells.cell_ring(cell), max(1, math.ceil(TONES * math.sqrt(number / most))), number,
            _cell_said(at, place, number), f"?{query}&cell={cell}",
        )
        for at, cell, place, number in reversed(rows)
    )  # fmt: skip
    label = _("The cells with the most incidents")
    shown = AreaMap(drawn, label, says, cells=shaded, show_list=False) if drawn else None
    return {"map": shown, "first": rows[:LISTED_CELLS], "rest": rows[LISTED_CELLS:]}


def _cell_said(at: int, place: str, number: int) -> str:
    """Name a cell of the map for those who do not see it, by its place in the list."""
    words = ngettext(
        "%(rank)d in the list: %(place)s, %(count)s incident", "%(rank)d in the list: %(place)s, %(count)s incidents", number
    )
    return words % {"rank": at, "place": place or _("one cell"), "count": whole(number)}


def _ground(request: HttpRequest) -> str:
    """Give the smallest path in which everything lies that a person may look at; for most officers it is one area."""
    paths = access.load(request.user).grounds("incidents.view")
    return paths[0] if len(paths) == 1 else ""


@access.holds("incidents.view")
@require_POST
def download(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Give what is looked at as a file for a table program; that it was taken is written down."""
    wanted = wanted_form(request.user, request.POST).wanted()
    rows = downloads.incidents(wanted, actor=cast(User, request.user))
    response = StreamingHttpResponse(exports.lines(exports.INCIDENT_COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="incidents.csv"'
    response["Cache-Control"] = "no-store"
    return response
