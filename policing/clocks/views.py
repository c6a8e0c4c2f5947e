"""The list of running clocks for staff, and the page of one clock with what can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from policing import access, timekeeping
from policing.accounts.models import Team
from policing.clocks import services
from policing.clocks.forms import ExtendForm, ReasonForm, ResumeForm
from policing.clocks.models import Clock
from policing.clocks.workflow import CLOCK
from policing.errors import BadInput, WrongState
from policing.ui import keyset
from policing.ui.components.parts import Moment, Tab
from policing.ui.forms import HouseForm

SOONEST = keyset.Key("due_at")
VIEWS = {"running": _("Running"), "late": _("Late"), "paused": _("Paused")}


@dataclass(frozen=True)
class Act:
    """What a person can do to a clock: the command, its form, and the words when it is done."""

    command: Callable[..., Clock]
    form: type[HouseForm]
    done: Any


ACTS = {
    "pause": Act(services.pause, ReasonForm, _("The clock stands still.")),
    "resume": Act(services.resume, ResumeForm, _("The clock runs again.")),
    "extend": Act(services.extend, ExtendForm, _("There is more time now.")),
}


@access.holds("reports.view")
@require_GET
def clock_list(request: HttpRequest) -> HttpResponse:
    """List the clocks of the person's areas and teams, the soonest first: running ones, late ones or paused ones."""
    asked = request.GET.get("show", "running")
    show = asked if asked in VIEWS else "running"
    team = request.GET.get("team", "").replace("\0", "")
    rows = _narrowed(access.visible(Clock, request.user), show, team)
    page = keyset.page(rows.select_related("rule", "team"), request, key=SOONEST)
    now = timekeeping.now()
    context = {
        "rows": [(clock, CLOCK.state(clock.state), clock.is_overdue(now), services.page_of(clock)) for clock in page.rows],
        "pager": page.pager,
        "tabs": _tabs(show, team),
        "show": show,
        "team": team,
        "teams": access.visible(Team, request.user).filter(is_active=True).only("code", "name"),
    }
    template = "clocks/clock_list.html#rows" if request.htmx and not request.htmx.boosted else "clocks/clock_list.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _narrowed(rows: QuerySet[Clock], show: str, team: str) -> QuerySet[Clock]:
    rows = rows.filter(state="paused" if show == "paused" else "running")
    if show == "late":
        rows = rows.filter(due_at__lt=timekeeping.now())
    return rows.filter(team__code=team) if team else rows


def _tabs(show: str, team: str) -> list[Tab]:
    more = f"&team={team}" if team else ""
    return [
        Tab(label, f"{reverse('clocks:clock-list')}?show={code}{more}", current=code == show) for code, label in VIEWS.items()
    ]


def _visible(request: HttpRequest, clock_id: int) -> Clock:
    found: Clock = access.get_visible_or_404(Clock.objects.select_related("rule", "team"), request.user, pk=clock_id)
    return found


@access.holds("reports.view")
@require_GET
def clock_detail(request: HttpRequest, clock_id: int) -> HttpResponse:
    """Show one clock: what is owed by when, how it was moved and why, and what can be done now."""
    return _page(request, _visible(request, clock_id))


def _page(request: HttpRequest, clock: Clock, *, status: int = 200, **bound: HouseForm) -> HttpResponse:
    now = timekeeping.now()
    context = {
        "clock": clock,
        "state": CLOCK.state(clock.state),
        "late": clock.is_overdue(now),
        "subject_url": services.page_of(clock),
        "moments": _moments(clock),
        "acts": [_act(request, clock, row, bound) for row in CLOCK.possible(clock) if not row.inner],
        "form": next((form for form in bound.values() if form.errors), None),
    }
    return render(request, "clocks/clock_detail.html", context, status=status)


def _act(request: HttpRequest, clock: Clock, row: Any, bound: dict[str, HouseForm]) -> dict[str, Any]:
    form = bound.get(row.action) or ACTS[row.action].form(prefix=row.action)
    url = reverse(f"clocks:clock-{row.action}", args=[clock.pk])
    return {"row": row, "may": access.can(request.user, row.action, clock), "form": form, "url": url}


def _moments(clock: Clock) -> list[Moment]:
    found = [Moment(_("Started"), clock.started_at, form="brief")]
    found += [Moment(_("More time given"), row.at, row.reason, form="brief") for row in clock.extensions.order_by("id")[:50]]
    found += [Moment(_("Paused"), row.paused_at, row.reason, form="brief") for row in clock.pauses.order_by("id")[:50]]
    return sorted(found, key=lambda moment: moment.at or clock.started_at)


@access.holds("reports.view")
@require_POST
def act(request: HttpRequest, clock_id: int, action: str) -> HttpResponse:
    """Pause, resume or extend a clock. What was typed stays when it cannot be done."""
    clock = _visible(request, clock_id)
    form = ACTS[action].form(request.POST, prefix=action)
    if not form.is_valid():
        return _page(request, clock, status=422, **{action: form})
    try:
        ACTS[action].command(clock.pk, actor=request.user, **form.cleaned_data)
    except BadInput as error:
        for name, lines in error.fields.items():
            form.add_error(name if name in form.fields else None, lines)
        return _page(request, clock, status=422, **{action: form})
    except WrongState as error:
        messages.error(request, str(error.detail))
        return _page(request, _visible(request, clock_id), status=409, **{action: form})
    messages.success(request, ACTS[action].done)
    return redirect("clocks:clock-detail", clock_id=clock.pk)
