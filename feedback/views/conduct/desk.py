"""The reviewers' desk: what people said about the police by clock, one of them, and the commands on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from feedback.conduct.filters import ConductFilter
from feedback.conduct.workflow import CONDUCT, HANDLE
from feedback.forms import LookForm
from feedback.forms.conduct import AssignForm, FinishForm, SortForm
from feedback.forms.words import VersionForm, WordsForm
from feedback.models import Conduct, ConductMessage, ConductUnsent
from feedback.services.conduct import choices, handling, keeping_apart, unsent
from policing import access, timekeeping
from policing.areas.models import Agency
from policing.errors import BadInput, StaleVersion, WrongState
from policing.events import timeline
from policing.notifications.inbox import person
from policing.ui import keyset
from policing.ui.components.parts import Moment, Remark
from policing.ui.forms import HouseForm

SOONEST = keyset.Key("due_at")
LABELS: dict[str, tuple[Any, Any]] = {
    "ask": (gettext_lazy("Your question"), gettext_lazy("The writer reads this. Ask one thing, and say why you need to know.")),
    "answer": (gettext_lazy("Your answer"), gettext_lazy("The writer reads this. Say how far you are and what comes next.")),
    "note": (gettext_lazy("Your note"), gettext_lazy("Only reviewers read this.")),
    "close": (gettext_lazy("What you tell the writer"), gettext_lazy("What you found, what was done, and how sure you are.")),
    "pass_on": (
        gettext_lazy("What you tell the writer"),
        gettext_lazy("Who has it now and how to reach them. Who wrote it does not go with it."),
    ),
}
COMMANDS: dict[str, Callable[..., Conduct]] = {
    "acknowledge": handling.acknowledge,
    "begin": handling.begin,
    "assign": keeping_apart.assign,
    "sort": handling.sort,
    "ask": handling.ask,
    "answer": handling.answer,
    "note": handling.note,
    "close": handling.close,
    "pass_on": handling.pass_on,
}
DONE = {
    "acknowledge": gettext_lazy("Marked as read. The writer is told."),
    "begin": gettext_lazy("It is being looked into. The writer is told."),
    "assign": gettext_lazy("It has a reviewer now."),
    "sort": gettext_lazy("Done."),
    "ask": gettext_lazy("Your question is on its way."),
    "answer": gettext_lazy("Your answer is on its way."),
    "note": gettext_lazy("Your note is kept."),
    "close": gettext_lazy("Finished. The writer is told what came of it."),
    "pass_on": gettext_lazy("Passed on. The writer is told."),
}


@access.holds(HANDLE)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """List what the person may see, the soonest promise first; open ones unless asked otherwise."""
    asked = request.GET.copy()
    if "state" not in asked:
        asked.setlist("state", ["open"])
    rows = access.visible(Conduct, request.user).for_list()  # type: ignore[attr-defined]
    narrowed = ConductFilter(asked, queryset=rows, request=request)
    page = keyset.page(narrowed.qs, request, key=SOONEST)
    now = timekeeping.now()
    found = [(row, CONDUCT.state(row.state), row.due_at is not None and row.due_at < now) for row in page.rows]
    context = {"filter": narrowed, "rows": found, "pager": page.pager}
    template = "feedback/conduct_desk.html#rows" if request.htmx and not request.htmx.boosted else "feedback/conduct_desk.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def visible(request: HttpRequest, matter: str) -> Conduct:
    """Give the one that the person may see. Raises Unseen for everybody else and for everybody in conflict."""
    found: Conduct = access.get_visible_or_404(Conduct.objects.for_detail(), request.user, reference=matter)
    return found


@access.holds(HANDLE)
@require_GET
def conduct(request: HttpRequest, matter: str) -> HttpResponse:
    """Show one: words, messages, notes, whom it is about, what happened, and what can be done now."""
    return _page(request, visible(request, matter))


def _page(request: HttpRequest, found: Conduct, **context: Any) -> HttpResponse:
    forms = context.pop("forms", {})
    kept = choices.unsent_of(found, person(request.user))
    shown = {
        "conduct": found,
        "state": CONDUCT.state(found.state),
        "is_late": found.due_at is not None and found.due_at < timekeeping.now(),
        "remarks": [_remark(row) for row in found.messages.select_related("staff").last_said()],
        "notes": [Remark(_by(row.author), row.words, row.at, "note") for row in choices.notes_of(found)],
        "moments": [Moment(line.sentence, line.at, line.actor_label) for line in timeline.for_subject(found)],
        "concerned": keeping_apart.choices_of(found),
        "acts": _acts(request, found, forms, kept),
        "kept": [(CONDUCT.transition(row.action).label, row) for row in kept],
        "can_match": CONDUCT.refusal(found, "match") is None,
        "look_form": forms.get("look") or LookForm(is_named=found.mode == Conduct.Mode.NAMED),
        "agency": Agency.current(),
        "form": next((form for form in forms.values() if form.errors), None),
        **context,
    }
    return render(request, "feedback/conduct.html", shown, status=422 if shown["form"] else 200)


def _by(author: Any) -> str:
    return str(author.display_name) if author else _("Somebody who has left")


def _remark(row: ConductMessage) -> Remark:
    if row.author == ConductMessage.Author.REPORTER:
        return Remark(_("The writer"), row.words, row.at, "them", form="day")
    return Remark(f"{_by(row.staff)}: {row.get_kind_display()}", row.words, row.at, "you")


def _acts(request: HttpRequest, found: Conduct, forms: dict[str, Any], kept: Sequence[ConductUnsent]) -> list[dict[str, Any]]:
    """Give each act that the state allows, with its form, and the reason in words where the person may not.

    A form begins with what the reviewer typed for it before and could not send.
    """
    acts, typed = [], {row.action: {**row.fields, "words": row.words} for row in kept}
    for row in CONDUCT.possible(found):
        if row.action not in COMMANDS:
            continue
        may = access.can(request.user, row.action, found)
        form = forms.get(row.action) or form_of(
            row.action, found, initial={**_start_of(row.action, found), **typed.get(row.action, {})}
        )
        url = reverse(f"feedback:conduct-{_dashed(row.action)}", args=[found.reference])
        acts.append({"row": row, "may": may, "form": form, "url": url})
    return acts


def _start_of(action: str, found: Conduct) -> dict[str, Any]:
    start: dict[str, Any] = {"version": found.version, "kind": found.kind}
    if action == "close":
        start["shared_words"] = found.words
    if action == "assign" and found.assignee is not None:
        start["person"] = str(found.assignee.pseudonym)
    return start


def _dashed(action: str) -> str:
    return action.replace("_", "-")


def form_of(action: str, found: Conduct, data: Any = None, **kwargs: Any) -> HouseForm:
    """Give the form that an act asks for."""
    if action == "assign":
        return AssignForm(data, people=keeping_apart.reviewers(), prefix=action, **kwargs)
    if action == "sort":
        return SortForm(data, prefix=action, **kwargs)
    if action not in LABELS:
        return VersionForm(data, prefix=action, **kwargs)
    label, hint = LABELS[action]
    if action == "close":
        return FinishForm(data, label=label, hint=hint, prefix=action, may_share=found.may_share, **kwargs)
    return WordsForm(data, label=label, hint=hint, prefix=action, **kwargs)


@access.holds(HANDLE)
@require_POST
def act(request: HttpRequest, matter: str, action: str) -> HttpResponse:
    """Do one command. What was typed stays when it cannot be done, and when somebody else was quicker."""
    found = visible(request, matter)
    form = form_of(action, found, request.POST)
    if not form.is_valid():
        return _page(request, found, forms={action: form})
    try:
        COMMANDS[action](found.pk, actor=request.user, **_given(action, form))
    except BadInput as error:
        for name, lines in error.fields.items():
            form.add_error(name if name in form.fields else None, lines)
        return _page(request, found, forms={action: form})
    except (StaleVersion, WrongState) as error:
        return _conflict(request, found, action, str(error.detail), form)
    messages.success(request, DONE[action])
    return redirect("feedback:conduct", matter=matter)


def _given(action: str, form: HouseForm) -> dict[str, Any]:
    given = {name: value for name, value in form.cleaned_data.items() if name != "token" or action == "note"}
    if action == "assign":
        given["person"] = UUID(given["person"])
    return given


def _conflict(request: HttpRequest, found: Conduct, action: str, why: str, form: HouseForm) -> HttpResponse:
    """Show it as it stands now with the person's own text: in its form to be sent again, or to be copied."""
    now = visible(request, found.reference)
    kept = form_of(action, now, initial={**form.cleaned_data, "version": now.version})
    typed = cast(str, form.cleaned_data.get("words", ""))
    if typed:
        others = {name: form.cleaned_data[name] for name in ("outcome", "shared_words") if form.cleaned_data.get(name)}
        unsent.keep(found.pk, action=action, words=typed, fields=others, actor=person(request.user))
    can_go_on = CONDUCT.refusal(now, action) is None
    where = {"in_form": bool(typed)} if can_go_on else {"typed": typed}
    response = _page(request, now, forms={action: kept}, conflict=why, **where)
    response.status_code = 409
    return response


@access.holds(HANDLE)
@require_POST
def drop(request: HttpRequest, matter: str, unsent_id: int) -> HttpResponse:
    """Throw away a kept text of one's own."""
    found = visible(request, matter)
    unsent.drop(unsent_id, actor=person(request.user))
    messages.success(request, _("Thrown away."))
    return redirect("feedback:conduct", matter=found.reference)
