"""Texts that could not be sent because a colleague was quicker: both texts beside each other, until one decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from feedback import dossier
from feedback.dossier import Past
from feedback.models import Message, Report, Unsent
from feedback.views.acts import ACTS, Choosing, form_of
from feedback.workflow import REPORT
from policing import access
from policing.events.timeline import Line
from policing.ui.components.parts import Moment, Remark
from policing.ui.forms import HouseForm
from policing.workflow import Transition, Words

QUIET = "feedback.report.rated"  # changes nothing that the team reads while they write, so it is no version
SPOKEN = frozenset({"asked", "answered", "closed", "reopened", "told", "replied", "contested", "withdrawn"})


@dataclass(frozen=True)
class Waiting:
    """One kept text: what others did since, what the person typed, and the form to send it by, or the reason why not."""

    row: Transition
    kept: Unsent
    since: list[Moment]
    said: list[Remark]
    form: HouseForm | None
    why_not: Words
    url: str

    @property
    def words_id(self) -> str:
        """Give the id of the field that holds the words."""
        return self.form[ACTS[self.row.action].text].auto_id if self.form is not None else f"kept-{self.kept.pk}"


def waiting(
    request: HttpRequest,
    found: Report,
    choices: Choosing,
    forms: Mapping[str, HouseForm],
    *,
    said: Sequence[Message],
    past: Sequence[Past],
    happened: Sequence[Line],
) -> list[Waiting]:
    """Give the texts that the person could not send yet. One query."""
    rows = []
    for one in dossier.unsent_of(found, request.user):
        lines = _since(found, one, happened)
        may = access.can(request.user, one.action, found)
        why_not = REPORT.refusal(found, one.action) if may else may.reason
        form = None if why_not else forms.get(one.action) or _form(one, found, choices)
        url = reverse(f"feedback:report-{one.action}", args=[found.reference])
        moments = [Moment(line.sentence, line.at, line.actor_label) for line in lines]
        rows.append(Waiting(REPORT.transition(one.action), one, moments, _said(lines, said, past), form, why_not or "", url))
    return rows


def _since(found: Report, one: Unsent, happened: Sequence[Line]) -> list[Line]:
    """Give what happened since the person saw the report: each event of a report is one version of it."""
    own = [line for line in happened if line.name.startswith("feedback.report.") and line.name != QUIET]
    return own[-max(1, found.version - one.seen_version) :] if own else []


def _said(lines: Sequence[Line], said: Sequence[Message], past: Sequence[Past]) -> list[Remark]:
    """Give the words that were written since, to the resident, by the resident, and within the team."""
    spoken = sum(line.name.rpartition(".")[2] in SPOKEN for line in lines)
    noted = sum(line.name == "feedback.report.noted" for line in lines)
    remarks = [
        Remark(row.staff.display_name if row.staff else row.get_author_display(), row.words, row.at, "them")
        for row in (said[-spoken:] if spoken else [])
    ]
    notes = [row for row in past if row.kind == "note"]
    return remarks + [Remark(row.by, row.words, row.at, "note") for row in (notes[-noted:] if noted else [])]


def _form(one: Unsent, found: Report, choices: Choosing) -> HouseForm:
    initial: dict[str, Any] = {**one.fields, ACTS[one.action].text: one.words, "version": found.version, "unsent": one.pk}
    return form_of(one.action, choices, found, initial=initial)
