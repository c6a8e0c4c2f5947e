"""The acts of the team on one report: the command, the form, the words around it, and what is said once it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback import replies
from feedback.dossier import Choice
from feedback.forms import AssignForm, CloseForm, MoveForm, NoteForm, SayForm, VersionForm
from feedback.models import Report
from feedback.services import assigning, handling, notes, together
from feedback.services.acting import Form
from policing.ui.forms import HouseForm

Choosing = Mapping[str, list[Choice]]


@dataclass(frozen=True)
class Act:
    """One act. ``says`` are label and hint of its main question; ``text`` is the field whose words must never be lost."""

    command: Callable[..., Report]
    done: Any
    says: tuple[Any, Any] = ("", "")
    form: type[HouseForm] = VersionForm
    text: str = ""
    pairs: str = ""


ACTS: dict[str, Act] = {
    "acknowledge": Act(handling.acknowledge, _("Marked as read. The resident is told.")),
    "answer": Act(
        handling.answer,
        _("Your answer is on its way."),
        (_("Your answer"), _("The resident reads this. Say what you will do, or why you cannot.")),
        SayForm,
        "words",
    ),
    "ask": Act(
        handling.ask,
        _("Your question is on its way."),
        (_("Your question"), _("Ask one thing, and say why you need to know.")),
        SayForm,
        "words",
    ),
    "close": Act(
        handling.close,
        _("Closed. The resident is told what came of it."),
        (_("What you tell the resident"), _("What was done, what changed, and how sure you are.")),
        CloseForm,
        "words",
    ),
    "reopen": Act(
        handling.reopen,
        _("Taken up again. The resident is told."),
        (_("What you tell the resident"), _("Say that you look again, and what you will do.")),
        SayForm,
        "words",
    ),
    "tell": Act(
        handling.tell,
        _("Your words are on their way."),
        (_("Your words"), _("This one resident reads them. The others whose reports were merged do not.")),
        SayForm,
        "words",
    ),
    "note": Act(
        notes.note,
        _("Your note is kept."),
        (_("Your note"), _("Colleagues read this. The resident does not.")),
        NoteForm,
        "words",
    ),
    "assign": Act(assigning.assign, _("It is written down whose it is."), form=AssignForm, pairs="people"),
    "refer": Act(
        assigning.refer,
        _("Passed on. The other team and the resident are told."),
        (_("Which team?"), _("The place stays as it is. What you promised the resident goes along.")),
        MoveForm,
        "reason",
        "teams",
    ),
    "categorise": Act(
        assigning.categorise,
        _("It stands under the other category now."),
        (_("What is it about?"), ""),
        MoveForm,
        "reason",
        "categories",
    ),
}


def form_of(action: str, choices: Choosing, report: Report, data: Any = None, **kwargs: Any) -> HouseForm:
    """Give the form that an act asks for, with what can be chosen on this report."""
    act = ACTS[action]
    more: dict[str, Any] = {}
    if act.form in {SayForm, CloseForm, NoteForm, MoveForm}:
        more = {"label": act.says[0], "hint": _hint(action, report)}
    if act.form in {SayForm, CloseForm}:
        more["replies"] = replies.offered(choices, report, action)
    if act.pairs:
        more["pairs"] = [(row.code, row.label) for row in choices.get(act.pairs, [])]
    return act.form(data, prefix=action, **more, **kwargs)


def _hint(action: str, report: Report) -> Any:
    """Give the hint of an act, and how many people read what is written, where others are merged into the report."""
    people, hint = 1 + getattr(report, "merged_many", 0), ACTS[action].says[1]
    if people == 1 or action not in together.SHARED:
        return hint
    return gettext("%(people)d people read this, each in a thread of their own. %(hint)s") % {"people": people, "hint": hint}


def do(action: str, report: Report, form: HouseForm, actor: Any) -> Report:
    """Do the act with what the checked form holds."""
    given = {name: value for name, value in form.cleaned_data.items() if name not in {"token", "unsent", "reply"}}
    if ACTS[action].text:
        given["form"] = Form(form.cleaned_data.get("token", ""), form.cleaned_data.get("unsent"))
    return ACTS[action].command(report.pk, actor=actor, **given)
