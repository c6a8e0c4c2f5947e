"""What we keep and for how long, for everybody; disposal and holds, for those who may hold."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from policing import access, timekeeping
from policing.errors import BadInput, WrongState
from policing.privacy import reading, retention
from policing.privacy import rights as rights_of_people
from policing.privacy.forms import PlaceForm, ReleaseForm
from policing.privacy.models import DisposalRun, LegalHold
from policing.privacy.pages import keepable
from policing.privacy.services import holding
from policing.privacy.workflow import HOLD
from policing.ui import keyset
from policing.ui.forms import HouseForm

NEWEST = keyset.Key(down=True)
LAST_NIGHTS = 60
HOLDERS = access.holds("retention.hold")


@access.public("what is kept of people is for all to know")
@keepable
@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """Say what is kept, for how long, who reads it, and what people may ask for: all of it made from the tables."""
    kept = [
        {"term": term, "sentence": str(term.kind.sentence) % {"time": term.time}, "fate": retention.FATES[term.kind.fate]}
        for term in retention.terms()
    ]
    return render(request, "privacy/rights.html", {"kept": kept, "parts": [_part(part) for part in rights_of_people.parts.all()]})


def _part(part: rights_of_people.Part) -> dict[str, Any]:
    name, words = part.link or ("", "")
    url = reverse(name) if name else ""
    return {"name": part.name, "title": part.title, "lines": list(part.sentences()), "url": url, "link_words": words}


@HOLDERS
@require_GET
def retention_page(request: HttpRequest) -> HttpResponse:
    """Show what is due, what ran, and what is held."""
    nights = access.visible(DisposalRun, request.user).filter(disposed__gt=0).order_by("-day", "code")[:LAST_NIGHTS]
    labels = {kind.name: kind.label for kind in retention.schedule.all()}
    context = {
        "rows": [(row, retention.FATES[row.term.kind.fate]) for row in reading.standings(timekeeping.now())],
        "nights": [(night, labels.get(night.code, night.code)) for night in nights],
        "holds": access.visible(LegalHold, request.user).filter(state="held").count(),
    }
    return render(request, "privacy/retention.html", context)


@HOLDERS
@require_GET
def hold_list(request: HttpRequest) -> HttpResponse:
    """List the holds, those that go on first, with the form that places one."""
    start = {name: request.GET.get(name, "").replace("\0", "")[:60] for name in ("reference", "kind") if name in request.GET}
    return _hold_list(request, PlaceForm(initial=start))


def _hold_list(request: HttpRequest, form: PlaceForm, status: int = 200) -> HttpResponse:
    shows_ended = request.GET.get("show") == "ended"
    rows = access.visible(LegalHold, request.user).filter(state="released" if shows_ended else "held")
    page = keyset.page(rows.select_related("placed_by"), request, key=NEWEST)
    found = [(hold, HOLD.state(hold.state), reading.label_of(hold)) for hold in page.rows]
    context = {"rows": found, "pager": page.pager, "form": form, "shows_ended": shows_ended}
    return render(request, "privacy/hold_list.html", context, status=status)


@HOLDERS
@require_POST
def hold_place(request: HttpRequest) -> HttpResponse:
    """Hold a record back. What was typed stays when it cannot be done."""
    form = PlaceForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        hold = _tried(
            form,
            lambda: holding.place(
                subject_type=given["kind"], reference=given["reference"], reason=given["reason"], actor=request.user
            ),
        )
        if hold is not None:
            messages.success(request, _("On hold. It is kept until somebody ends the hold."))
            return redirect("privacy:hold", hold_id=hold.pk)
    return _hold_list(request, form, status=422)


@HOLDERS
@require_GET
def hold_page(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Show one hold: what is held, why, by whom, and the form that ends it."""
    return _hold_page(request, _visible(request, hold_id), ReleaseForm())


@HOLDERS
@require_POST
def hold_release(request: HttpRequest, hold_id: int) -> HttpResponse:
    """End a hold. What was typed stays when it cannot be done."""
    hold = _visible(request, hold_id)
    form = ReleaseForm(request.POST)
    if form.is_valid() and _tried(form, lambda: holding.release(hold.pk, reason=form.cleaned_data["reason"], actor=request.user)):
        messages.success(request, _("The hold ended. The schedule takes its course again."))
        return redirect("privacy:hold", hold_id=hold.pk)
    return _hold_page(request, _visible(request, hold_id), form, status=422)


def _visible(request: HttpRequest, hold_id: int) -> LegalHold:
    rows = LegalHold.objects.select_related("placed_by", "released_by")
    found: LegalHold = access.get_visible_or_404(rows, request.user, pk=hold_id)
    return found


def _hold_page(request: HttpRequest, hold: LegalHold, form: ReleaseForm, status: int = 200) -> HttpResponse:
    context = {
        "hold": hold,
        "state": HOLD.state(hold.state),
        "label": reading.label_of(hold),
        "may": access.can(request.user, "release", hold),
        "can_end": HOLD.refusal(hold, "release") is None,
        "form": form,
    }
    return render(request, "privacy/hold.html", context, status=status)


def _tried(form: HouseForm, command: Any) -> LegalHold | None:
    """Give what the command gives, or None with the words of its refusal on the form."""
    try:
        done: LegalHold = command()
    except BadInput as error:
        for name, lines in error.fields.items():
            form.add_error(name if name in form.fields else None, lines)
        return None
    except WrongState as error:
        form.add_error(None, str(error.detail))
        return None
    return done
