"""The way back of somebody who wrote about the police: what happened, messages, “I do not agree”, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from feedback.conduct.workflow import CONDUCT
from feedback.forms.conduct import WithdrawForm
from feedback.forms.words import WordsForm
from feedback.models import Conduct, ConductMessage
from feedback.services.conduct import choices, speaking_up, tracking
from feedback.services.conduct.tracking import COOKIE, Door
from policing import access
from policing.areas.models import Agency
from policing.errors import BadInput, Unseen, WrongState
from policing.events import timeline
from policing.ui import dates
from policing.ui.components.parts import Moment, Remark
from policing.ui.forms import HouseForm

WHY = "whoever wrote about the police follows it by reference and receipt, without an account"
HERE = "feedback:track-conduct"
COMMANDS: dict[str, Callable[..., Conduct]] = {
    "reply": speaking_up.reply,
    "contest": speaking_up.contest,
    "withdraw": speaking_up.withdraw,
}
ASKED = {
    "reply": (gettext_lazy("Write to the reviewer"), gettext_lazy("Any language. You can leave this page and come back.")),
    "contest": (gettext_lazy("Why do you not agree?"), gettext_lazy("We look at it again, and tell you what came of it.")),
}
MEANWHILE = {
    "reply": gettext_lazy("We finished it while you were writing. Do you not agree? Then tell us below."),
    "contest": gettext_lazy("It is open again already. You can write to the reviewer below."),
    "withdraw": gettext_lazy("It is finished already."),
}


def form_of(action: str, data: Any = None, **kwargs: Any) -> HouseForm:
    """Give the form of one thing that the person can say."""
    if action == "withdraw":
        return WithdrawForm(data, prefix=action, **kwargs)
    label, hint = ASKED[action]
    return WordsForm(data, label=label, hint=hint, prefix=action, **kwargs)


@access.public(WHY)
@require_GET
def conduct(request: HttpRequest) -> HttpResponse:
    """Show what is tracked, or ask for the codes again where the pass is over."""
    try:
        return _page(request, _door(request))
    except Unseen:
        return redirect("feedback:track")


def _door(request: HttpRequest) -> Door:
    return tracking.by_pass(request.COOKIES.get(COOKIE, ""))


def _page(request: HttpRequest, door: Door, *, forms: Mapping[str, HouseForm] | None = None, conflict: str = "") -> HttpResponse:
    found, forms = tracking.tracked(door), forms or {}
    can = {action: CONDUCT.refusal(found, action) is None for action in COMMANDS}
    context = {
        "conduct": found,
        "state": tracking.public_state(found),
        "outcome": found.get_outcome_display() if found.outcome else "",
        "moments": _moments(found),
        "remarks": _remarks(found),
        "can": can,
        "forms": {action: forms.get(action) or form_of(action) for action in COMMANDS},
        "form": next((form for form in forms.values() if form.errors), None),
        "conflict": conflict,
        "agency": Agency.current(),
        "clocks": choices.clocks_in_words(),
    }
    status = 409 if conflict else 422 if context["form"] else 200
    return render(request, "feedback/track_conduct.html", context, status=status)


def _moments(found: Conduct) -> list[Moment]:
    done = [Moment(line.sentence, line.at) for line in timeline.for_subject(found, audience="public")]
    state = tracking.public_state(found)
    if not state.is_open:
        return done
    by = _("You hear from us by %(day)s.") % {"day": dates.day(found.due_at)} if found.due_at else ""
    now = Moment(state.public_label, detail=by, state="now")
    return [*done, now, Moment(_("We tell you what came of it"), state="next")]


def _remarks(found: Conduct) -> list[Remark]:
    rows = found.messages.last_said()
    return [
        Remark(_("You"), row.words, row.at, "you", form="day")
        if row.author == ConductMessage.Author.REPORTER
        else Remark(_("The reviewer"), row.words, row.at)
        for row in rows
    ]


@access.public(WHY)
@require_POST
def speak(request: HttpRequest, action: str) -> HttpResponse:
    """Write to the reviewer, say that one does not agree, or take it back. What was typed stays when it cannot be done."""
    door = _door(request)
    form = form_of(action, request.POST)
    if set(form.errors) == {"token"}:
        return _again(request, door, action, form.cleaned_data.get("words", ""), str(form.errors["token"][0]))
    if not form.is_valid():
        return _page(request, door, forms={action: form})
    words = form.cleaned_data["words"]
    try:
        COMMANDS[action](door, words=words, token=form.cleaned_data["token"])
    except WrongState:
        return _again(request, door, action, words, str(MEANWHILE[action]))
    except BadInput as error:
        return _again(request, door, action, words, next(iter(error.fields.values()))[0])
    return redirect(f"{reverse(HERE)}#messages")


def _again(request: HttpRequest, door: Door, action: str, words: str, why: str) -> HttpResponse:
    """Show it as it stands now, with the person's words in the form that can take them and a token of its own."""
    now = tracking.tracked(door)
    fits = next((one for one in (action, *COMMANDS) if CONDUCT.refusal(now, one) is None), "")
    forms = {fits: form_of(fits, initial={"words": words})} if fits else {}
    return _page(request, door, forms=forms, conflict=why)


@access.public(WHY)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close it on this browser."""
    response = redirect("feedback:track")
    response.delete_cookie(COOKIE, path=reverse(HERE))
    return response
