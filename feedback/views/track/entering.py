"""How a resident comes in: by the two codes, and out again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from feedback.forms import TrackForm
from feedback.services import results, tracking, two_codes
from feedback.services.tracking import REPORTS, Door
from feedback.views.track.page import WHY, give_pass, take_pass
from policing import access
from policing.errors import Unseen
from policing.privacy.throttle import Throttle

GUESSES = Throttle("track", limit=10, window=600)
WRONG = gettext_lazy("These two codes do not go together. Check both; we cannot look them up for you.")


@access.public(WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the two codes. A wrong pair costs the same time as a right one; many tries are slowed down, never locked."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        GUESSES.delay(request)
        try:
            opened = two_codes.by_codes(form.cleaned_data["reference"], form.cleaned_data["receipt"])
        except Unseen:
            form.add_error("receipt", WRONG)
        else:
            if opened.room is REPORTS:
                results.note_opened(opened.pk)
            page = "feedback:track-renew" if _was_printed(opened) else opened.room.page
            return give_pass(redirect(page), opened.room, opened.make_pass())
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "feedback/track.html", {"form": form}, status=status)


def _was_printed(opened: two_codes.Opened) -> bool:
    """Tell whether the receipt that opened it was printed by somebody else, and is to be replaced first."""
    return opened.room is REPORTS and tracking.is_printed(Door(opened.pk))


@access.public(WHY)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the tracked report on this browser."""
    return take_pass(redirect("feedback:track"))
