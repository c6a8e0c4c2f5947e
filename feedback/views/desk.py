"""The officer's side: one report, and the commands on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from feedback.forms import CloseForm, LookForm, VersionForm, WordsForm
from feedback.models import Message, Report
from feedback.services import handling
from feedback.workflow import REPORT
from policing import access, timekeeping
from policing.errors import BadInput, StaleVersion, WrongState
from policing.events import timeline
from policing.ui.components.parts import Moment, Remark
from policing.ui.forms import HouseForm

LABELS: dict[str, tuple[Any, Any]] = {
    "answer": (gettext_lazy("Your answer"), gettext_lazy("The resident reads this. Say what you will do, or why you cannot.")),
    "ask": (gettext_lazy("Your question"), gettext_lazy("Ask one thing, and say why you need to know.")),
    "close": (gettext_lazy("What you tell the resident"), gettext_lazy("What was done, what changed, and how sure you are.")),
    "reopen": (gettext_lazy("What you tell the resident"), gettext_lazy("Say that you look again, and what you will do.")),
}
COMMANDS: dict[str, Callable[..., Report]] = {
    "acknowledge": handling.acknowledge,
    "answer": handling.answer,
    "ask": handling.ask,
    "close": handling.close,
    "reopen": handling.reopen,
}
DONE = {
    "acknowledge": gettext_lazy("Marked as read. The resident is told."),
    "answer": gettext_lazy("Your answer is on its way."),
    "ask": gettext_lazy("Your question is on its way."),
    "close": gettext_lazy("Closed. The resident is told what came of it."),
    "reopen": gettext_lazy("Taken up again. The resident is told."),
}


def _visible(request: HttpRequest, reference: str) -> Report:
    found: Report = access.get_visible_or_404(Report.objects.for_detail(), request.user, reference=reference)
    return found


@access.holds("reports.view")
@require_GET
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one report: words, place, messages, what happened, and what can be done now."""
    return _page(request, _visible(request, reference))


def _page(request: HttpRequest, found: Report, **context: Any) -> HttpResponse:
    rows = found.messages.select_related("staff").last_said()
    forms = context.pop("forms", {})
    shown = {
        "report": found,
        "state": REPORT.state(found.state),
        "is_late": found.due_at is not None and found.due_at < timekeeping.now(),
        "remarks": [_remark(row, request.user) for row in rows],
        "moments": [Moment(line.sentence, line.at, line.actor_label) for line in timeline.for_subject(found, audience="staff")],
        "acts": _acts(request, found, forms),
        "look_form": forms.get("look") or LookForm(is_named=found.mode == Report.Mode.NAMED),
        "form": next((form for form in forms.values() if form.errors), None),
        **context,
    }
    return render(request, "feedback/report.html", shown, status=422 if shown["form"] else 200)


def _remark(row: Message, reader: Any) -> Remark:
    if row.author == Message.Author.REPORTER:
        return Remark(_("The resident"), row.words, row.at, "them", form="day")
    name = row.staff.display_name if row.staff else _("The team")
    return Remark(f"{name}: {row.get_kind_display()}", row.words, row.at, "you")


def _acts(request: HttpRequest, found: Report, forms: dict[str, Any]) -> list[dict[str, Any]]:
    """Give each act that the state allows, with its form, and the reason in words where the person may not."""
    acts = []
    for row in REPORT.possible(found):
        if row.action not in COMMANDS:
            continue
        may = access.can(request.user, row.action, found)
        form = forms.get(row.action) or form_of(row.action, initial={"version": found.version})
        acts.append(
            {"row": row, "may": may, "form": form, "url": reverse(f"feedback:report-{row.action}", args=[found.reference])}
        )
    return acts


def form_of(action: str, data: Any = None, **kwargs: Any) -> HouseForm:
    """Give the form that an act asks for."""
    if action not in LABELS:
        return VersionForm(data, prefix=action, **kwargs)
    label, hint = LABELS[action]
    kind = CloseForm if action == "close" else WordsForm
    return kind(data, label=label, hint=hint, prefix=action, **kwargs)


@access.holds("reports.view")
@require_POST
def act(request: HttpRequest, reference: str, action: str) -> HttpResponse:
    """Do one command to the report. What was typed stays when it cannot be done, and when somebody else was quicker."""
    found = _visible(request, reference)
    form = form_of(action, request.POST)
    if not form.is_valid():
        return _page(request, found, forms={action: form})
    given = {name: value for name, value in form.cleaned_data.items() if name != "token"}
    try:
        COMMANDS[action](found.pk, actor=request.user, **given)
    except BadInput as error:
        for name, lines in error.fields.items():
            form.add_error(name if name in form.fields else None, lines)
        return _page(request, found, forms={action: form})
    except (StaleVersion, WrongState) as error:
        return _conflict(request, found, action, str(error.detail), form)
    messages.success(request, DONE[action])
    return redirect("feedback:report", reference=reference)


def _conflict(request: HttpRequest, found: Report, action: str, why: str, form: HouseForm) -> HttpResponse:
    """Show the report as it stands now with the person's own text: in its form to be sent again, or to be copied."""
    now = _visible(request, found.reference)
    kept = form_of(action, initial={**form.cleaned_data, "version": now.version})
    typed = form.cleaned_data.get("words", "")
    can_go_on = REPORT.refusal(now, action) is None
    where = {"in_form": bool(typed)} if can_go_on else {"typed": typed}
    response = _page(request, now, forms={action: kept}, conflict=why, **where)
    response.status_code = 409
    return response
