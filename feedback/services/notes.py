"""Words within the team about a report. The resident never reads them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import Note, Report
from feedback.services import acting
from feedback.services.acting import NO_FORM, Form, Step
from feedback.workflow import REPORT
from policing.accounts.models import User
from policing.commands import command


@command(name="feedback.report.note", page="feedback:report-note", api="feedback-api:report-note")
def note(
    report_id: int, *, words: str, actor: User, version: int | None = None, form: Form = NO_FORM, now: datetime | None = None
) -> Report:
    """Write a note for colleagues. The same ``form`` sent twice is one note. Locks the report, emits one event.

    Raises Unseen, Denied, StaleVersion where a version is given, and BadInput. A note counts as a change, since whoever is
    writing to the resident at that moment should read it first.
    """
    said = acting.words_of(words, empty=_("Write a few words first."))
    step = Step(report_id, "note", actor, version, form, now)
    with transaction.atomic():
        report = acting.lock(step)
        if acting.was_written(step, Note.objects, said):
            return report
        acting.refuse_stale(step, report)
        REPORT.check(report, "note")
        sealed = acting.refuse_used_token(step, Note.objects)
        row = Note.objects.create(report=report, author=actor, words=said, token=sealed, at=step.moment)
        return acting.move(step, report, payload={"note": row.pk})
