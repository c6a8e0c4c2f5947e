"""What a generated search column is written down as in a migration."""

from __future__ import annotations

from feedback.searching import ReadableKey, SearchKey


def test_a_migration_names_every_column_of_a_search_key() -> None:
    assert SearchKey("title", "summary", "reference").deconstruct()[1] == ["title", "summary", "reference"]
    assert ReadableKey("words", "readable", "reference").deconstruct()[1] == ["words", "readable", "reference"]
