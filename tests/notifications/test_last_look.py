"""The last look before a message goes out: rights, wishes and things change while mail waits."""

from __future__ import annotations

import pytest

from policing.accounts.models import User
from policing.areas.models import Area
from policing.events import relay
from policing.events.testing import drain
from policing.notifications import sending
from policing.notifications.kinds import register_kind, unregister_kind
from policing.notifications.models import Delivery, Preference
from policing.privacy import contacts
from tests.notifications.backends import Server, addresses
from tests.notifications.conftest import LOCKED, OPENED_NOTICE, WROTE, Emit, contact
from tests.people import RoleGrantFactory, UserFactory

pytestmark = pytest.mark.usefixtures("mail_server")


def _state() -> tuple[str, str]:
    row = Delivery.objects.get()
    return row.state, row.error


def test_somebody_who_left_gets_nothing_more(happen: Emit) -> None:
    user = UserFactory()
    happen()
    relay.relay()
    User.objects.filter(pk=user.pk).update(is_active=False)
    sending.send_due()
    assert Server.taken == []
    assert _state() == ("suppressed", "not-allowed")


def test_somebody_who_lost_the_right_gets_nothing_more(happen: Emit, area: Area) -> None:
    grant = RoleGrantFactory(role="administrator", area=area)
    happen(LOCKED)
    relay.relay()
    grant.delete()
    sending.send_due()
    assert Server.taken == []
    assert _state() == ("suppressed", "not-allowed")


def test_a_wish_that_came_in_between_counts(happen: Emit) -> None:
    user = UserFactory()
    happen()
    relay.relay()
    Preference.objects.create(user=user, kind="", channel="email", wanted=False)
    sending.send_due()
    assert _state() == ("suppressed", "not-wanted")


def test_a_wish_does_not_hold_back_what_everybody_has_to_get(happen: Emit) -> None:
    grant = RoleGrantFactory(role="administrator")
    happen(LOCKED)
    relay.relay()
    Preference.objects.create(user=grant.user, kind="", channel="email", wanted=False)
    sending.send_due()
    assert addresses() == [grant.user.email]


def test_a_thing_that_is_gone_is_not_written_about(happen: Emit, area: Area) -> None:
    UserFactory()
    happen()
    relay.relay()
    area.delete()
    sending.send_due()
    assert _state() == ("suppressed", "no-subject")


def test_a_kind_that_is_gone_is_not_sent(happen: Emit) -> None:
    UserFactory()
    happen()
    relay.relay()
    unregister_kind(OPENED_NOTICE.name)
    try:
        sending.send_due()
    finally:
        register_kind(OPENED_NOTICE)
    assert _state() == ("suppressed", "no-kind")


def test_a_resident_who_asked_us_to_stop_gets_nothing_more(happen: Emit) -> None:
    point = contact()
    happen(WROTE)
    relay.relay()
    contacts.stop(point, "asked")
    sending.send_due()
    assert _state() == ("suppressed", "stopped")


def test_a_mail_that_cannot_be_rendered_waits_and_stops_no_other(people: list[User], happen: Emit) -> None:
    people[1].zone = "Nowhere/Atall"
    people[1].save()
    happen()
    drain()
    assert addresses() == sorted([people[0].email, people[2].email])
    assert Delivery.objects.get(user=people[1]).state == "retry"
