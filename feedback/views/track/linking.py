"""A way back by mail: ask for a link, and open it with a button, since machines that read mail follow every link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from feedback.asking import ask_for
from feedback.forms import LinkForm
from feedback.services import mailing_back, results, tracking
from feedback.services.tracking import COOKIE, REPORTS
from feedback.views.track.page import WHY, give_pass
from policing import access
from policing.errors import Unseen
from policing.privacy.pages import secret_link


@access.public(WHY)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask where to send a link. What comes next is the same for every address."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ask_for(request, form.cleaned_data["email"])
        return redirect("feedback:track-asked")
    return render(request, "feedback/track_link.html", {"form": form}, status=422 if form.errors else 200)


@access.public(WHY)
@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """Say what happens next, whoever asked."""
    return render(request, "feedback/track_link_sent.html", {"hours": mailing_back.LINK_LASTS.seconds // 3600})


@access.public(WHY)
@secret_link
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a button and look at nothing; the POST of the button opens the report, once."""
    if request.method != "POST":
        return render(request, "feedback/track_link_open.html")
    try:
        door = mailing_back.open_link(secret)
    except Unseen:
        return _again(request)
    results.note_opened(door.report_id)
    return give_pass(redirect("feedback:track-report"), REPORTS, tracking.make_pass(door))


def _again(request: HttpRequest) -> HttpResponse:
    """Lead on whoever pressed twice and is in already; tell the others that the link is over."""
    try:
        tracking.by_pass(request.COOKIES.get(COOKIE, ""))
    except Unseen:
        return render(request, "feedback/track_link_over.html", status=404)
    return redirect("feedback:track-report")
