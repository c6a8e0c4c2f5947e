"""Somebody says how the police treated them: taken in once, however often it is sent, and with no account beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from feedback.models import Concerned, Conduct, Report
from feedback.services.conduct import promises
from feedback.services.intake import Sender
from policing import timekeeping
from policing.accounts.models import Team
from policing.areas.models import Area
from policing.commands import command
from policing.errors import BadInput
from policing.events.services import Actor, emit
from policing.privacy.crypto import keyed_hash
from policing.privacy.models import Identity
from policing.privacy.receipts import hash_receipt, receipt_for
from policing.privacy.references import new_reference
from policing.privacy.services import keep_identity

MOST_WORDS = 8000
MOST_LINE = 200
MOST_TEAMS = 20
REFERENCE_TRIES = 5


@dataclass(frozen=True)
class Told:
    """What a person tells: what it is, who was treated so, what happened, by whom, and what would put it right."""

    kind: str
    words: str
    whom: str = Conduct.Whom.SELF
    agrees: str = ""
    when_words: str = ""
    place_words: str = ""
    area_code: str = ""
    who_words: str = ""
    teams: tuple[str, ...] = ()
    wish_words: str = ""
    may_share: bool = False
    language: str = "en-gb"


@dataclass(frozen=True)
class Taken:
    """It is in: the row, the receipt to show once, and whether this very call made it."""

    conduct: Conduct
    receipt: str
    is_new: bool


@command(name="feedback.conduct.submit", page="feedback:conduct-check", api="feedback-api:conduct-list")
def submit(*, token: str, told: Told, sender: Sender, channel: str = Conduct.Channel.WEB, now: datetime | None = None) -> Taken:
    """Take in thanks, a suggestion or a complaint, once for a form token however often it is sent. Nothing is ever too late.

    Starts its promises and emits ``feedback.conduct.submitted`` with the role ``reporter`` as its actor. Raises BadInput for
    answers that cannot be used, and for a token that was used with other words.
    """
    digest = _digest(told, sender)
    submission = keyed_hash("conduct-submission", token)
    if found := _sent_before(submission, digest, token):
        return found
    if problems := _odd(told) | _odd_sender(sender):
        raise BadInput(problems)
    moment = now or timekeeping.now()
    for attempt in range(1, REFERENCE_TRIES + 1):
        try:
            conduct = _take_in(told, sender, channel, moment, token=token, submission=submission, digest=digest)
        except IntegrityError:
            # the same form came in meanwhile, or the reference that was drawn is taken: then another is drawn
            if found := _sent_before(submission, digest, token):
                return found
            if attempt == REFERENCE_TRIES:
                raise
        else:
            return Taken(conduct, receipt_for(token), is_new=True)
    raise AssertionError("the last attempt returns or raises")


def _digest(told: Told, sender: Sender) -> str:
    parts = [str(getattr(told, name)) for name in told.__dataclass_fields__ if name != "language"]
    parts += [sender.mode, sender.name, sender.email, sender.phone]
    return keyed_hash("conduct-digest", json.dumps(parts, ensure_ascii=False))


def _sent_before(submission: str, digest: str, token: str) -> Taken | None:
    conduct = Conduct.objects.filter(submission=submission).first()
    if conduct is None:
        return None
    if conduct.submission_digest != digest:
        raise BadInput({"token": [_("This form was already sent with other words. Open a new form to tell us more.")]})
    return Taken(conduct, receipt_for(token), is_new=False)


def _odd(told: Told) -> dict[str, list[Any]]:
    chosen = {
        "kind": (told.kind in Conduct.Kind.values, _("Choose what you want to tell us. “I do not know” is fine.")),
        "whom": (told.whom in Conduct.Whom.values, _("Choose who was treated like this.")),
        "agrees": (
            not told.agrees or (told.whom == Conduct.Whom.OTHER and told.agrees in Conduct.Agrees.values),
            _("Tell us whether the other person knows."),
        ),
        "may_share": (
            not told.may_share or told.kind == Conduct.Kind.THANKS,
            _("Only words of thanks are shown to the officers."),
        ),
        "language": (told.language in dict(settings.LANGUAGES), _("We do not write in that language yet.")),
    }
    return {name: [words] for name, (is_fine, words) in chosen.items() if not is_fine} | _odd_words(told)


def _odd_words(told: Told) -> dict[str, list[Any]]:
    most = {
        "words": MOST_WORDS,
        "who_words": MOST_WORDS,
        "wish_words": MOST_WORDS,
        "when_words": MOST_LINE,
        "place_words": MOST_LINE,
    }
    too_long = _("That is more than we can take at once. Please use fewer words.")
    problems: dict[str, list[Any]] = {name: [too_long] for name, limit in most.items() if len(getattr(told, name)) > limit}
    if not told.words.strip():
        problems["words"] = [_("Tell us a little about what happened.")]
    return problems


def _odd_sender(sender: Sender) -> dict[str, list[Any]]:
    if sender.mode not in Conduct.Mode.values:
        return {"mode": [_("Choose whether you want to give a name.")]}
    if sender.mode == Conduct.Mode.ANONYMOUS:
        if sender.name or sender.email or sender.phone or sender.account:
            return {"mode": [_("What is sent without a name cannot hold a name, an address or an account.")]}
        return {}
    if not (sender.email or sender.phone or sender.account):
        return {"email": [_("Tell us where to write back, or choose to give no name.")]}
    return {}


def _take_in(told: Told, sender: Sender, channel: str, moment: datetime, *, token: str, submission: str, digest: str) -> Conduct:
    with transaction.atomic():
        conduct = _make(told, sender, channel, moment, token=token, submission=submission, digest=digest)
        Concerned.objects.bulk_create(Concerned(conduct=conduct, team=team, at=conduct.received_at) for team in _teams(told))
        promises.start_promises(conduct)
        conduct.save(update_fields=["due_at"])
        emit(
            "feedback.conduct.submitted",
            subject=conduct,
            subject_ref=conduct.reference,
            actor=Actor.reporter(),
            payload={"kind": conduct.kind, "mode": conduct.mode, "channel": conduct.channel},
            at=conduct.received_at,
        )
    return conduct


def _teams(told: Told) -> list[Team]:
    wanted = set(told.teams)
    found = list(Team.objects.in_use().filter(code__in=wanted)) if wanted else []
    if len(found) != len(wanted) or len(wanted) > MOST_TEAMS:
        raise BadInput({"teams": [_("Choose teams from the list, or describe them in your own words.")]})
    return found


def _area(code: str) -> Area | None:
    if not code:
        return None
    found: Area | None = Area.objects.in_use().filter(code=code).only("id", "code", "path", "name").first()
    if found is None:
        raise BadInput({"area": [_("Choose an area from the list.")]})
    return found


def _keep(sender: Sender, language: str) -> Identity | None:
    """Keep who wrote it in the identity room. The account stands there alone, so its address is how news can go out."""
    if sender.mode == Conduct.Mode.ANONYMOUS:
        return None
    of_account = sender.account.email if sender.account else ""
    return keep_identity(
        mode=sender.mode,
        name=sender.name,
        email=sender.email or of_account,
        phone=sender.phone,
        language=language,
        user=sender.account,
    )


def _reference() -> str:
    """Draw a reference that names no report either: one front door opens both."""
    drawn = [new_reference() for _try in range(REFERENCE_TRIES)]
    taken = set(Report.objects.filter(reference__in=drawn).values_list("reference", flat=True))
    return next(reference for reference in drawn if reference not in taken)


def _make(told: Told, sender: Sender, channel: str, moment: datetime, *, token: str, submission: str, digest: str) -> Conduct:
    area = _area(told.area_code)
    conduct = Conduct(
        reference=_reference(),
        submission=submission,
        submission_digest=digest,
        receipt_hash=hash_receipt(receipt_for(token)),
        kind=told.kind,
        whom=told.whom,
        agrees=told.agrees,
        mode=sender.mode,
        channel=channel,
        language=told.language,
        words=told.words.strip(),
        when_words=told.when_words.strip(),
        place_words=told.place_words.strip(),
        who_words=told.who_words.strip(),
        wish_words=told.wish_words.strip(),
        may_share=told.may_share,
        area=area,
        scope_path=area.path if area else "",
        identity=_keep(sender, told.language),
        received_at=timekeeping.coarse(moment),
    )
    conduct.save(force_insert=True)
    return conduct
