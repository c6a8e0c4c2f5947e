"""The resident takes a report back: a page that asks, and what becomes of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from feedback.forms import WithdrawForm
from feedback.services import speaking_up, tracking
from feedback.services.tracking import Door
from feedback.views.track.page import home_of, pair, url_of
from feedback.workflow import REPORT
from policing.errors import BadInput, WrongState


def _withdraw(request: HttpRequest, door: Door, reference: str) -> HttpResponse:
    """Ask, then take the report back."""
    tracked = tracking.tracked(door)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            speaking_up.withdraw(door, words=form.cleaned_data["words"], token=form.cleaned_data["token"])
        except BadInput as error:
            form.add_error("words", next(iter(error.fields.values()))[0])
        else:
            return redirect(home_of(reference))
    if reason := REPORT.refusal(tracked, "withdraw"):
        raise WrongState(reason)
    context = {"form": form, "report": tracked, "here": home_of(reference), "act": url_of("withdraw", reference)}
    return render(request, "feedback/track_withdraw.html", context, status=422 if form.errors else 200)


withdraw, own_withdraw = pair(_withdraw, "GET", "HEAD", "POST")
