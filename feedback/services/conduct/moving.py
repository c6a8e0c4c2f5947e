"""The two steps that every command of a reviewer takes: lock with the right asked, and move with one event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from feedback.conduct.workflow import CONDUCT
from feedback.models import Conduct, ConductUnsent
from policing import access
from policing.accounts.models import User
from policing.errors import StaleVersion, Unseen
from policing.events.services import Actor, emit


def locked(conduct_id: int, actor: User, action: str, version: int | None) -> Conduct:
    """Lock the row and ask the right. Raises Unseen, Denied, and StaleVersion where it changed since ``version``."""
    conduct: Conduct | None = Conduct.objects.select_for_update(of=("self",)).filter(pk=conduct_id).first()
    if conduct is None:
        raise Unseen
    access.require(actor, action, conduct)
    if version is not None and version != conduct.version:
        raise StaleVersion
    return conduct


def move(
    conduct: Conduct,
    action: str,
    actor: User,
    moment: datetime,
    *,
    fields: tuple[str, ...] = (),
    payload: dict[str, Any] | None = None,
) -> Conduct:
    """Change the state as the table says, save, and emit the row's event: of no area and no team, so that no list shows it.

    What the reviewer had kept for this act is sent with it, so it is kept no more.
    """
    row = CONDUCT.check(conduct, action)
    conduct.state = row.target or conduct.state
    conduct.version += 1
    conduct.save(update_fields=["state", "version", "due_at", *fields])
    ConductUnsent.objects.filter(conduct=conduct, user=actor, action=action).delete()
    emit(
        row.event,
        subject=conduct,
        subject_ref=conduct.reference,
        actor=Actor.person(actor),
        payload=payload or {},
        at=moment,
    )
    return conduct
