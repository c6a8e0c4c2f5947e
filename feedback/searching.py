"""How words are found: full-text search over folded words, the same way on the stored side and on the asked side."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Case, F, Func, TextField, Value, When

_LATIN = [chr(code) for code in (*range(0xC0, 0x180), *range(0x1E00, 0x1F00))]
_PLAIN = {char: unicodedata.normalize("NFKD", char)[0] for char in _LATIN}
_FOLDED = {char: plain for char, plain in _PLAIN.items() if plain != char and plain.isascii()}
_TABLE = str.maketrans(_FOLDED)
MOST_LETTERS = 200


class Plain(Func):
    """Text with the accents of Latin letters off. Immutable, so that a generated column may use it (there is no unaccent)."""

    function = "translate"
    output_field = TextField()

    def __init__(self, field: Any) -> None:
        super().__init__(field, Value("".join(_FOLDED)), Value("".join(_FOLDED.values())))


class SearchKey(SearchVector):
    """The words of some columns as search sees them: lower case, accents off, no language's endings cut."""

    def __init__(self, *fields: str) -> None:
        self.names = list(fields)
        super().__init__(*(Plain(F(name)) for name in fields), config="simple")

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """Give what a migration writes: the class and the names of the columns, every one of them."""
        return "feedback.searching.SearchKey", self.names, {}


class ReadableKey(SearchVector):
    """As ``SearchKey``, where a redacted copy is found by in place of the words: nobody finds what was closed away."""

    def __init__(self, words: str, readable: str, *fields: str) -> None:
        self.names = [words, readable, *fields]
        said = Case(When(**{readable: ""}, then=F(words)), default=F(readable), output_field=TextField())
        super().__init__(*(Plain(one) for one in (said, *(F(name) for name in fields))), config="simple")

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """Give what a migration writes: the class and the names of the columns."""
        return "feedback.searching.ReadableKey", self.names, {}


def asked(words: str) -> str:
    """Give what somebody typed as the stored side has it: composed, accents of Latin letters off, bounded, no NUL."""
    return unicodedata.normalize("NFC", words.replace("\0", " ")).translate(_TABLE).strip()[:MOST_LETTERS]


def query_of(words: str) -> SearchQuery:
    """Give the question in the way of web searches: all the words, “these very words”, one or another, -without."""
    return SearchQuery(asked(words), config="simple", search_type="websearch")
