"""The catalogue is closed: only what is registered can happen, and payloads hold ids and codes alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policing.events import catalogue
from policing.events.catalogue import EventType, OddPayload, UnknownEvent

KIND = EventType(name="tests.thing.weighed", payload=("code", "count"), sentence="%(code)s: %(count)s")


@pytest.mark.parametrize(
    "value", ["fixed", "merrowby/tanners-row/", "", 7, True, None, [1, 2], ["a", None], ("a", "b"), "HEDGE-4-LAMP-71"]
)
def test_ids_and_codes_pass(value: Any) -> None:
    KIND.check({"code": value, "count": 1})


@pytest.mark.parametrize(
    "value",
    ["two words", "x" * 61, "ann@example.org", "a\nb", "Straße", 1.5, {"a": 1}, [[1]], [{"a": 1}], [1.5], ["two words"], b"x"],
)
def test_anything_that_could_be_personal_is_refused(value: Any) -> None:
    with pytest.raises(OddPayload):
        KIND.check({"code": value, "count": 1})


@pytest.mark.parametrize("payload", [{}, {"code": 1}, {"code": 1, "count": 2, "more": 3}, {"code": 1, "Count": 2}])
def test_other_keys_are_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(OddPayload):
        KIND.check(payload)


@given(st.text(max_size=80))
def test_no_text_with_a_space_or_an_at_sign_ever_passes(text: str) -> None:
    try:
        KIND.check({"code": text, "count": 1})
    except OddPayload:
        return
    assert text.isascii()
    assert not any(char.isspace() or char in "@<>\"'" for char in text)


def test_the_refusal_never_quotes_the_value() -> None:
    with pytest.raises(OddPayload) as refused:
        KIND.check({"code": "Ann Smith was here", "count": 1})
    assert "Ann" not in str(refused.value)


@pytest.mark.parametrize("name", ["closed", "Feedback.report", "a.b.c.d.e", "a b.c", "a.b-c"])
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is called like"):
        EventType(name=name, payload=(), sentence="x")


def test_a_name_is_registered_once_and_unknown_ones_raise() -> None:
    catalogue.register(KIND)
    try:
        with pytest.raises(ValueError, match="Two event types"):
            catalogue.register(KIND)
        assert catalogue.get(KIND.name) is KIND
    finally:
        catalogue.unregister(KIND.name)
    with pytest.raises(UnknownEvent):
        catalogue.get(KIND.name)


def test_sentences_come_from_the_words_or_from_the_formatter() -> None:
    assert KIND.say({"code": "a", "count": 2}) == "a: 2"
    assert KIND.say_publicly({"code": "a", "count": 2}) == ""
    own = EventType(
        name="tests.thing.formatted",
        payload=("code",),
        sentence="unused",
        formatter=lambda payload: f"staff {payload['code']}",
        public_formatter=lambda payload: f"public {payload['code']}",
    )
    assert own.say({"code": "a"}) == "staff a"
    assert own.say_publicly({"code": "a"}) == "public a"
    assert own.is_public
    assert not KIND.is_public


def test_every_event_type_of_the_house_makes_its_sentences() -> None:
    for kind in catalogue.all_types():
        payload = dict.fromkeys(kind.payload)
        assert kind.say(payload), kind.name
        kind.say_publicly(payload)
