"""A neighbour who joined a published report before it was closed says that it is not fixed. It counts as the resident's own word does."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback import joined
from feedback.models import Joining, NeighbourWord, Report
from feedback.services import together
from feedback.workflow import REPORT
from policing import timekeeping
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput, Denied, Unseen, WrongState
from policing.events.services import Actor, emit
from policing.privacy.crypto import keyed_hash

MOST_WORDS = 2000


@command(name="feedback.report.contest_by_neighbour", page="feedback:joined-contest", api="feedback-api:joined-contest")
def contest_by_neighbour(slug: str, *, words: str, token: str, actor: User, now: datetime | None = None) -> Report:
    """Say that a published report, which the person joined before it was closed, is not fixed, and why.

    It is open again, counted in public, and a promise to look again runs. The team reads the words; the resident who sent the
    report learns that a neighbour spoke, not who or what. Once for each time that it is closed; sent twice it is one contest.
    Locks the report, then the joining; emits one event that names nobody. Raises Unseen for whoever did not join it, Denied
    without a confirmed address, WrongState where it is open, was joined too late or was contested by them, and BadInput.
    """
    said = words.strip()
    if not said:
        raise BadInput({"words": [_("Write a few words first.")]})
    if len(said) > MOST_WORDS:
        raise BadInput({"words": [_("That is too long. Please use fewer words.")]})
    moment = timekeeping.coarse(now or timekeeping.now())
    with transaction.atomic():
        report, joining = _locked(slug, actor)
        sealed = keyed_hash("neighbour", f"{joining.pk}:{token}")
        if NeighbourWord.objects.filter(token=sealed).exists():
            return report
        if not joined.is_confirmed(actor):
            raise Denied(_("Please show us first that your e-mail address is yours."))
        if reason := joined.refusal(joining):
            raise WrongState(reason)
        row = REPORT.check(report, "contest_by_neighbour")
        NeighbourWord.objects.create(report=report, words=said, token=sealed, at=moment)
        joining.contested_at = now or timekeeping.now()
        joining.save(update_fields=["contested_at"])
        payload = together.contest(report, moment)
        report.state = row.after(report.state)
        report.version += 1
        report.save(update_fields=["state", "outcome", "closed_at", "contests", "due_at", "version"])
        emit(
            row.event,
            subject=report,
            subject_ref=report.reference,
            actor=Actor.reporter(),
            area_path=report.area_path,
            team_id=report.team_id,
            payload=payload,
            at=moment,
        )
        together.tell_of_contest(report, moment)
    return report


def _locked(slug: str, actor: User) -> tuple[Report, Joining]:
    """Lock the report behind a published one that the person joined, then the joining. Raises Unseen where they did not."""
    known = joined.one(actor, slug)
    report = together.lock(known.publication.report_id)
    joining = Joining.objects.select_for_update(of=("self",)).select_related("publication").filter(pk=known.pk).first()
    if report is None or joining is None:
        raise Unseen
    joining.publication.report = report
    return report, joining
