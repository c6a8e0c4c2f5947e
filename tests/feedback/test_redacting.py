"""What tells who somebody is, found in a text with a reason; and what is left alone."""

from __future__ import annotations

import pytest

from feedback.redacting import redacted, suggest

TOLD = {
    "My name is Maya Okafor and I am tired.": "My name is [name] and I am tired.",
    "Mrs. Featherstone shouts at night.": "[name] shouts at night.",
    "A man called Rafi comes by.": "A man called [name] comes by.",
    "Write to maya.o@example.org please": "Write to [e-mail] please",
    "Call me on +44 20 7946 0018.": "Call me on [phone].",
    "The car AB12 CDE blocks the way": "The car [number plate] blocks the way",
    "At 12 Mill Lane it is loud": "At [address] it is loud",
    "They live in flat 4b, upstairs": "They live in [number], upstairs",
    "A 9-year-old was hit": "A [age] was hit",
    "See https://example.org/a?b=1 for it": "See [link] for it",
}
FINE = [
    "There are 20 people at the bus station every Friday.",
    "The lamp is broken since 3 weeks",
    "شارع مظلم",
    "¿Por qué no hay luz?",
]


@pytest.mark.parametrize("text", TOLD)
def test_what_tells_who_somebody_is_is_found(text: str) -> None:
    assert redacted(text) == TOLD[text]
    assert all(text[one.start : one.end] == one.found and str(one.reason) for one in suggest(text))


@pytest.mark.parametrize("text", FINE)
def test_what_tells_of_nobody_is_left_alone(text: str) -> None:
    assert suggest(text) == []


def test_the_age_of_a_child_is_found_and_nothing_twice() -> None:
    text = "My son, 7, and my daughter aged 11 saw Mr Smith of 12 Mill Lane, flat 3."
    assert [one.kind for one in suggest(text)] == ["age", "age", "name", "address", "address"]
    assert redacted(text).count("[") == 5


def test_redacting_again_changes_nothing() -> None:
    once = redacted(" ".join(TOLD))
    assert redacted(once) == once
