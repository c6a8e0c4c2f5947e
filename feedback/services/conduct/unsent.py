"""What a reviewer typed while another one was quicker: kept on the server until they send it or throw it away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.conduct.workflow import CONDUCT
from feedback.models import Conduct, ConductUnsent
from feedback.services.conduct.intake import MOST_WORDS
from feedback.services.conduct.moving import locked
from feedback.services.unsent import BETWEEN
from policing import timekeeping
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput, Unseen
from policing.events.services import Actor, emit


@command(name="feedback.conduct.keep", page="feedback:conduct-answer", api="feedback-api:conduct-unsent")
def keep(
    conduct_id: int, *, action: str, words: str, fields: Mapping[str, str], actor: User, now: datetime | None = None
) -> ConductUnsent:
    """Keep what was typed for an act and could not be sent, once for a reviewer and an act.

    Another text for the same act is put behind the one that is kept, so that neither is lost; the same twice changes nothing.
    Locks the row, emits one event. Raises Unseen (for everybody in conflict too), and BadInput for an act that has no words, for
    no words, or far too many.
    """
    said = words.strip()
    if action not in {row.action for row in CONDUCT.transitions if "words" in row.requires}:
        raise BadInput({"action": [_("That needs no words, so there is nothing to keep.")]})
    if not said or len(said) > MOST_WORDS:
        raise BadInput({"words": [_("Write a few words first.") if not said else _("That is too long. Please use fewer words.")]})
    with transaction.atomic():
        conduct = locked(conduct_id, actor, "view", None)
        held = ConductUnsent.objects.filter(conduct=conduct, user=actor, action=action).first()
        if held is not None and said in held.words:
            return held
        row = held or ConductUnsent(conduct=conduct, user=actor, action=action)
        row.words = f"{held.words}{BETWEEN}{said}" if held else said
        row.fields, row.at = dict(fields), now or timekeeping.now()
        row.save()
        _tell("feedback.conduct.kept", conduct, actor, row.at)
        return row


@command(name="feedback.conduct.drop", page="feedback:conduct-unsent-drop", api="feedback-api:conduct-unsent-drop")
def drop(unsent_id: int, *, actor: User, now: datetime | None = None) -> None:
    """Throw away a kept text of one's own. Locks the row, emits one event. Raises Unseen for what is not there or not theirs."""
    with transaction.atomic():
        rows = ConductUnsent.objects.select_for_update(of=("self",)).select_related("conduct")
        row = rows.filter(pk=unsent_id, user=actor).first()
        if row is None:
            raise Unseen
        _tell("feedback.conduct.dropped", row.conduct, actor, now or timekeeping.now())
        row.delete()


def _tell(name: str, conduct: Conduct, actor: User, at: datetime) -> None:
    emit(name, subject=conduct, subject_ref=conduct.reference, actor=Actor.person(actor), at=at)
