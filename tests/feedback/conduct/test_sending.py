"""Telling how the police treated somebody: once, to the hour, with nobody attached who did not choose to be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feedback.conduct.access import ConductPolicy
from feedback.models import Concerned, Conduct, Report
from feedback.services import two_codes
from feedback.services.conduct import intake, tracking
from feedback.services.conduct.tracking import ROOM
from feedback.services.intake import Sender
from policing import access
from policing.clocks.models import Clock
from policing.errors import BadInput, Unseen
from policing.privacy.models import Identity
from policing.privacy.receipts import new_token
from tests.feedback.conduct.tools import WORDS, events_of, tell, told
from tests.feedback.tools import at_once
from tests.people import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 41, 17, tzinfo=UTC)


@pytest.mark.command("feedback.conduct.submit")
def test_it_is_taken_in_with_its_promises_and_one_event(cast: Cast) -> None:
    taken = tell(now=NOW, area_code="north", who_words="A tall one", wish_words="Say sorry", teams=("team-north",))
    conduct = taken.conduct
    assert (conduct.state, conduct.words, conduct.scope_path) == ("received", WORDS, cast.north.path)
    assert conduct.received_at == NOW.replace(minute=0, second=0)
    clocks = dict(Clock.objects.of(conduct).values_list("rule__code", "due_at"))
    assert set(clocks) == {"conduct-acknowledge", "conduct-answer"}
    assert conduct.due_at == clocks["conduct-acknowledge"] == conduct.received_at + timedelta(days=7)
    assert clocks["conduct-answer"] == conduct.received_at + timedelta(days=28)
    (event,) = events_of(conduct)
    assert (event.name, event.actor, event.actor_kind) == ("feedback.conduct.submitted", None, "reporter")
    assert (event.area_path, event.team_id) == ("", None)
    assert event.payload == {"kind": "complaint", "mode": "anonymous", "channel": "web"}
    assert [row.team for row in conduct.concerned.all()] == [cast.team_north]


def test_sent_twice_is_one_with_one_receipt(cast: Cast) -> None:
    token = new_token()
    first, second = tell(token=token), tell(token=token)
    assert (first.receipt, first.conduct, first.is_new, second.is_new) == (second.receipt, second.conduct, True, False)
    with pytest.raises(BadInput) as refused:
        tell(token=token, words="Other words")
    assert set(refused.value.fields) == {"token"}
    assert Conduct.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_is_one(cast: Cast) -> None:
    token = new_token()
    answers = at_once(*[lambda: tell(token=token)] * 3)
    assert {taken.receipt for taken in answers} == {answers[0].receipt}
    assert Conduct.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "rant"}, "kind"),
        ({"whom": "them"}, "whom"),
        ({"agrees": "yes"}, "agrees"),
        ({"whom": "other", "agrees": "perhaps"}, "agrees"),
        ({"may_share": True}, "may_share"),
        ({"words": " "}, "words"),
        ({"words": "a" * 8001}, "words"),
        ({"who_words": "a" * 8001}, "who_words"),
        ({"when_words": "a" * 201}, "when_words"),
        ({"area_code": "nowhere"}, "area"),
        ({"teams": ("nobody",)}, "teams"),
        ({"language": "tlh"}, "language"),
    ],
)
def test_odd_answers_are_refused_in_words(cast: Cast, more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        tell(**more)
    assert set(refused.value.fields) == {field}
    assert not Conduct.objects.exists()


@pytest.mark.parametrize(
    "sender",
    [
        Sender(name="Maya"),
        Sender(email="maya@example.org"),
        Sender(mode="named"),
        Sender(mode="confidential", name="Maya"),
        Sender(mode="secret"),
    ],
)
def test_odd_senders_are_refused(cast: Cast, sender: Sender) -> None:
    with pytest.raises(BadInput):
        tell(sender)
    assert not Identity.objects.exists()


@pytest.mark.parametrize("mode", ["named", "confidential"])
def test_an_account_stands_in_the_identity_room_alone(cast: Cast, mode: str) -> None:
    conduct = tell(Sender(mode=mode, account=cast.resident)).conduct
    assert conduct.identity is not None
    assert conduct.identity.user == cast.resident
    assert [
        field.name for field in Conduct._meta.get_fields() if getattr(field, "related_model", None) is type(cast.resident)
    ] == ["assignee"]
    assert not any(access.can(cast.resident, action, conduct) for action in ConductPolicy.actions)


def test_both_codes_open_it_at_the_one_front_door(cast: Cast) -> None:
    taken = tell()
    opened = two_codes.by_codes(taken.conduct.reference, taken.receipt)
    assert (opened.room, opened.pk) == (ROOM, taken.conduct.pk)
    assert tracking.by_pass(opened.make_pass()) == tracking.by_codes(taken.conduct.reference, taken.receipt)
    for reference, receipt in ((taken.conduct.reference, "0000 0000 0000 0000"), ("HEDGE-4-LAMP-71", taken.receipt)):
        with pytest.raises(Unseen):
            two_codes.by_codes(reference, receipt)
        with pytest.raises(Unseen):
            tracking.by_codes(reference, receipt)
    for sealed in ("", "nonsense", "å"):
        with pytest.raises(Unseen):
            tracking.by_pass(sealed)


def test_a_reference_of_a_report_is_not_drawn_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["HEDGE-1-LAMP-1", *(f"STONE-2-RIVER-{number}" for number in range(9))])
    monkeypatch.setattr(intake, "new_reference", lambda: next(drawn))
    monkeypatch.setattr(
        Report.objects, "filter", lambda **asked: type("Rows", (), {"values_list": lambda self, *a, **k: ["HEDGE-1-LAMP-1"]})()
    )
    assert intake._reference() == "STONE-2-RIVER-0"


def test_what_was_ticked_is_nobodys_choice_but_the_writers(cast: Cast) -> None:
    conduct = tell(teams=("team-north", "team-south")).conduct
    assert not Concerned.objects.filter(conduct=conduct).exclude(by=None).exists()
    assert told().language == "en-gb"
