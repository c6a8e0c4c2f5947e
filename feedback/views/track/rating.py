"""The resident says how they were treated, on a page of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from feedback.forms import RateForm
from feedback.services import rating, tracking
from feedback.services.tracking import Door
from feedback.views.track.page import home_of, pair, url_of
from feedback.workflow import REPORT
from policing.errors import BadInput, WrongState


def _rate(request: HttpRequest, door: Door, reference: str) -> HttpResponse:
    """Ask how the resident was treated, and keep what they say; the last word counts."""
    tracked = tracking.tracked(door)
    if reason := REPORT.refusal(tracked, "rate"):
        raise WrongState(reason)
    form = RateForm(
        request.POST if request.method == "POST" else None,
        items=rating.items(), language=get_language() or "", before=rating.given(door),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            rating.rate(door, answers=form.answers(), words=form.cleaned_data["words"], token=form.cleaned_data["token"])
        except BadInput as error:
            form.add_error("words", next(iter(error.fields.values()))[0])
        else:
            return redirect(f"{home_of(reference)}#rated")
    context = {"form": form, "report": tracked, "here": home_of(reference), "act": url_of("rate", reference)}
    return render(request, "feedback/track_rate.html", context, status=422 if form.errors else 200)


rate, own_rate = pair(_rate, "GET", "HEAD", "POST")
