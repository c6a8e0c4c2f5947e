"""A printed receipt is replaced by one's own, at its first use."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from feedback.forms import RenewForm
from feedback.services import renewing, results, tracking
from feedback.services.tracking import COOKIE, REPORTS
from feedback.views.track.page import WHY, give_pass
from policing import access


@access.public(WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest) -> HttpResponse:
    """Say why the printed code is replaced; make a new one by a POST, and show it once.

    The pass of the printed code still leads here after it was replaced, so that a lost answer can be asked for again.
    """
    door = tracking.by_pass(request.COOKIES.get(COOKIE, ""), of_any_receipt=True)
    tracked = tracking.tracked(door)
    form = RenewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        receipt = renewing.replace(door, token=form.cleaned_data["token"])
        results.note_opened(door.report_id)
        context = {"report": tracked, "receipt": receipt}
        return give_pass(render(request, "feedback/track_renewed.html", context), REPORTS, tracking.make_pass(door))
    if not tracked.receipt_is_printed:
        return redirect("feedback:track-report")
    return render(request, "feedback/track_renew.html", {"form": form}, status=422 if form.errors else 200)
