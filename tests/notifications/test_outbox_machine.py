"""The outbox as a machine: things happen, relays and channels and sealers run, and any of them may die between any two steps.

Whatever the order: no event is lost, each person has one notice and one message for an event, a mail goes out again only where
somebody died between the server's yes and the note of it, and then under the same Message-ID.
"""

from __future__ import annotations

import smtplib
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from pytest_django import Settings

from policing.events import relay, sealer
from policing.events.models import Dispatch, Event
from policing.events.services import Actor, emit
from policing.events.testing import NOW, Crash, crash_at, drain
from policing.events.verifying import Walk
from policing.notifications import sending
from policing.notifications.models import Delivery, Notification
from policing.notifications.rendering import message_id
from tests.notifications.backends import Server
from tests.notifications.conftest import OPENED
from tests.people import AreaFactory, UserFactory

PEOPLE = 3
RELAY = ["", "relay.claimed", "relay.handled", "relay.noted", "relay.committed"]
SENDING = ["", "sending.claimed", "sending.answered", "sending.settled"]
SEALER = ["", "sealer.claimed", "sealer.appended", "sealer.committed"]
TIMES = st.integers(1, 4)


class Outbox(RuleBasedStateMachine):
    """Three people, one area, a mail server outside the database that forgets nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._undo = transaction.atomic()
        self._undo.__enter__()
        Server.reset()
        self.happened: list[int] = []
        self.died_after_yes: Counter[str] = Counter()

    @initialize()
    def people(self) -> None:
        """Let people and an area be there."""
        self.area = AreaFactory()
        self.users = [UserFactory() for _one in range(PEOPLE)]

    @rule(actor=st.integers(-1, PEOPLE - 1))
    def something_happens(self, actor: int) -> None:
        """A change is committed with its event."""
        who = Actor.system() if actor < 0 else Actor.person(self.users[actor])
        with transaction.atomic():
            event = emit(OPENED.name, subject=self.area, subject_ref="NORTH-1", actor=who)
        self.happened.append(event.pk)

    @rule()
    def a_change_dies_before_its_commit(self) -> None:
        """A change never happened, so nobody hears of it."""
        with suppress(Crash), transaction.atomic():
            emit(OPENED.name, subject=self.area, actor=Actor.system())
            raise Crash

    @rule(point=st.sampled_from(RELAY), time=TIMES)
    def relay_runs(self, point: str, time: int) -> None:
        """A relay runs, or dies at a point."""
        self._run(relay.relay, point, time)

    @rule(point=st.sampled_from(SENDING), time=TIMES)
    def channels_run(self, point: str, time: int) -> None:
        """The channels send what is due, or their process dies at a point."""
        before = len(Server.taken)
        if self._run(sending.send_due, point, time) and point == "sending.answered" and len(Server.taken) > before:
            self.died_after_yes[_id(Server.taken[-1])] += 1

    @rule(point=st.sampled_from(SEALER))
    def sealer_runs(self, point: str) -> None:
        """A sealer runs, or dies at a point."""
        self._run(lambda: sealer.seal(grace=NOW), point, 1)

    @rule()
    def mail_server_is_moody(self) -> None:
        """Every second mail is put off, until the server is glad again."""
        turn: list[int] = []

        def mood(message: EmailMessage) -> Exception | None:
            turn.append(1)
            return smtplib.SMTPServerDisconnected() if len(turn) % 2 else None

        Server.mood = staticmethod(mood)

    @rule(is_down=st.booleans())
    def mail_server_goes_or_comes(self, is_down: bool) -> None:
        """The server is out of reach, or is glad to take mail."""
        taken, connections = Server.taken, Server.connections
        Server.reset()
        Server.taken, Server.connections, Server.is_down = taken, connections, is_down

    @rule()
    def time_passes(self) -> None:
        """Leases lapse and waits end."""
        Delivery.objects.update(due_at=F("due_at") - timedelta(hours=7))
        Dispatch.objects.update(due_at=F("due_at") - timedelta(hours=7))

    def _run(self, work: Any, point: str, time: int) -> bool:
        """Run work that may die. Gives whether it died."""
        try:
            with crash_at(point, time):
                work()
        except Crash:
            return True
        return False

    @invariant()
    def no_event_is_lost(self) -> None:
        """What was committed is in the record and in the outbox, and nothing else is."""
        assert sorted(Event.objects.values_list("pk", flat=True)) == self.happened
        assert sorted(Dispatch.objects.values_list("pk", flat=True)) == self.happened

    @invariant()
    def each_person_is_told_once(self) -> None:
        """Events that are through told everybody but the actor, once; others told nobody."""
        told = Counter(Notification.objects.values_list("event_id", "user__pseudonym"))
        queued = Counter(Delivery.objects.values_list("event_id", "user__pseudonym"))
        through = Event.objects.filter(dispatch__state="done")
        due = {(event.pk, user.pseudonym) for event in through for user in self.users if user.pseudonym != event.actor}
        assert told == queued == dict.fromkeys(due, 1)

    @invariant()
    def mail_goes_out_again_only_after_a_death(self) -> None:
        """At most one mail for a message, and one more for each process that died right after the server's yes."""
        ids = {message_id(row): row for row in Delivery.objects.select_related("user")}
        for name, count in Counter(_id(message) for message in Server.taken).items():
            assert 1 <= count <= 1 + self.died_after_yes[name]
            assert name in ids
        for message in Server.taken:
            assert message.to == [ids[_id(message)].user.email]
        taken = {_id(message) for message in Server.taken}
        assert {row.state for name, row in ids.items() if name not in taken} <= {"queued", "sending", "retry"}

    @invariant()
    def the_record_is_whole(self) -> None:
        """Hashes, chain and marks fit at any time."""
        assert [str(problem) for problem in Walk().problems()] == []

    def teardown(self) -> None:
        """At the end of the day, with nobody dying any more, everything is through."""
        try:
            if hasattr(self, "users"):
                self.mail_server_goes_or_comes(is_down=False)
                for _round in range(2):
                    self.time_passes()
                    drain()
                assert set(Dispatch.objects.values_list("state", "sealed")) <= {("done", True)}
                assert set(Delivery.objects.values_list("state", flat=True)) <= {"sent"}
                self.each_person_is_told_once()
                self.mail_goes_out_again_only_after_a_death()
        finally:
            transaction.set_rollback(True)
            self._undo.__exit__(None, None, None)


def _id(message: EmailMessage) -> str:
    return str(message.extra_headers["Message-ID"])


def _run(examples: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Outbox, settings=hypothesis_settings(hypothesis_settings.default, max_examples=examples, stateful_step_count=steps)
    )


@pytest.mark.django_db
def test_the_outbox_loses_nothing_and_doubles_nothing(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.notifications.backends.Server"
    _run(15, 16)


@pytest.mark.long
@pytest.mark.django_db
def test_the_outbox_for_a_long_time(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.notifications.backends.Server"
    _run(300, 60)
