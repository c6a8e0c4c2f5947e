"""The reference: the public half of the two codes. It names a report, is easy to say, and opens nothing by itself."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

from policing.privacy import codes
from policing.privacy.words import WORDS

KNOWN = frozenset(WORDS)
SHORT, LONG = 4, 6
# a nought or a one alone is heard and read as a letter, so the single digit starts at two
FIRST_DIGITS = range(2, 10)
LAST_DIGITS = range(10, 100)
AS_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"})
AS_LETTERS = str.maketrans({"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z"})
SHAPE = re.compile(r"([A-Z]{4,6})([0-9])([A-Z]{4,6})([0-9]{2})")
START = re.compile(r"([A-Z]{4,6})([0-9])(?:([A-Z]{4,6})[0-9]?)?")


def new_reference() -> str:
    """Draw a reference like HEDGE-4-LAMP-71 from the system's randomness: one of about 120 million.

    It may, very rarely, be taken: the unique constraint of the table says so, and the caller draws again.
    """
    first = secrets.choice(WORDS)
    second = secrets.choice([word for word in WORDS if word != first])
    return f"{first}-{secrets.choice(FIRST_DIGITS)}-{second}-{secrets.choice(LAST_DIGITS)}"


def normalise_reference(text: str) -> str:
    """Give a reference as typed in its one spelling, or nothing where it cannot be one. Never raises.

    Lower case, spaces or nothing in place of the dashes, dashes of every kind, local digits, and the usual mix-ups of O and
    0, I or l and 1 are all understood.
    """
    plain = codes.plain(text)
    if plain is None:
        return ""
    for first, digit, second, number in _cuts(plain):
        if first in KNOWN and second in KNOWN:
            return f"{first}-{digit}-{second}-{number}"
    found = SHAPE.fullmatch(plain)
    return "-".join(found.groups()) if found else ""


def start_of_reference(text: str) -> str:
    """Give how a reference begins where somebody typed its first word and digit, and perhaps its second word. Never raises.

    A word alone is no start: the words of references are words of everyday speech, and somebody who looks for a lamp looks
    for a lamp. Gives nothing where the words are none of ours.
    """
    found = START.fullmatch(codes.plain(text) or "")
    if found is None or not {found[1], found[3] or found[1]} <= KNOWN:
        return ""
    return "-".join(part for part in (*found.groups(), "") if part is not None)


def _cuts(plain: str) -> Iterator[tuple[str, str, str, str]]:
    """Give each way to cut the signs into word, digit, word and two digits, with look-alikes read as what must stand there."""
    number = plain[-2:].translate(AS_DIGITS)
    for length in range(SHORT, LONG + 1):
        digit, second = plain[length : length + 1].translate(AS_DIGITS), plain[length + 1 : -2]
        if digit.isdecimal() and number.isdecimal() and SHORT <= len(second) <= LONG:
            yield _word(plain[:length]), digit, _word(second), number


def _word(signs: str) -> str:
    """Give the word that the signs stand for; a one may be an I or an L, whichever makes a known word."""
    with_i, with_l = signs.translate(AS_LETTERS), signs.replace("1", "L").translate(AS_LETTERS)
    return with_l if with_l in KNOWN and with_i not in KNOWN else with_i
