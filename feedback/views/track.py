"""The resident's way back: reference and receipt, then what happened in plain words, messages, and “not fixed”."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from feedback.forms import TrackForm, WordsForm
from feedback.models import Message, Report
from feedback.readers import public_state, thread_sentence
from feedback.services import speaking_up, tracking, two_codes
from feedback.services.tracking import COOKIE, Door
from feedback.workflow import REPORT
from policing import access
from policing.accounts.models import User
from policing.areas.models import Agency
from policing.errors import BadInput, Unseen, WrongState
from policing.events import timeline
from policing.privacy.throttle import Throttle
from policing.ui import dates, keyset
from policing.ui.components.parts import Moment, Remark

WHY = "a resident follows a report by reference and receipt, without an account"
NEWEST = keyset.Key(down=True)
GUESSES = Throttle("track", limit=10, window=600)
COMMANDS = {"reply": speaking_up.reply, "contest": speaking_up.contest}
ASKED = {
    "reply": (gettext_lazy("Write to the team"), gettext_lazy("Any language. You can leave this page and come back.")),
    "contest": (
        gettext_lazy("What is not fixed?"),
        gettext_lazy("Say what is still wrong. We look again, and it counts in public."),
    ),
}
MEANWHILE = {
    "reply": gettext_lazy("We finished your report while you were writing. Is it not fixed? Then tell us below."),
    "contest": gettext_lazy("Your report is open again already. You can write to the team below."),
}
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
            room = opened.room
            response = redirect(room.page)
            path = reverse(room.path)
            response.set_cookie(
                room.cookie, opened.make_pass(), path=path, httponly=True, secure=settings.SECURE, samesite="Strict"
            )
            return response
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "feedback/track.html", {"form": form}, status=status)


def _door(request: HttpRequest, reference: str) -> Door:
    """Give the door of a signed-in reporter's named report, or the one that the pass of this browser opens."""
    if not reference:
        return tracking.by_pass(request.COOKIES.get(COOKIE, ""))
    report = access.get_visible_or_404(Report.objects.only("id"), request.user, reference=reference)
    return tracking.by_account(report.pk, cast(User, request.user))


@access.public(WHY)
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """Show the tracked report, or ask for the codes again where the pass is over."""
    try:
        return _page(request, _door(request, ""), "")
    except Unseen:
        return redirect("feedback:track")


@access.signed_in
@require_GET
def own(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a report that the signed-in person sent with a name."""
    return _page(request, _door(request, reference), reference)


@access.signed_in
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """List the reports that the signed-in person sent with a name, newest first."""
    rows = access.visible(Report, request.user).filter(reporter_id=request.user.pk).for_list()  # type: ignore[attr-defined]
    page = keyset.page(rows, request, key=NEWEST)
    reports = [(row, public_state(row)) for row in page.rows]
    return render(request, "feedback/report_mine.html", {"reports": reports, "pager": page.pager})


def _page(
    request: HttpRequest, door: Door, reference: str, *, forms: Mapping[str, WordsForm] | None = None, conflict: str = ""
) -> HttpResponse:
    tracked, forms = tracking.tracked(door), forms or {}
    context = {
        "report": tracked,
        "state": public_state(tracked),
        "outcome": tracked.get_outcome_display() if tracked.outcome else "",
        "moments": _moments(tracked),
        "remarks": _remarks(tracked),
        "can_reply": REPORT.refusal(tracked, "reply") is None,
        "can_contest": REPORT.refusal(tracked, "contest") is None,
        "reply_form": forms.get("reply") or form_of("reply"),
        "contest_form": forms.get("contest") or form_of("contest"),
        "reply_url": _url("reply", reference),
        "contest_url": _url("contest", reference),
        "form": next((form for form in forms.values() if form.errors), None),
        "conflict": conflict,
        "own": bool(reference),
        "agency": Agency.current(),
        "who_reads": thread_sentence(tracked),
    }
    status = 409 if conflict else 422 if context["form"] else 200
    return render(request, "feedback/track_report.html", context, status=status)


def _url(action: str, reference: str) -> str:
    return reverse(f"feedback:own-{action}", args=[reference]) if reference else reverse(f"feedback:track-{action}")


def form_of(action: str, data: Any = None, **kwargs: Any) -> WordsForm:
    """Give the form to write to the team, or to say that it is not fixed."""
    label, hint = ASKED[action]
    return WordsForm(data, label=label, hint=hint, prefix=action, **kwargs)


def _moments(tracked: Report) -> list[Moment]:
    lines = timeline.for_subject(tracked, audience="public")
    done = [Moment(line.sentence, line.at) for line in lines]
    state = public_state(tracked)
    if not state.is_open:
        return done
    by = _("We owe you the next step by %(day)s.") % {"day": dates.day(tracked.due_at)} if tracked.due_at else ""
    now = Moment(state.public_label, detail=by, state="now")
    if done and done[-1].title == state.public_label:  # the last thing that happened is where it stands: say it once
        now = replace(now, at=done.pop().at)
    done.append(now)
    return [*done, Moment(_("We tell you what came of it"), state="next")]


def _remarks(tracked: Report) -> list[Remark]:
    rows = tracked.messages.select_related("staff").last_said()
    return [
        Remark(_("You"), row.words, row.at, "you", form="day")
        if row.author == Message.Author.REPORTER
        else Remark(_("%(name)s, officer") % {"name": row.staff.display_name} if row.staff else _("The team"), row.words, row.at)
        for row in rows
    ]


def _speak(request: HttpRequest, action: str, reference: str) -> HttpResponse:
    door = _door(request, reference)
    form = form_of(action, request.POST)
    if set(form.errors) == {"token"}:
        return _again(request, door, reference, form.cleaned_data["words"], str(form.errors["token"][0]))
    if not form.is_valid():
        return _page(request, door, reference, forms={action: form})
    words = form.cleaned_data["words"]
    try:
        COMMANDS[action](door, words=words, token=form.cleaned_data["token"])
    except WrongState:
        return _again(request, door, reference, words, str(MEANWHILE[action]))
    except BadInput as error:
        return _again(request, door, reference, words, next(iter(error.fields.values()))[0])
    here = reverse("feedback:own", args=[reference]) if reference else reverse("feedback:track-report")
    return redirect(f"{here}#messages")


def _again(request: HttpRequest, door: Door, reference: str, words: str, why: str) -> HttpResponse:
    """Show the report as it stands now, with the resident's words in the form that can take them and a token of its own."""
    action = "reply" if REPORT.refusal(tracking.tracked(door), "reply") is None else "contest"
    return _page(request, door, reference, forms={action: form_of(action, initial={"words": words})}, conflict=why)


@access.public(WHY)
@require_POST
def reply(request: HttpRequest) -> HttpResponse:
    """Write to the team."""
    return _speak(request, "reply", "")


@access.public(WHY)
@require_POST
def contest(request: HttpRequest) -> HttpResponse:
    """Say that it is not fixed."""
    return _speak(request, "contest", "")


@access.signed_in
@require_POST
def own_reply(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to the team about one's own named report."""
    return _speak(request, "reply", reference)


@access.signed_in
@require_POST
def own_contest(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that one's own named report is not fixed."""
    return _speak(request, "contest", reference)


@access.public(WHY)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the tracked report on this browser."""
    response = redirect("feedback:track")
    response.delete_cookie(COOKIE, path=reverse("feedback:track"))
    return response
