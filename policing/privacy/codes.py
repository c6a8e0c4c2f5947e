"""Reading codes the way people type them: local digits, dashes of every kind, spaces, marks that cannot be seen."""

from __future__ import annotations

import unicodedata

# what may stand between the parts of a code: spaces, dashes and connectors, invisible marks, and common punctuation
GAPS = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd", "Pc"})
PUNCTUATION = frozenset("./,:;·•−'\"()[]#*")
LONGEST = 200


def plain(text: str) -> str | None:
    """Give the letters A to Z and digits 0 to 9 of a typed code, upper case, without what stands between them.

    Full-width letters and the digits of every script count as themselves. None where there is any other sign, or where the
    text is far longer than a code. Never raises.
    """
    if len(text) > LONGEST:
        return None
    found: list[str] = []
    for sign in unicodedata.normalize("NFKC", text):
        digit = unicodedata.decimal(sign, None)
        if digit is not None:
            found.append(str(digit))
        elif sign.isascii() and sign.isalpha():
            found.append(sign.upper())
        elif unicodedata.category(sign) not in GAPS and sign not in PUNCTUATION:
            return None
    return "".join(found)


def digits_of(text: str) -> str:
    """Give the digits of a text, of every script, as 0 to 9; all else is passed over, and a far too long text gives none."""
    found = [unicodedata.decimal(sign, None) for sign in text] if len(text) <= LONGEST else []
    return "".join(str(digit) for digit in found if digit is not None)
