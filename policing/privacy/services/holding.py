"""Holding a record back from disposal, and letting it go again. Each takes a reason that is kept."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.commands import command
from policing.errors import BadInput, Unseen, WrongState
from policing.events.services import Actor, emit
from policing.privacy import holds
from policing.privacy.events import HELD, RELEASED
from policing.privacy.models import LegalHold
from policing.privacy.workflow import HOLD

LEAST_REASON = 8
MOST_REASON = 500


@command(name="privacy.hold.place", page="privacy:hold-place", api="privacy-api:hold-list")
def place(*, subject_type: str, reference: str, reason: str, actor: Any) -> LegalHold:
    """Keep a record, and all that belongs to it, from being disposed of until the hold ends.

    The record is named by its reference, so that who may hold need not be able to read it. Raises BadInput under ``reference``
    where nothing has it (any more) and under ``reason``, WrongState where it is on hold for another reason. Held again for the
    same reason is harmless. Locks the record. Emits ``privacy.hold.placed`` on the record.
    """
    kind = next((one for one in holds.holdables.all() if one.name == subject_type), None)
    with transaction.atomic():
        subject = kind.lock(reference.strip()) if kind else None
        wanted = LegalHold(subject_type=subject_type, area_path=getattr(subject, "area_path", ""))
        access.require(actor, "place", wanted)
        if subject is None:
            raise BadInput({"reference": [_("Nothing is kept under this reference. Check each word and number.")]})
        words = reason_of(reason)
        there = holds.of(subject)
        if there is not None:
            return _same(there, words)
        moment = timekeeping.now()
        hold = LegalHold.objects.create(
            subject_type=subject_type,
            subject_id=subject.pk,
            subject_ref=str(subject)[:60],
            area_path=wanted.area_path,
            reason=words,
            placed_by_id=actor.pk,
            placed_at=moment,
        )
        _emit(HELD, hold, subject, actor)
    return hold


@command(name="privacy.hold.release", page="privacy:hold-release", api="privacy-api:hold-release")
def release(hold_id: int, *, reason: str, actor: Any) -> LegalHold:
    """End a hold, so that the schedule takes its course again from the next night.

    Raises Unseen for a hold that the actor may not know, BadInput under ``reason``, WrongState where it ended already. Locks
    the record and the hold. Emits ``privacy.hold.released`` on the record, or on the hold where the record is gone.
    """
    with transaction.atomic():
        found = LegalHold.objects.filter(pk=hold_id).first()
        subject = _subject(found) if found else None
        hold = LegalHold.objects.select_for_update(of=("self",)).filter(pk=hold_id).first()
        if hold is None:
            raise Unseen
        access.require(actor, "release", hold)
        HOLD.check(hold, "release")
        hold.release_reason = reason_of(reason)
        hold.state, hold.released_at, hold.released_by_id = "released", timekeeping.now(), actor.pk
        hold.save(update_fields=["release_reason", "state", "released_at", "released_by"])
        _emit(RELEASED, hold, subject or hold, actor)
    return hold


def reason_of(typed: str) -> str:
    """Give a reason as it is kept. Raises BadInput under ``reason`` for one that says nothing."""
    words = " ".join(typed.split())
    if len(words) < LEAST_REASON:
        raise BadInput({"reason": [_("Say in a few words why. It is kept and can be checked.")]})
    if len(words) > MOST_REASON:
        raise BadInput({"reason": [_("Say it in 500 letters or fewer.")]})
    return words


def _same(there: LegalHold, words: str) -> LegalHold:
    if there.reason != words:
        raise WrongState(_("It is on hold already. End that hold first, if the reason is another one now."))
    return there


def _subject(hold: LegalHold) -> Model | None:
    kind = next((one for one in holds.holdables.all() if one.name == hold.subject_type), None)
    return kind.lock(hold.subject_ref) if kind else None


def _emit(name: str, hold: LegalHold, subject: Model, actor: Any) -> None:
    emit(
        name,
        subject=subject,
        subject_ref=hold.subject_ref,
        actor=Actor.person(actor),
        area_path=hold.area_path,
        team_id=getattr(subject, "team_id", None),
        payload={"hold": hold.pk},
    )
