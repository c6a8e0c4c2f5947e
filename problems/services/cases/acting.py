"""What every command on a case shares: the lock, the right, the table, the change and its event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.accounts.models import User
from policing.errors import BadInput, StaleVersion, Unseen
from policing.events.services import Actor, emit, kick
from policing.privacy.crypto import keyed_hash
from problems.models import Case, Figures, KeptText
from problems.workflow import CASE

MOST_REASON = 500
COUNT = "problems.count_figures"


@dataclass(frozen=True)
class Step:
    """One act: which, on which case, by whom, when, and the case's version that the person had before them."""

    case_id: int
    action: str
    actor: User
    version: int | None = None
    now: datetime | None = None
    token: str = ""

    @property
    def moment(self) -> datetime:
        """Give when it happens."""
        return self.now or timekeeping.now()


def hold(step: Step) -> Case:
    """Lock the case for who may know of it, and ask nothing more. Raises Unseen."""
    case: Case | None = Case.objects.select_for_update(of=("self",)).filter(pk=step.case_id).first()
    if case is None:
        raise Unseen
    access.require(step.actor, "view", case)
    return case


def sent_after_all(case: Case, actor: User, target: str) -> None:
    """Drop the text that a person had kept for this, since they sent it."""
    KeptText.objects.filter(case=case, user=actor, target=target).delete()


def lock(step: Step, *, in_any_state: bool = False) -> Case:
    """Lock the case, ask for the right, and ask the table. Raises Unseen, Denied with the reason, StaleVersion, WrongState.

    ``in_any_state`` leaves out the table, for what only keeps words safe.
    """
    case: Case | None = Case.objects.select_for_update(of=("self",)).filter(pk=step.case_id).first()
    if case is None:
        raise Unseen
    access.require(step.actor, step.action, case)
    if step.version is not None and step.version != case.version:
        raise StaleVersion
    if not in_any_state:
        CASE.check(case, step.action)
    return case


def words_of(words: str, *, field: str = "words", most: int = 8000, empty: Any = None) -> str:
    """Give the words without space around them. Raises BadInput under ``field`` where there are none, or too many."""
    said = words.strip()
    if not said:
        raise BadInput({field: [empty or _("Write a few words first.")]})
    if len(said) > most:
        raise BadInput({field: [_("That is too long. Please use fewer words.")]})
    return said


def reason_of(reason: str, field: str = "reason") -> str:
    """Give a short reason on one line. Raises BadInput where there is none, or it is too long."""
    return words_of(" ".join(reason.split()), field=field, most=MOST_REASON, empty=_("Write a short reason."))


def sealed(step: Step, what: str) -> str | None:
    """Give the keyed hash under which a form's token is kept, so that the form sent twice is found; None without one."""
    return keyed_hash("case", f"{step.case_id}:{what}:{step.token}") if step.token else None


def fingerprint(*sent: Any) -> str:
    """Give the keyed hash of what was sent with a form, by which the same sent twice is told from something else."""
    return keyed_hash("case-sent", json.dumps(sent, sort_keys=True, default=_plain))


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value.hex() if isinstance(value, bytes) else str(value)


def refuse_other(known: Any, sent: str) -> None:
    """Pass what was sent twice. Raises BadInput where the token of ``known`` was used for something else."""
    if known.sent and known.sent != sent:
        raise BadInput({"token": [_("This was already sent with other words. To add this one too, send it as a new one.")]})


def save(case: Case, step: Step, fields: Iterable[str] = ()) -> Case:
    """Let the table say the state after the act, and save it with the other fields that changed and a new version."""
    case.state = CASE.transition(step.action).after(case.state)
    case.version += 1
    case.save(update_fields=["state", "version", *fields])
    return case


def tell(
    name: str,
    case: Case,
    step: Step,
    payload: Mapping[str, Any] | None = None,
    *,
    subject: Model | None = None,
    actor: Actor | None = None,
) -> None:
    """Emit an event of a case, in the transaction of the change."""
    emit(
        name,
        subject=subject or case,
        subject_ref=case.reference,
        actor=actor or Actor.person(step.actor),
        area_path=case.area_path,
        team_id=case.team_id,
        payload=dict(payload or {}),
        at=step.moment,
    )


def count_anew(case: Case, moment: datetime) -> None:
    """Say that the figures of a case are out of date, so that a worker counts them. One query."""
    Figures.objects.update_or_create(case=case, defaults={"wanted_at": moment})
    transaction.on_commit(lambda: kick(COUNT))
