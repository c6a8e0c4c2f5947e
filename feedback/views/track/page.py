"""The page of one tracked report: behind the pass of this browser, or among one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from feedback import resulted
from feedback.forms import WordsForm
from feedback.models import Message, Report
from feedback.readers import StatusLine, status_line, thread_sentence
from feedback.services import originals, photos, rating, tracking
from feedback.services.tracking import COOKIE, Door
from feedback.services.two_codes import Room
from feedback.workflow import REPORT
from policing import access
from policing.accounts.models import User
from policing.areas.models import Agency
from policing.errors import Unseen
from policing.events import timeline
from policing.ui import dates
from policing.ui.components.parts import Moment, Remark

WHY = "a resident follows a report by reference and receipt, without an account"
Act = Callable[[HttpRequest, Door, str], HttpResponse]
View = Callable[..., HttpResponse]
ASKED = {
    "reply": (gettext_lazy("Write to the team"), gettext_lazy("Any language. You can leave this page and come back.")),
    "contest": (
        gettext_lazy("What is not fixed?"),
        gettext_lazy("Say what is still wrong. We look again, and it counts in public."),
    ),
}


def give_pass(response: HttpResponse, room: Room, sealed: str) -> HttpResponse:
    """Let this browser into a room until the pass is over, on the pages of that room alone."""
    path = reverse(room.path)
    response.set_cookie(room.cookie, sealed, path=path, httponly=True, secure=settings.SECURE, samesite="Strict")
    return response


def take_pass(response: HttpResponse) -> HttpResponse:
    """Close the report on this browser."""
    response.delete_cookie(COOKIE, path=reverse("feedback:track"))
    return response


def door_of(request: HttpRequest, reference: str) -> Door:
    """Give the door of a signed-in reporter's named report, or the one that the pass of this browser opens."""
    if not reference:
        return tracking.by_pass(request.COOKIES.get(COOKIE, ""))
    report = access.get_visible_or_404(Report.objects.only("id"), request.user, reference=reference)
    return tracking.by_account(report.pk, cast(User, request.user))


def url_of(action: str, reference: str) -> str:
    """Give the address of an act: behind the pass, or on one's own report."""
    return reverse(f"feedback:own-{action}", args=[reference]) if reference else reverse(f"feedback:track-{action}")


def picture_url(photo: int, reference: str) -> str:
    """Give the address of one picture: behind the pass, or on one's own report."""
    return (
        reverse("feedback:own-picture", args=[reference, photo]) if reference else reverse("feedback:track-picture", args=[photo])
    )


def home_of(reference: str) -> str:
    """Give the address of the report's page."""
    return reverse("feedback:own", args=[reference]) if reference else reverse("feedback:track-report")


def pair(act: Act, *methods: str) -> tuple[View, View]:
    """Give the two views of one act: behind the pass of this browser, and on the report of one's own account."""

    def by_pass(request: HttpRequest) -> HttpResponse:
        return act(request, door_of(request, ""), "")

    def by_account(request: HttpRequest, reference: str) -> HttpResponse:
        return act(request, door_of(request, reference), reference)

    allowed = require_http_methods([*methods])
    by_pass.__doc__ = by_account.__doc__ = act.__doc__
    return access.public(WHY)(allowed(by_pass)), access.signed_in(allowed(by_account))


@access.public(WHY)
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """Show the tracked report, or ask for the codes again where the pass is over."""
    try:
        return show(request, door_of(request, ""), "")
    except Unseen:
        return redirect("feedback:track")


@access.signed_in
@require_GET
def own(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a report that the signed-in person sent with a name."""
    return show(request, door_of(request, reference), reference)


def show(
    request: HttpRequest, door: Door, reference: str, *, forms: Mapping[str, WordsForm] | None = None, conflict: str = ""
) -> HttpResponse:
    """Show the report; ``forms`` hold what was typed and could not be sent, ``conflict`` says why."""
    tracked, forms = tracking.tracked(door), forms or {}
    line, results = status_line(tracked), resulted.of(tracked)
    context = {
        "report": tracked,
        "place": originals.sent_with(tracked).place_words,
        "line": line,
        "moments": _moments(tracked, line),
        "remarks": remarks(tracked),
        "results": results,
        "told_above": any(one.at == tracked.closed_at for one in results),  # it ended with this, which says it in its own words
        "can_reply": REPORT.refusal(tracked, "reply") is None,
        "can_contest": REPORT.refusal(tracked, "contest") is None,
        "reply_form": forms.get("reply") or form_of("reply"),
        "contest_form": forms.get("contest") or form_of("contest"),
        "can_rate": REPORT.refusal(tracked, "rate") is None,
        "rated": rating.given(door),
        "can_withdraw": REPORT.refusal(tracked, "withdraw") is None,
        "urls": {
            action: url_of(action, reference) for action in ("reply", "contest", "withdraw", "save", "rate", "photo", "read")
        },
        "photos": [(picture_url(one.pk, reference), one) for one in photos.of_report(tracked)],
        "can_add_photo": REPORT.refusal(tracked, "add_photo") is None,
        "form": next((form for form in forms.values() if form.errors), None),
        "conflict": conflict,
        "own": bool(reference),
        "here": home_of(reference),
        "agency": Agency.current(),
        "who_reads": thread_sentence(tracked),
    }
    status = 409 if conflict else 422 if context["form"] else 200
    return render(request, "feedback/track_report.html", context, status=status)


def form_of(action: str, data: Any = None, **kwargs: Any) -> WordsForm:
    """Give the form to write to the team, or to say that it is not fixed."""
    label, hint = ASKED[action]
    return WordsForm(data, label=label, hint=hint, prefix=action, **kwargs)


def _moments(tracked: Report, now_at: StatusLine) -> list[Moment]:
    lines = timeline.for_subject(tracked, audience="public")
    done = [Moment(line.sentence, line.at) for line in lines]
    state = now_at.state
    if not state.is_open:
        return [*done, Moment(state.public_label, detail=now_at.outcome, state="now")] if now_at.is_shared else done
    by = _("We owe you the next step by %(day)s.") % {"day": dates.day(now_at.due_at)} if now_at.due_at else ""
    now = Moment(state.public_label, detail=by, state="now")
    if done and done[-1].title == state.public_label:  # the last thing that happened is where it stands: say it once
        now = replace(now, at=done.pop().at)
    done.append(now)
    return [*done, Moment(_("We tell you what came of it"), state="next")]


def remarks(tracked: Report) -> list[Remark]:
    """Give what the resident and the team said to each other, oldest first."""
    rows = tracked.messages.select_related("staff").last_said()
    return [
        Remark(_("You"), row.words, row.at, "you", form="day")
        if row.author == Message.Author.REPORTER
        else Remark(_("%(name)s, officer") % {"name": row.staff.display_name} if row.staff else _("The team"), row.words, row.at)
        for row in rows
    ]
