"""Messages that leave the house: leases, retries, lasting refusals, and the last look before each goes out."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from policing.accounts.models import User
from policing.events import relay
from policing.events.models import Event
from policing.events.testing import Crash, crash_at, drain
from policing.notifications import claiming, sending
from policing.notifications.models import Delivery, Notification, Stop
from tests.notifications.backends import Server, addresses, refused
from tests.notifications.conftest import WROTE, Emit, contact
from tests.people import UserFactory

pytestmark = pytest.mark.usefixtures("mail_server")


def _later(**ago: int) -> None:
    Delivery.objects.update(due_at=F("due_at") - timedelta(**(ago or {"days": 2})))


def test_drain_sends_everything_over_one_connection(people: list[User], happen: Emit) -> None:
    happen()
    drain()
    assert addresses() == sorted(user.email for user in people)
    assert len(Server.connections) == 1
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert all(row.sent_at for row in Delivery.objects.all())
    drain()
    assert len(Server.taken) == 3


def test_each_mail_is_marked_at_once_after_the_servers_yes(people: list[User], happen: Emit) -> None:
    happen()
    relay.relay()
    with crash_at("sending.settled", 2), pytest.raises(Crash):
        sending.send_due()
    assert len(Server.taken) == 2
    assert Delivery.objects.filter(state="sent").count() == 2
    assert Delivery.objects.filter(state="sending").count() == 1


def test_a_lapsed_lease_sends_again_with_the_same_message_id(people: list[User], happen: Emit) -> None:
    happen()
    relay.relay()
    with crash_at("sending.answered", 2), pytest.raises(Crash):
        sending.send_due()
    assert len(Server.taken) == 2
    assert sending.send_due() == 0, "the lease still runs"
    _later()
    assert sending.send_due() == 2
    ids = [message.extra_headers["Message-ID"] for message in Server.taken]
    assert len(ids) == 4
    assert len(set(ids)) == 3
    assert ids[1] in ids[2:]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPSenderRefused(451, b"later", "us"),
        smtplib.SMTPSenderRefused(550, b"who are you", "us"),
        smtplib.SMTPDataError(451, b"later"),
        ConnectionResetError(),
        TimeoutError(),
    ],
)
def test_what_may_heal_is_tried_again_later(people: list[User], happen: Emit, error: Exception) -> None:
    Server.mood = staticmethod(lambda message: error)
    happen()
    drain()
    assert set(Delivery.objects.values_list("state", "attempts")) == {("retry", 1)}
    assert sending.send_due() == 0
    Server.reset()
    _later()
    sending.send_due()
    assert addresses() == sorted(user.email for user in people)
    assert not Stop.objects.exists()


def test_a_soft_no_to_an_address_is_tried_again(people: list[User], happen: Emit) -> None:
    Server.mood = staticmethod(refused(450))
    happen()
    drain()
    assert set(Delivery.objects.values_list("state", "error")) == {("retry", "recipient 450")}


def test_waits_grow_and_after_five_days_we_give_up(happen: Emit) -> None:
    UserFactory()
    Server.is_down = True
    happen()
    waits = []
    for _turn in range(5):
        drain()
        row = Delivery.objects.get()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            waits.append((row.due_at - cursor.fetchone()[0]).total_seconds())
        _later()
    assert 20 < waits[0] < 40
    assert waits[4] > 8 * waits[0]
    Delivery.objects.update(made_at=F("made_at") - timedelta(days=6))
    drain()
    row = Delivery.objects.get()
    assert (row.state, row.error) == ("failed", "given up: unreachable: ConnectionRefusedError")


def test_where_the_server_is_down_only_one_connection_is_tried(people: list[User], happen: Emit) -> None:
    Server.is_down = True
    tries: list[int] = []
    opened = Server.open

    def counting(self: Server) -> bool:
        tries.append(1)
        return opened(self)

    patch = pytest.MonkeyPatch()
    patch.setattr(Server, "open", counting)
    happen()
    drain()
    patch.undo()
    assert len(tries) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"retry"}


def test_a_lasting_no_stops_the_address_and_tells_the_person_in_app(happen: Emit) -> None:
    user = UserFactory()
    Server.mood = staticmethod(refused(550))
    happen()
    drain()
    row = Delivery.objects.get()
    assert (row.state, row.error) == ("failed", "recipient 550")
    assert Stop.objects.get().user_id == user.pk
    assert sorted(Notification.objects.values_list("kind", flat=True)) == ["address-refused", "tests.opened"]
    happen()
    drain()
    assert Delivery.objects.count() == 1, "nothing more is queued for that address"
    assert Notification.objects.filter(kind="tests.opened").count() == 2


def test_a_lasting_no_to_a_resident_stops_the_contact_point(happen: Emit) -> None:
    point = contact()
    Server.mood = staticmethod(refused(553))
    happen(WROTE)
    drain()
    point.refresh_from_db()
    assert point.stopped_at is not None
    assert point.stopped_why == "refused"
    assert Delivery.objects.get().state == "failed"


def test_a_refused_text_fails_the_mail_and_not_the_address(happen: Emit) -> None:
    UserFactory()
    Server.mood = staticmethod(lambda message: smtplib.SMTPDataError(554, b"no"))
    happen()
    drain()
    assert (Delivery.objects.get().state, Delivery.objects.get().error) == ("failed", "data 554")
    assert not Stop.objects.exists()


def test_one_bad_address_does_not_keep_the_others_from_their_mail(people: list[User], happen: Emit) -> None:
    Server.mood = staticmethod(lambda message: refused(550)(message) if message.to == [people[1].email] else None)
    happen()
    drain()
    assert addresses() == sorted([people[0].email, people[2].email])


# --- the queue -------------------------------------------------------------------------------------------------------------


def test_urgent_messages_go_first(people: list[User], happen: Emit) -> None:
    happen()
    relay.relay()
    Delivery.objects.filter(user=people[0]).update(urgency=2)
    Delivery.objects.filter(user=people[2]).update(urgency=0)
    sending.send_due()
    assert [message.to[0] for message in Server.taken] == [people[2].email, people[1].email, people[0].email]


def test_what_the_time_does_not_suffice_for_goes_back_to_the_queue(
    people: list[User], happen: Emit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SHARE_OF_LEASE", -1.0)
    happen()
    relay.relay()
    monkeypatch.setattr(claiming, "BATCH", 50)
    rows = claiming.claim("email")
    sending._send_batch(sending.all_channels()[0], rows)
    assert Server.taken == []
    assert set(Delivery.objects.values_list("state", "attempts")) == {("queued", 0)}


def test_a_late_settler_cannot_bend_a_row_that_somebody_else_holds(happen: Emit) -> None:
    UserFactory()
    happen()
    relay.relay()
    mine = claiming.claim("email")[0]
    _later()
    theirs = claiming.claim("email")[0]
    claiming.try_later(mine, "late")
    claiming.mark_failed(mine, "late")
    claiming.give_back(mine)
    claiming.mark_suppressed(mine, "late")
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.error) == ("sending", 2, "")
    claiming.mark_sent(mine)
    claiming.try_later(theirs, "late")
    assert (Delivery.objects.get().state, Delivery.objects.get().error) == ("sent", "")


def test_no_event_holds_an_address(happen: Emit) -> None:
    user = UserFactory(email="very.special@example.org")
    Server.mood = staticmethod(refused(550))
    happen()
    drain()
    for event in Event.objects.all():
        assert user.email not in str(event.__dict__)
