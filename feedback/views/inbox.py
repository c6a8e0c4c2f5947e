"""The inbox: the reports of a person's areas and teams by clock, narrowed as the address says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from feedback import filters, inboxing
from feedback.alike import alike
from feedback.filters import ReportFilter
from feedback.models import Report
from feedback.services import bulk
from feedback.services import filters as saved
from policing import access
from policing.privacy.references import normalise_reference
from policing.ui import dates, keyset
from policing.ui.forms import new_token

SOONEST = keyset.Key("due_at")
PAGE_ROWS, MOST_ALIKE = 50, 6
KEYS_COOKIE, KEYS_OFF, YEAR = "inbox_keys", "off", 365 * 24 * 3600
FLAGS = ("unread", "danger", "contested")
KEYS = (
    ("j", gettext_lazy("next report")), ("k", gettext_lazy("the one before")), ("x", gettext_lazy("choose it, or not")),
    ("o", gettext_lazy("open it")), ("r", gettext_lazy("open it to reply")), ("m", gettext_lazy("merge the chosen ones")),
    ("a", gettext_lazy("mark the chosen ones as read")), ("/", gettext_lazy("search")), ("?", gettext_lazy("this list")),
)  # fmt: skip


@access.holds("reports.view")
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """List the reports of the person's areas and teams, the soonest promise first; open ones unless asked otherwise."""
    return shown(request)


def shown(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    """Draw the inbox as the address narrows it; ``more`` goes to the page."""
    scope = access.visible(Report, request.user)
    asked = request.GET.copy()
    if "state" not in asked and not normalise_reference(asked.get("q", "")):
        asked.setlist("state", ["open"])
    narrowed = ReportFilter(asked, queryset=scope.for_list(), request=request)  # type: ignore[attr-defined]
    page = keyset.page(narrowed.qs, request, key=SOONEST, size=PAGE_ROWS)
    context = {
        "rows": inboxing.Lines(more.get("picked", ())).of(page.rows),
        "pager": page.pager,
        "query": _query(request),
        "is_narrowed": any(value for name, value in request.GET.items() if name not in {"before", "after", "look"}),
        "may_handle": access.load(request.user).holds("reports.handle"),
        "token": new_token(),
        "people": bulk.people_for(request.user),  # type: ignore[arg-type]
        **more,
    }
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        return render(request, "feedback/inbox.html#rows", context, status=status)
    context["look"] = _look(request, scope)
    request.waiting = counted = inboxing.waiting(scope)  # type: ignore[attr-defined]
    form = narrowed.form
    _dress(form, counted, request)
    context |= {
        "form": form,
        "shown_flags": [form[name] for name in FLAGS],
        "line": _line(counted, inboxing.half_read_within(request.user)),
        "saved": list(saved.of(request.user)),  # type: ignore[arg-type]
        "undoable": bulk.last_of(request.user) if context["may_handle"] else None,  # type: ignore[arg-type]
        "keys": KEYS,
        "has_keys": request.COOKIES.get(KEYS_COOKIE) != KEYS_OFF,
    }
    return render(request, "feedback/inbox.html", context, status=status)


def _query(request: HttpRequest) -> str:
    """Give how the inbox is narrowed, as it stands in the address, without the report that is looked at."""
    asked = request.GET.copy()
    asked.pop("look", None)
    return asked.urlencode()


def _look(request: HttpRequest, scope: Any) -> dict[str, Any] | None:
    """Give the report that the reader looks at and what seems alike, or None where the address names none. Four queries."""
    reference = normalise_reference(request.GET.get("look", "")) or request.GET.get("look", "")
    found = scope.for_detail().filter(reference=reference).first() if reference else None
    if found is None:
        return None
    return {
        "row": inboxing.row_of(found),
        "matches": [(one, inboxing.row_of(one.report)) for one in alike(found, limit=MOST_ALIKE, reader=request.user)],
    }


def _dress(form: forms.Form, counted: inboxing.Waiting, request: HttpRequest) -> None:
    """Put the numbers beside the choices, and the people who have reports into theirs."""
    people = [(pseudonym, f"{name} ({number})") for (pseudonym, name), number in counted.people.most_common()]
    if not counted.is_more:
        for name, numbers in (("state", counted.states), ("category", counted.categories), ("channel", counted.channels)):
            form.fields[name].widget.counts = dict(numbers)
    chosen = form["assigned"].value()
    if chosen and chosen not in {filters.ME, filters.NOBODY, *(pseudonym for pseudonym, _name in people)}:
        people.append((chosen, _("Somebody else")))
    areas = filters.areas_of(request).values_list("code", "name")
    form.fields["area"].widget.choices = [("", form.fields["area"].empty_label), *areas]  # type: ignore[attr-defined]
    choices = [("", _("Anybody’s")), (filters.ME, _("Mine")), (filters.NOBODY, _("Nobody’s yet")), *people]
    form.fields["assigned"].widget = forms.Select(choices=choices)


def _line(counted: inboxing.Waiting, within: timedelta | None) -> str:
    """Give the sentence beside the heading, from real numbers."""
    if counted.is_more:
        said = [_("More than %(many)d are open.") % {"many": inboxing.MOST_COUNTED}]
    else:
        said = [ngettext("%(count)d to read.", "%(count)d to read.", counted.to_read) % {"count": counted.to_read}]
        if counted.late:
            said.append(ngettext("%(count)d is late.", "%(count)d are late.", counted.late) % {"count": counted.late})
    if within is not None:
        said.append(_("Half are read within %(time)s.") % {"time": dates.span(within)})
    return " ".join(said)


@access.holds("reports.view")
@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Turn the keys of the inbox on or off in this browser, and go back to it."""
    response = redirect("feedback:inbox")
    if request.POST.get("keys") == KEYS_OFF:
        response.set_cookie(
            KEYS_COOKIE, KEYS_OFF, max_age=YEAR, path="/inbox/", samesite="Lax", httponly=True, secure=request.is_secure()
        )
    else:
        response.delete_cookie(KEYS_COOKIE, path="/inbox/", samesite="Lax")
    return response
