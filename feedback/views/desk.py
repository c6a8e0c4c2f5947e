"""The officer's side: one report, and the commands on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from feedback import dossier, replies
from feedback.dossier import Past
from feedback.forms import LookForm
from feedback.forms.desk_intake import ReprintForm
from feedback.models import Message, Report
from feedback.services import unsent
from feedback.services.unsent import Text
from feedback.views import kept
from feedback.views.acts import ACTS, Choosing, do, form_of
from feedback.workflow import REPORT
from policing import access, timekeeping
from policing.errors import BadInput, Denied, StaleVersion, WrongState
from policing.events import timeline
from policing.notifications.inbox import person
from policing.ui.components.parts import Moment, Remark
from policing.ui.forms import HouseForm

HANDING_OVER = {"assign", "refer"}


class SeeOther(HttpResponseRedirect):
    """On to the page that shows how things stand, by GET."""

    status_code = 303


def _visible(request: HttpRequest, reference: str) -> Report:
    return dossier.report_of(reference, request.user)


@access.holds("reports.view")
@require_GET
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one report: words, place, messages, what happened, and what can be done now."""
    found = _visible(request, reference)
    return _page(request, found, dossier.choices_of(found, hands=_can_change_hands(request, found)))


def _can_change_hands(request: HttpRequest, found: Report) -> bool:
    """Tell whether the page offers to give the report to somebody, or has to look whether whoever has it may still work on it."""
    offered = {row.action for row in REPORT.possible(found)} & HANDING_OVER
    return found.assignee is not None or any(access.can(request.user, action, found) for action in offered)


def _page(request: HttpRequest, found: Report, choices: Choosing, **context: Any) -> HttpResponse:
    said, past = dossier.said_of(found), dossier.history_of(found)
    happened = timeline.for_subject(found, audience="staff")
    forms = context.pop("forms", {})
    waiting = kept.waiting(request, found, choices, forms, said=said, past=past, happened=happened)
    may_note, now = access.can(request.user, "note", found), timekeeping.now()
    shown = {
        "report": found,
        "state": REPORT.state(found.state),
        "is_late": found.due_at is not None and found.due_at < now,
        "remarks": [_remark(row, request.user) for row in said],
        "notes": [Remark(row.by, row.words, row.at, "note") for row in past if row.kind == "note"] if may_note else [],
        "past": [row for row in past if row.kind != "note"],
        "moments": [Moment(line.sentence, line.at, line.actor_label) for line in happened],
        "acts": _acts(request, found, choices, forms, {one.row.action for one in waiting}),
        "waiting": waiting,
        "reprint_form": ReprintForm(prefix="reprint"),
        "clocks": [(clock, clock.state == "running" and clock.due_at < now) for clock in dossier.clocks_of(found)],
        "also": _also(found, said, past),
        "answers": dossier.answers_of(found, choices, get_language() or ""),
        "near": dossier.place_of(found, get_language() or ""),
        "assignee_is_lost": found.assignee is not None
        and str(found.assignee.pseudonym) not in {row.code for row in choices.get("people", [])},
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


def _also(found: Report, said: Sequence[Message], past: Sequence[Past]) -> list[str]:
    """Give the names of the others who spoke, noted or handed it over, so that one knows whom to ask."""
    names = {row.staff.display_name for row in said if row.staff} | {row.by for row in past if row.by}
    return sorted(names - ({found.assignee.display_name} if found.assignee else set()))


def _acts(
    request: HttpRequest, found: Report, choices: Choosing, forms: dict[str, HouseForm], waiting: set[str]
) -> list[dict[str, Any]]:
    """Give each act that the state allows, with its form, and the reason in words where the person may not."""
    acts = []
    for row in REPORT.possible(found):
        if row.action not in ACTS:
            continue
        may = access.can(request.user, row.action, found)
        initial = {"version": found.version, "to": str(found.assignee.pseudonym) if found.assignee else ""}
        given = forms.get(row.action)
        form = given if row.action not in waiting else None
        if form is None and may:
            form = form_of(row.action, choices, found, initial=initial)
        url = reverse(f"feedback:report-{row.action}", args=[found.reference])
        acts.append({"row": row, "may": may, "form": form, "url": url, "open": given is not None, "waits": row.action in waiting})
    return acts


@access.holds("reports.view")
@require_POST
def act(request: HttpRequest, reference: str, action: str) -> HttpResponse:
    """Do one command to the report. What was typed stays when it cannot be done, and when somebody else was quicker."""
    found = _visible(request, reference)
    choices = dossier.choices_of(found)
    if "use" in request.POST:
        return _with_reply(request, found, choices, action)
    form = form_of(action, choices, found, request.POST)
    if not form.is_valid():
        return _page(request, found, choices, forms={action: form})
    try:
        do(action, found, form, request.user)
    except BadInput as error:
        for name, lines in error.fields.items():
            form.add_error(name if name in form.fields else None, lines)
        return _page(request, found, choices, forms={action: form})
    except (StaleVersion, WrongState) as error:
        return _conflict(request, found, action, str(error.detail), form)
    except Denied:
        _keep(request, found, action, form)
        raise
    messages.success(request, ACTS[action].done)
    is_seen = access.can(request.user, "view", _now(found))
    return redirect("feedback:report", reference=reference) if is_seen else redirect("feedback:inbox")


def _now(found: Report) -> Report:
    found.refresh_from_db(fields=["team", "area_path", "reporter"])
    return found


def _with_reply(request: HttpRequest, found: Report, choices: Choosing, action: str) -> HttpResponse:
    """Show the page again with a reply that is kept ready put behind what was typed; nothing is sent."""
    given = form_of(action, choices, found, request.POST)
    typed = {name: given.data.get(given.add_prefix(name), "") for name in given.fields}
    offers = replies.offered(choices, found, action)
    typed["words"] = replies.put_in(typed.get("words", ""), typed.get("reply", ""), offers, found, request.user)
    form = form_of(action, choices, found, initial=typed)
    form.fields["words"].widget.attrs["autofocus"] = True
    return _page(request, found, choices, forms={action: form})


def _keep(request: HttpRequest, found: Report, action: str, form: HouseForm) -> bool:
    """Keep what was typed, where the act has words. Tells whether there was anything to keep."""
    given, field = form.cleaned_data, ACTS[action].text
    words = str(given.get(field) or "")
    if not words.strip():
        return False
    others = {name: str(given[name]) for name in ("outcome", "to") if given.get(name)}
    text = Text(action, words, given.get("version") or found.version, others, given.get("unsent"))
    unsent.keep(found.pk, text=text, actor=person(request.user))
    return True


def _conflict(request: HttpRequest, found: Report, action: str, why: str, form: HouseForm) -> HttpResponse:
    """Keep what was typed, and show the report as it stands now with both texts on it."""
    is_kept = _keep(request, found, action, form)
    if not is_kept:
        messages.warning(request, why)
    return SeeOther(reverse("feedback:report", args=[found.reference]) + ("#unsent" if is_kept else ""))


@access.holds("reports.view")
@require_POST
def drop(request: HttpRequest, reference: str, unsent_id: int) -> HttpResponse:
    """Throw away a text of one's own that could not be sent."""
    unsent.drop(unsent_id, actor=person(request.user))
    messages.success(request, _("Thrown away."))
    return redirect("feedback:report", reference=reference)
