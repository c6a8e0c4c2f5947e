"""The resident speaks from the page: writes to the team, says that it is not fixed, or that they have read what came of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from feedback.services import results, speaking_up, tracking
from feedback.services.tracking import Door
from feedback.views.track.page import form_of, home_of, pair, show
from feedback.workflow import REPORT
from policing.errors import BadInput, WrongState

COMMANDS = {"reply": speaking_up.reply, "contest": speaking_up.contest}
MEANWHILE = {
    "reply": gettext_lazy("We finished your report while you were writing. Is it not fixed? Then tell us below."),
    "contest": gettext_lazy("Your report is open again already. You can write to the team below."),
}


def _speak(request: HttpRequest, action: str, door: Door, reference: str) -> HttpResponse:
    form = form_of(action, request.POST)
    if set(form.errors) == {"token"}:
        return _again(request, door, reference, form.cleaned_data["words"], str(form.errors["token"][0]))
    if not form.is_valid():
        return show(request, door, reference, forms={action: form})
    words = form.cleaned_data["words"]
    try:
        COMMANDS[action](door, words=words, token=form.cleaned_data["token"])
    except WrongState:
        return _again(request, door, reference, words, str(MEANWHILE[action]))
    except BadInput as error:
        return _again(request, door, reference, words, next(iter(error.fields.values()))[0])
    return redirect(f"{home_of(reference)}#messages")


def _again(request: HttpRequest, door: Door, reference: str, words: str, why: str) -> HttpResponse:
    """Show the report as it stands now, with the resident's words in the form that can take them and a token of its own."""
    action = "reply" if REPORT.refusal(tracking.tracked(door), "reply") is None else "contest"
    return show(request, door, reference, forms={action: form_of(action, initial={"words": words})}, conflict=why)


def _reply(request: HttpRequest, door: Door, reference: str) -> HttpResponse:
    """Write to the team."""
    return _speak(request, "reply", door, reference)


def _contest(request: HttpRequest, door: Door, reference: str) -> HttpResponse:
    """Say that it is not fixed."""
    return _speak(request, "contest", door, reference)


reply, own_reply = pair(_reply, "POST")
contest, own_contest = pair(_contest, "POST")


def _read(request: HttpRequest, door: Door, reference: str) -> HttpResponse:
    """Say that one has read what came of it. Only how many did is ever shown to the team."""
    results.note_opened(door.report_id, by_account=bool(reference))
    return redirect(f"{home_of(reference)}#came")


read, own_read = pair(_read, "POST")
