"""The list of cases, and opening one: blank, from chosen reports, or from a cell of the map of incidents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from feedback.models import Report
from policing import access
from policing.accounts.models import User
from policing.errors import BadInput, Denied, WrongState
from policing.ui import keyset
from problems import casebook, caselist, picking, shown, suggesting
from problems.people_forms import AddForm, OpenForm, WantedForm
from problems.picking import Chosen
from problems.services.cases import acting, linking, opening
from problems.services.cases.opening import Start
from problems.views.case_answers import put_errors, renew

MOST_MINE, MOST_WORK = 5, 20

NEWEST = keyset.Key(down=True)
WORK = "cases.work"


@access.signed_in
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the cases that the person may know of, the newest first; open ones unless asked otherwise."""
    form = WantedForm(request.GET, areas=caselist.areas_of(request.user))
    rows = caselist.cases(request.user, form.wanted()).for_list()  # type: ignore[attr-defined]
    page = keyset.page(rows, request, key=NEWEST)
    context = {
        "form": form,
        "rows": [shown.row_of(request.user, case) for case in page.rows],
        "pager": page.pager,
        "is_narrowed": form.is_narrowed,
        "may_open": access.load(request.user).holds(WORK),
    }
    return render(request, "problems/cases/list.html", context)


@access.holds(WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new case with what it is opened from, and open it."""
    areas = caselist.areas_with(request.user, WORK)
    asked = request.POST if request.method == "POST" else request.GET
    chosen = picking.chosen(request.user, asked.getlist("reports"))
    spot = picking.spot_of(asked.get("cell", ""))
    if request.method == "POST":
        form = OpenForm(request.POST, areas=areas)
        opened = _open(request, form, chosen, spot) if form.is_valid() else None
        if opened is not None:
            return opened
        renew(form)
    else:
        form = OpenForm(initial=_suggested(chosen, spot, areas), areas=areas)
    context = {
        "form": form,
        "chosen": chosen,
        "spot": spot,
        "kinds": request.POST.getlist("category") or request.GET.getlist("category"),
        "closed_here": picking.closed_here(request.user, _cells(chosen, spot)),
        "add_url": _with_reports("problems:case-add", [*chosen.ids]),
        "from_reports": bool(asked.getlist("reports")),
    }
    return render(request, "problems/cases/new.html", context, status=422 if form.errors else 200)


def _cells(chosen: Chosen, spot: picking.Spot | None) -> list[str]:
    """Give the cells in which a case would begin."""
    return [*(one.report.cell for one in chosen.free if one.report.cell), *([spot.cell] if spot else [])]


def _suggested(chosen: Chosen, spot: picking.Spot | None, areas: list[Any]) -> dict[str, Any]:
    """Give what the form begins with; people change it as they like."""
    reports = [one.report for one in chosen.free]
    area = picking.common_area(reports, areas)
    title = picking.title_of_reports(reports, area) or (spot.title if spot else "")
    code = area.code if area else picking.area_code(spot, areas)
    return {
        "title": title,
        "area": code,
        "cell": spot.cell if spot else "",
        "reason": suggesting.reason_of(reports)[: acting.MOST_REASON],
    }


def _open(request: HttpRequest, form: OpenForm, chosen: Chosen, spot: picking.Spot | None) -> HttpResponse | None:
    """Open the case and lead to it, or leave the reason on the form."""
    given = form.cleaned_data
    if chosen.free and not given["reason"]:
        form.add_error("reason", _("Write a short reason."))
        return None
    start = Start(
        title=given["title"],
        summary=given["summary"],
        area=form.picked_area,
        reports=[*chosen.ids.values()],
        asked=picking.references(request.POST.getlist("reports")),
        reason=given["reason"],
        cell=spot.cell if spot else "",
        cell_label=spot.place[:120] if spot else "",
        categories=form.kinds,
    )
    try:
        case = opening.open_case(start, actor=cast(User, request.user), token=given["token"])
    except BadInput as error:
        put_errors(form, error)
        return None
    except Denied as error:
        form.add_error("area", str(error.detail))
        return None
    messages.success(request, _("The case is open. It begins with Scanning, and you lead it."))
    return redirect("problems:case", case.reference)


def _with_reports(name: str, references: list[str], **more: str) -> str:
    query = urlencode([*(("reports", one) for one in references), *more.items()])
    return f"{reverse(name)}?{query}" if query else reverse(name)


@access.holds(WORK)
@require_GET
def suggested(request: HttpRequest) -> HttpResponse:
    """Show what looks like one problem, and why; a person opens a case from it, or does not."""
    groups = suggesting.suggested(request.user)
    shown_groups = [(group, _with_reports("problems:case-new", group.references)) for group in groups]
    context = {"groups": shown_groups, "days": suggesting.WITHIN.days, "fewest": suggesting.FEWEST}
    return render(request, "problems/cases/suggested.html", context)


@access.holds(WORK)
@require_POST
def pick(request: HttpRequest) -> HttpResponse:
    """Lead on from the inbox with the reports that were chosen there: to a new case, or to one that is open."""
    wanted = picking.references(request.POST.getlist("pick"))
    if not wanted:
        messages.warning(request, _("Choose at least one report first."))
        return redirect("feedback:inbox")
    return redirect(_with_reports("problems:case-add" if request.POST.get("case") == "add" else "problems:case-new", wanted))


@access.holds(WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Show the open cases that the chosen reports may feed, and link them to the one that is picked."""
    asked = request.POST if request.method == "POST" else request.GET
    chosen = picking.chosen(request.user, asked.getlist("reports"))
    reports = [one.report for one in chosen.free]
    cases = picking.open_cases(request.user, reports, None)
    form = AddForm(request.POST if request.method == "POST" else None, cases=cases)
    if request.method == "POST" and form.is_valid():
        done = _add(request, form, chosen)
        if done is not None:
            return done
    context = {
        "form": form,
        "chosen": chosen,
        "has_cases": bool(cases),
        "closed_here": picking.closed_here(request.user, _cells(chosen, None)),
        "new_url": _with_reports("problems:case-new", [*chosen.ids]),
    }
    return render(request, "problems/cases/add.html", context, status=422 if form.errors else 200)


def _add(request: HttpRequest, form: AddForm, chosen: Chosen) -> HttpResponse | None:
    case = casebook.case_of(form.cleaned_data["case"], request.user)
    ids = [*chosen.ids.values()]
    try:
        linking.link(case.pk, reports=ids, reason=form.cleaned_data["reason"], actor=cast(User, request.user))
    except (BadInput, WrongState) as error:
        if isinstance(error, BadInput):
            put_errors(form, error)
        else:
            form.add_error(None, str(error.detail))
        return None
    many = len(ids)
    said = ngettext("%(many)d report feeds the case now.", "%(many)d reports feed the case now.", many) % {"many": many}
    messages.success(request, said)
    return redirect("problems:case", case.reference)


def to_answer(request: HttpRequest) -> int:
    """Give how many proposals wait for this person, who approves them. One query, or none."""
    return caselist.waiting(request.user).count() if access.load(request.user).holds("cases.approve") else 0


def works_along(request: HttpRequest) -> bool:
    """Tell whether somebody of another body works along in a case: their only way to it is the menu. One query, or none."""
    grants = access.load(request.user)
    return bool(grants.grants) and not grants.holds("cases.view") and caselist.has_own(request.user)


def bulk_panel(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """Give the buttons of the inbox that lead on with the chosen reports, to who works on cases. No query."""
    return {} if access.load(request.user).holds(WORK) else None


def my_panel(request: HttpRequest, user: Any) -> Mapping[str, Any] | None:
    """Give the cases that the person works along in, for their own page; nothing where there are none. One query."""
    rows = caselist.mine(user, MOST_MINE)
    return {"rows": rows} if rows else None


def waits_panel(request: HttpRequest, user: Any) -> Mapping[str, Any] | None:
    """Give what the person has still to do in cases, for their own page; nothing where there is nothing. Two queries."""
    rows = caselist.own_work(user, MOST_WORK)
    return {"rows": rows} if rows else None


def report_panel(request: HttpRequest, report: Report) -> dict[str, Any] | None:
    """Give for the page of a report the case that it feeds, or the way to one, to who reads cases. One query, or none.

    Whether it feeds one at all is read with the report (see ``flag_on_desk``).
    """
    grants = access.load(request.user)
    if not grants.holds("cases.view"):
        return None
    held = picking.feeding(request.user, [report.pk]) if getattr(report, "feeds_case", True) else {}
    feeds, reference = held.get(report.pk, ("", ""))
    may_open = grants.holds(WORK) and report.state != "withdrawn"
    return {"report": report, "feeds": feeds, "reference": reference, "may_open": may_open}
