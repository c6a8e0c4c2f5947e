"""Numbers as the reader's language writes them: 1,967 in English, 1.967.000 in Spanish, 1,00,000 in Hindi."""

from __future__ import annotations

from functools import lru_cache

from babel.numbers import format_decimal

from policing.ui import dates


def whole(number: int) -> str:
    """Give a whole number with its groups of digits."""
    return _whole(number, dates.reader_language())


@lru_cache(maxsize=4096)
def _whole(number: int, _language: str) -> str:
    return str(format_decimal(number, locale=dates.reader_locale()))
