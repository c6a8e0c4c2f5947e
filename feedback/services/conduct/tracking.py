"""The door of somebody who wrote about the police: reference and receipt together, and nothing else, not even an account."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.utils.translation import gettext_lazy as _

from feedback.conduct.workflow import CONDUCT
from feedback.models import Conduct
from feedback.services.two_codes import Kept, Room
from policing import timekeeping
from policing.errors import Unseen
from policing.privacy.crypto import decrypt, encrypt
from policing.privacy.receipts import check_receipt, normalise
from policing.privacy.references import normalise_reference
from policing.workflow import State

PASS_HOURS = 2
COOKIE = "conduct-track"
ANSWERED_US = State("asked", _("Asked for more"), _("You answered us, and we read it next"), "go")


@dataclass(frozen=True)
class Door:
    """Proof that the caller wrote it. Made only by the functions of this module."""

    conduct_id: int


def _kept(reference: str) -> Kept | None:
    found: Kept | None = Conduct.objects.filter(reference=reference).values_list("pk", "receipt_hash").first()
    return found


def by_codes(reference: str, receipt: str) -> Door:
    """Open by reference and receipt. Raises Unseen for any wrong pair; an unknown reference costs the same time."""
    pk, kept = _kept(normalise_reference(reference)) or (None, None)
    if not check_receipt(kept, normalise(receipt)) or pk is None:
        raise Unseen
    return Door(pk)


def make_pass(conduct_id: int) -> str:
    """Give a sealed pass for the cookie of the tracking pages, so that the codes are typed once; good for two hours."""
    ends = timekeeping.now() + timedelta(hours=PASS_HOURS)
    return encrypt(json.dumps({"conduct": conduct_id, "ends": ends.timestamp()})).decode("ascii")


def by_pass(sealed: str) -> Door:
    """Open by a sealed pass. Raises Unseen where it is missing, not ours, or over."""
    try:
        held = json.loads(decrypt(sealed.encode("ascii", errors="replace")))
        conduct_id, ends = int(held["conduct"]), float(held["ends"])
    except (InvalidToken, ValueError, TypeError, KeyError) as error:
        raise Unseen from error
    if ends < timekeeping.now().timestamp():
        raise Unseen
    return Door(conduct_id)


def tracked(door: Door) -> Conduct:
    """Give what is behind a door. One query."""
    found: Conduct | None = Conduct.objects.for_detail().filter(pk=door.conduct_id).first()
    if found is None:
        raise Unseen
    return found


def public_state(conduct: Conduct) -> State:
    """Give the state as its writer reads it: a question that they answered is not asked of them any more."""
    if conduct.state == ANSWERED_US.code and conduct.unread_replies:
        return ANSWERED_US
    return CONDUCT.state(conduct.state)


ROOM = Room("conduct", _kept, make_pass, "feedback:track-conduct", COOKIE, "feedback:track-conduct")
