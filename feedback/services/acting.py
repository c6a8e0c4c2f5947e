"""What every command of the team on one report shares: the lock, the right, the version, the words, the change and its event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from feedback.models import Message, Report, Unsent
from feedback.services import promises, together
from feedback.workflow import REPORT
from policing import access, timekeeping
from policing.accounts.models import User
from policing.errors import BadInput, StaleVersion, Unseen
from policing.events.services import Actor, emit
from policing.privacy.crypto import keyed_hash

MOST_WORDS = 8000
MOST_REASON = 500


@dataclass(frozen=True)
class Form:
    """The filled-in form that an act came by: its token, and the kept text (an ``Unsent``) that it sends at last."""

    token: str = ""
    unsent: int | None = None


NO_FORM = Form()


@dataclass(frozen=True)
class Step:
    """One act: which, on which report, by whom, and what it is guarded by."""

    report_id: int
    action: str
    actor: User
    version: int | None = None
    form: Form = NO_FORM
    now: datetime | None = None

    @property
    def moment(self) -> datetime:
        """Give when it happens."""
        return self.now or timekeeping.now()


def lock(step: Step) -> Report:
    """Lock the report and ask for the right. Raises Unseen, or Denied with the reason."""
    report: Report | None = (
        Report.objects.select_for_update(of=("self",)).select_related("category", "team").filter(pk=step.report_id).first()
    )
    if report is None:
        raise Unseen
    access.require(step.actor, step.action, report)
    return report


def refuse_stale(step: Step, report: Report) -> None:
    """Pass while the report is as the person saw it. Raises StaleVersion where somebody changed it since."""
    if step.version is not None and step.version != report.version:
        raise StaleVersion


def lock_fresh(step: Step) -> Report:
    """Lock the report, ask for the right, and refuse where somebody changed it since."""
    report = lock(step)
    refuse_stale(step, report)
    return report


def words_of(words: str, *, field: str = "words", most: int = MOST_WORDS, empty: Any = None) -> str:
    """Give the words without space around them. Raises BadInput under ``field`` where there are none, or too many."""
    said = words.strip()
    if not said:
        raise BadInput({field: [empty or _("Write what the resident will read.")]})
    if len(said) > most:
        raise BadInput({field: [_("That is too long for one message. Please use fewer words.")]})
    return said


def reason_of(reason: str) -> str:
    """Give a short reason on one line. Raises BadInput where there is none, or it is too long."""
    return words_of(" ".join(reason.split()), field="reason", most=MOST_REASON, empty=_("Write a short reason."))


def seal(step: Step) -> str | None:
    """Give the keyed hash under which the form's token is kept, so that the form sent twice is found; None without a form."""
    return keyed_hash("message", f"{step.report_id}:{step.action}:{step.form.token}") if step.form.token else None


def was_written(step: Step, rows: Any, words: str) -> bool:
    """Tell whether this very form came in before with these words; ``rows`` are those it would be among. One query, or none."""
    sealed = seal(step)
    return sealed is not None and rows.filter(token=sealed, words=words).exists()


def refuse_used_token(step: Step, rows: Any) -> str | None:
    """Give the sealed token for a new row. Raises BadInput where the form came in before with other words."""
    sealed = seal(step)
    if sealed is not None and rows.filter(token=sealed).exists():
        raise BadInput({"token": [_("This form was already sent with other words. Open a new form for new words.")]})
    return sealed


def write(step: Step, report: Report, kind: str, words: str) -> int:
    """Keep what the resident reads in its one row and give its id, by which the event and the mail about it find it."""
    sealed = refuse_used_token(step, Message.objects)
    row = Message(
        report=report, author=Message.Author.TEAM, kind=kind, staff=step.actor, words=words, token=sealed, at=step.moment
    )
    row.save(force_insert=True)
    return int(row.pk)


def move(
    step: Step,
    report: Report,
    *,
    met: tuple[str, ...] = (),
    fields: tuple[str, ...] = (),
    payload: dict[str, Any] | None = None,
) -> Report:
    """Check the table, change the state, keep promises, save, and emit the row's event. The report is locked already.

    A kept text that this sends is let go in the same transaction.
    """
    row = REPORT.check(report, step.action)
    report.state = row.after(report.state)
    report.version += 1
    if met:
        promises.keep_promises(report, *met, moment=step.moment)
    report.save(update_fields=["state", "version", "due_at", *fields])
    if step.form.unsent is not None:
        Unsent.objects.filter(pk=step.form.unsent, report=report, user=step.actor).delete()
    emit(
        row.event,
        subject=report,
        subject_ref=report.reference,
        actor=Actor.person(step.actor),
        area_path=report.area_path,
        team_id=report.team_id,
        payload=payload or {},
        at=step.moment,
    )
    together.follow(report, step.action, Actor.person(step.actor), step.moment, payload or {})
    return report
