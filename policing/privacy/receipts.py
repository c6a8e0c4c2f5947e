"""The receipt: the secret half of the two codes. Sixteen digits, made from the form's token, kept only as a slow hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from django.conf import settings

from policing import timekeeping
from policing.privacy import codes

DIGITS = 16
SPAN = 10**DIGITS
DRAWN_BYTES = 7  # 56 bits: room for seven whole spans, so that rejecting the rest leaves every receipt equally likely
ROOM = (256**DRAWN_BYTES // SPAN) * SPAN
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})

# argon2id, 8 MiB, two rounds: a receipt is 53 bits drawn at random and peppered, not a password that somebody chose, so its
# length guards it and not the cost of a guess; this stays slow for a thief of the table and is quick for a frightened person
_slow = PasswordHasher(time_cost=2, memory_cost=8 * 1024, parallelism=1)


def new_token() -> str:
    """Give a fresh 128-bit form token, fit for a hidden field (32 hexadecimal digits)."""
    return secrets.token_hex(16)


def receipt_for(token: str) -> str:
    """Give the receipt of a form token, like ``4821 0937 5560 1184``: the same token always gives the same receipt."""
    for turn in range(1_000):
        drawn = hmac.digest(settings.RECEIPT_KEY.encode(), f"receipt/{turn}/{token}".encode(), hashlib.sha256)
        value = int.from_bytes(drawn[:DRAWN_BYTES], "big")
        if value < ROOM:
            return _grouped(f"{value % SPAN:0{DIGITS}d}")
    raise AssertionError("a keyed hash that never falls inside the room is no hash")


def normalise(text: str) -> str:
    """Give the digits of a receipt as typed; a receipt has sixteen, and with another count it is none. Never raises.

    Spaces, dashes, local digits, and the letters O, I and l for the digits they look like are all understood; words
    around the digits are passed over.
    """
    plain = codes.plain(text)
    if plain is not None and (digits := plain.translate(LOOKALIKES)).isdecimal():
        return digits
    return codes.digits_of(text)


def hash_receipt(receipt: str) -> str:
    """Give the slow salted hash, with pepper, under which a receipt is kept. Raises ValueError for what is no receipt.

    In the invented past of the demo town, whose receipts nobody was ever given, it is one that opens nothing.
    """
    found = normalise(receipt)
    if len(found) != DIGITS:
        raise ValueError("not a receipt")
    return _nobody() if timekeeping.is_past() else _slow.hash(_peppered(found))


def check_receipt(kept: str | None, receipt: str) -> bool:
    """Tell whether a typed receipt is the one that was kept.

    An unknown reference (``kept`` is None) and a receipt of the wrong shape cost the same time as a wrong receipt.
    """
    found, stand_in = normalise(receipt), _nobody()
    try:
        right = _slow.verify(kept or stand_in, _peppered(found))
    except VerifyMismatchError:
        return False
    return right and kept is not None and len(found) == DIGITS


def _grouped(digits: str) -> str:
    return " ".join(digits[start : start + 4] for start in range(0, DIGITS, 4))


def _peppered(receipt: str) -> bytes:
    return hmac.digest(settings.PEPPER.encode(), f"receipt/{receipt}".encode(), hashlib.sha256)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """Give the hash of a random text that no receipt can match, made once in a process."""
    return _slow.hash(secrets.token_bytes(32))
