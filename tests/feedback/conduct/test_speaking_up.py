"""What the writer does after sending: reply, “I do not agree”, and taking it back."""

from __future__ import annotations

import pytest

from feedback.conduct.workflow import CONDUCT
from feedback.models import Conduct, ConductMessage
from feedback.services.conduct.tracking import Door
from policing.accounts.models import User
from policing.errors import BadInput, Unseen, WrongState
from policing.privacy.receipts import new_token
from tests.feedback.conduct.tools import PATHS, SPOKEN, events_of, reach, speak, tell
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.command("feedback.conduct.reply")
@pytest.mark.command("feedback.conduct.contest")
@pytest.mark.command("feedback.conduct.withdraw")
@pytest.mark.parametrize("action", sorted(SPOKEN))
def test_each_thing_that_the_writer_says(cast: Cast, reviewer: User, action: str) -> None:
    row = CONDUCT.transition(action)
    for state in PATHS:
        conduct = reach(tell().conduct, state, reviewer)
        before, said = len(events_of(conduct)), conduct.messages.count()
        if state not in row.sources:
            with pytest.raises(WrongState):
                speak(conduct, action)
            assert (len(events_of(conduct)), conduct.messages.count()) == (before, said)
            continue
        token = new_token()
        for _twice in range(2):
            after = speak(conduct, action, token=token)
        (event,) = events_of(conduct)[before:]
        assert (event.name, event.actor, event.actor_kind) == (row.event, None, "reporter")
        assert (after.state, after.unread_replies) == (row.target or state, conduct.unread_replies + 1)
        message = conduct.messages.last()
        assert (message.author, message.staff, message.at.minute) == ("reporter", None, 0)
        with pytest.raises(BadInput):
            speak(conduct, action, "Other words.", token=token)


@pytest.mark.parametrize("action", ["reply", "contest"])
def test_words_are_needed(cast: Cast, reviewer: User, action: str) -> None:
    conduct = tell().conduct
    for words in (" ", "a" * 8001):
        with pytest.raises(BadInput):
            speak(conduct, action, words)


def test_taking_it_back_needs_no_words_and_is_harmless_twice(cast: Cast) -> None:
    conduct = tell().conduct
    for _twice in range(2):
        speak(conduct, "withdraw", "")
    assert (Conduct.objects.get().state, ConductMessage.objects.count()) == ("withdrawn", 0)
    assert len(events_of(conduct, "withdrawn")) == 1


@pytest.mark.parametrize("action", sorted(SPOKEN))
def test_behind_no_door_is_nothing(cast: Cast, action: str) -> None:
    with pytest.raises(Unseen):
        SPOKEN[action](Door(0), words="Hello", token=new_token())
